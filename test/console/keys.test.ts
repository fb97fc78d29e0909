// A key is shown once and revoked for good, and what a key may not do is not offered.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { everything, goTo, settled, signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;

async function createKey(page: Page, name: string): Promise<string> {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create key" }).click();
  return page.getByRole("group", { name: "New key" }).locator("code").innerText();
}

test("A new key is shown once, and is gone after it was dismissed, or the page was left or reloaded.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/shop/keys");
    const key = await createKey(page, "deploy");
    expect(key).toMatch(/^es_key_[\w-]{43}$/u);
    expect(page.url()).not.toContain(key);
    await page.getByRole("button", { name: "I have stored it" }).click();
    await page.getByRole("row", { name: /deploy/u }).waitFor();
    expect(await everything(page)).not.toContain(key);

    const other = await createKey(page, "forgotten");
    await goTo(page, "#/projects/shop/activity", "Activity");
    await page.getByText("forgotten").first().waitFor();
    expect(await everything(page)).not.toContain(other);
    await goTo(page, "#/projects/shop/keys", "API keys");
    await settled(page);
    expect(await everything(page)).not.toContain(other);
    await page.reload();
    await page.getByRole("row", { name: /forgotten/u }).waitFor();
    expect(await everything(page)).not.toContain(other);
  }));

test("A new key can be copied, and works until it is revoked.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await signIn(page, scene, "#/projects/shop/keys");
    const key = await createKey(page, "copied");
    await page.getByRole("button", { name: "Copy the key" }).click();
    await page.getByRole("status").filter({ hasText: "Copied the key." }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);

    const statusOf = async () =>
      (
        await fetch(`${scene.apiUrl}/projects/shop`, {
          headers: { Authorization: `Bearer ${key}` },
        })
      ).status;
    expect(await statusOf()).toBe(200);
    await page.getByRole("button", { name: "Revoke the key copied" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    expect(await statusOf()).toBe(200);
    await page.getByRole("button", { name: "Revoke the key copied" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke the key" }).click();
    await page.getByRole("status").filter({ hasText: "Revoked the key copied." }).waitFor();
    expect(await page.getByRole("row", { name: /copied/u }).count()).toBe(0);
    expect(await statusOf()).toBe(401);
  }));

test("The last operator key cannot be revoked, and the dialog says why.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/operators/keys");
    await page.getByRole("button", { name: "Revoke the key first key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Revoke the key" }).click();
    await dialog.getByRole("alert").filter({ hasText: "control_conflict" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await page.getByRole("row", { name: /first key/u }).count()).toBe(1);
  }));

test("A key that may only read is offered nothing else, and the page says why.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const { value } = await scene.api<{ value: string }>("POST", "/projects/shop/tokens", {
      name: "reader",
      scopes: ["read"],
    });
    await signIn(page, { ...scene, key: value });
    await settled(page);
    expect(await page.getByRole("link", { name: "All activity" }).count()).toBe(0);
    const pages = [
      ["#/projects/shop/advanced", "Advanced Settings", "does not have the scope “settings”"],
      ["#/projects/shop/sessions", "Sessions", "does not have the scope “invalidate”"],
      ["#/projects/shop/keys", "API keys", "does not have the scope “keys”"],
    ] as const;
    for (const [address, title, why] of pages) {
      await goTo(page, address, title);
      await page.getByText(why).first().waitFor();
      const main = page.getByRole("main");
      const acting = main.locator("button, input:not([type=search]), select, textarea");
      const offered = await acting.evaluateAll((controls) =>
        controls
          .filter((one) => !one.matches(":disabled"))
          .map((one) => one.textContent ?? one.id)
          .filter((words) => /save|create|revoke|invalidate|send/iu.test(words)),
      );
      expect([address, offered]).toEqual([address, []]);
    }
    await goTo(page, "#/operators/keys", "For operators");
  }));
