// From a new project to its first hit and a change, on one page, as an operator would who has not read anything.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createDevUser, type DevUser } from "../../src/cli/dev/user.ts";
import { createIdentityServer, type IdentityServer } from "../../src/identity/server.ts";
import { everything, signIn } from "./acts.ts";
import { watch } from "./browser.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const patience = 20_000;
let identity: IdentityServer;
let user: DevUser;

beforeAll(async () => {
  identity = createIdentityServer({});
  await identity.start();
  user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
});
afterAll(async () => {
  await identity.stop();
});

/** A step by its title. */
function stepOf(page: Page, title: string) {
  return page.getByRole("listitem").filter({
    has: page.getByRole("heading", { level: 2, name: new RegExp(`^\\d\\. ${title}$`, "u") }),
  });
}

/** Waits until a step has that state, without touching the page. */
async function waitFor(page: Page, title: string, state: string): Promise<void> {
  await stepOf(page, title).getByText(state, { exact: true }).waitFor({ timeout: patience });
}

test(
  "An operator gets from Create project to the first hit and a change without leaving the page.",
  { timeout: 90_000 },
  () =>
    inPage(async (page) => {
      const wrong = watch(page);
      await signIn(page, running.scene, "#/projects");
      await page.getByRole("button", { name: "New project" }).click();
      await page.getByLabel("Name").fill("First run");
      await page.getByRole("button", { name: "Create project" }).click();
      await page.getByRole("heading", { level: 1, name: "Set-up" }).waitFor();
      const address = page.url();
      const navigation = page.getByRole("navigation", { name: "Console" });
      await navigation.getByRole("link", { name: "Set-up 0 of 7" }).waitFor();
      await waitFor(page, "Identity server answers", "Waiting");

      const url = page.getByLabel("URL of the public API");
      const save = page.getByRole("button", { name: "Save the URL" });
      await url.fill("no URL");
      await save.click();
      await expect.poll(() => url.getAttribute("aria-invalid")).toBe("true");
      await url.fill(identity.adminUrl);
      await save.click();
      await waitFor(page, "Identity server answers", "Problem");
      await stepOf(page, "Identity server answers").getByText("admin API").waitFor();
      await url.fill(identity.publicUrl);
      await url.press("Enter");
      await waitFor(page, "Identity server URL", "Done");
      await waitFor(page, "Identity server answers", "Done");

      const cookies = page.getByLabel("Cookies of a signed-in browser");
      await cookies.fill("theme=dark; lang=de");
      await page.getByRole("button", { name: "Find the name" }).click();
      await page.getByText("accepts none of these cookies").first().waitFor();
      await cookies.fill(`theme=dark; ${user.cookie}`);
      await cookies.press("Enter");
      await waitFor(page, "Session cookie", "Done");
      const [, value = ""] = /=(.*)$/u.exec(user.cookie) ?? [];
      expect(await everything(page)).not.toContain(value);

      const changes = stepOf(page, "Changes reach the edge");
      await changes.getByText("Or with web hooks").click();
      await changes.getByRole("button", { name: "Send a test hook" }).click();
      await changes.getByText("A test hook was accepted.").waitFor();
      await waitFor(page, "Changes reach the edge", "To do");
      const yaml = await page.getByRole("region", { name: "Base URL for Kratos" }).innerText();
      const [, baseUrl = ""] = /base_url: "(.*)"/u.exec(yaml) ?? [];
      expect(baseUrl).toMatch(/^http:\/\/first-run\.projects\.localhost:\d+\/$/u);
      identity.setPublicBaseUrl(baseUrl);
      await waitFor(page, "Changes reach the edge", "Done");

      await waitFor(page, "First hit", "Waiting");
      await page.getByRole("button", { name: "Turn Edge Sessions on" }).click();
      await waitFor(page, "Edge Sessions is on", "Done");

      const hit = stepOf(page, "First hit");
      await hit.getByRole("button", { name: "Send two checks" }).click();
      await hit.getByText(/^Second check: 200 .*Answered from the store\./u).waitFor();
      await waitFor(page, "First hit", "Done");
      await navigation.getByRole("link", { name: "Set-up 6 of 7" }).waitFor();

      const change = stepOf(page, "A change shows at once");
      await change.getByRole("button", { name: "Invalidate the identity and check again" }).click();
      await change.getByText(/^First check: 200 .*was fetched and stored/u).waitFor();
      await change.getByText(/^Second check: 200 .*Answered from the store\./u).waitFor();
      await waitFor(page, "A change shows at once", "Done");

      await page.getByText("Everything is set up.").waitFor();
      expect(page.url()).toBe(address);
      expect(await everything(page)).not.toContain(value);
      expect(wrong).toEqual([]);
      await page.getByRole("link", { name: "Go to Overview" }).click();
      await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
      await navigation.getByRole("link", { name: /^Set-up/u }).waitFor({ state: "detached" });
    }),
);

test(
  "A session cookie of another name is found, and one button sets the name.",
  { timeout: 60_000 },
  () =>
    inPage(async (page) => {
      const { scene } = running;
      await scene.api("PATCH", "/projects/shop", [
        {
          op: "replace",
          path: "/services/identity/config/feature_flags/cookie_name",
          value: "ory_session_shop",
        },
      ]);
      await signIn(page, scene, "#/projects/shop/set-up");
      await page
        .getByLabel("Cookies of a signed-in browser")
        .fill(`ory_kratos_session=${scene.cookie}`);
      await page.getByRole("button", { name: "Find the name" }).click();
      await waitFor(page, "Session cookie", "Problem");
      await page.getByRole("button", { name: "Use this name" }).click();
      await waitFor(page, "Session cookie", "Done");
      const step = await stepOf(page, "Session cookie").innerText();
      expect(step).toContain("The session cookie is named ory_kratos_session.");
    }),
);

test(
  "The state of a new project leads to its set-up, where what others do shows, and what is being typed stays.",
  { timeout: 60_000 },
  () =>
    inPage(async (page) => {
      const { scene } = running;
      await scene.api("POST", "/projects", { name: "Shared", slug: "shared", environment: "dev" });
      await signIn(page, scene, "#/projects/shared/overview");
      await page.getByRole("link", { name: "Set up the project" }).click();
      const cookies = page.getByLabel("URL of the public API");
      await cookies.fill("http://typed.example");
      await scene.api("PATCH", "/projects/shared", [
        {
          op: "replace",
          path: "/services/identity/config/feature_flags/origin_url",
          value: scene.relay.url,
        },
      ]);
      await waitFor(page, "Identity server answers", "Done");
      expect(await cookies.inputValue()).toBe("http://typed.example");
    }),
);
