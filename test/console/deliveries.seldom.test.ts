// The page of deliveries: subscribers are added, tested, turned off and deleted, and their deliveries are seen.
import { expect, onTestFinished, test } from "vitest";
import { isVerified, nth, startReceiver, type Receiver } from "../endings/delivery/receiver.ts";
import { everything, signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const address = "#/projects/shop/deliveries";

async function receiver(): Promise<Receiver> {
  const one = await startReceiver();
  onTestFinished(() => one.stop());
  return one;
}

test("A web hook is added, its secret is shown once, and a test arrives signed with it.", () =>
  inPage(async (page) => {
    const there = await receiver();
    await signIn(page, running.scene, "#/projects/shop/overview");
    await page.getByRole("link", { name: "Deliveries" }).click();
    await page.getByText("No subscribers yet.").waitFor();
    await page.getByLabel("URL").fill(there.url);
    await page.getByLabel("session-revoked").check();
    await page.getByRole("button", { name: "Add subscriber" }).click();
    const notice = page.getByRole("group", { name: "New secret" });
    const secret = await notice.locator("code").innerText();
    expect(secret).toMatch(/^whsec_/u);
    await notice.getByRole("button", { name: "I have stored it" }).click();
    const row = page.getByRole("row", { name: there.url });
    await row.getByText("healthy").waitFor();
    expect(await everything(page)).not.toContain(secret);

    await row.getByRole("button", { name: `Send a test to ${there.url}` }).click();
    const table = page.getByRole("table", { name: `Last deliveries to ${there.url}` });
    await table.getByRole("row", { name: /test.*delivered.*204/u }).waitFor();
    expect(isVerified(nth(there.arrived), secret, Date.now())).toBe(true);

    there.manner = { status: 500 };
    await row.getByRole("button", { name: `Send a test to ${there.url}` }).click();
    await table.getByRole("row", { name: /test.*waiting.*500/u }).waitFor();
    await row.getByText("failing").waitFor();

    await row.getByRole("button", { name: `Turn off ${there.url}` }).click();
    await row.getByText("off", { exact: true }).waitFor();
    there.manner = { status: 204 };
    await row.getByRole("button", { name: `Turn on ${there.url}` }).click();
    await table.getByRole("row", { name: /project-changed.*delivered/u }).waitFor();

    await row.getByRole("button", { name: `Delete ${there.url}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete the subscriber" }).click();
    await page.getByText("No subscribers yet.").waitFor();
  }));

test("A receiver of CAEP events needs an issuer and an audience, and an address inside is refused.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, address);
    await page.getByLabel("Kind").selectOption("CAEP");
    await page.getByLabel("URL").fill("https://10.0.0.1/events");
    await page.getByLabel("Issuer").fill("https://edge.example");
    await page.getByLabel("Audience").fill("receiver");
    await page.getByLabel("Bearer token").fill("canary-bearer-token");
    await page.getByRole("button", { name: "Add subscriber" }).click();
    await page.getByText("must not lead inside the network").waitFor();
    await page.getByLabel("URL").fill("https://receiver.example/events");
    await page.getByRole("button", { name: "Add subscriber" }).click();
    await page.getByRole("row", { name: /receiver\.example.*CAEP/u }).waitFor();
    expect(await everything(page)).not.toContain("canary-bearer-token");
  }));

test("A key that may only read sees subscribers, and can change nothing.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const url = "https://app.example/hooks";
    await scene.api("POST", "/projects/shop/subscribers", { kind: "web-hook", url });
    const { value } = await scene.api<{ value: string }>("POST", "/projects/shop/tokens", {
      name: "reader",
      scopes: ["read"],
    });
    await signIn(page, { ...scene, key: value }, address);
    const row = page.getByRole("row", { name: url });
    for (const name of [`Send a test to ${url}`, `Turn off ${url}`, `Delete ${url}`]) {
      expect(await row.getByRole("button", { name }).isDisabled()).toBe(true);
    }
    expect(await page.getByRole("button", { name: "Add subscriber" }).isDisabled()).toBe(true);
  }));
