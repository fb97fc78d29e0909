// The actions of operations work without a mouse too: set-up, finding, deleting, ranges, look-up and export.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { goTo, settled, signIn } from "./acts.ts";
import { tabTo } from "./keyboard.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;

/** Types into the field that has the focus, in place of what is there. */
async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

async function expectTitle(page: Page, title: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

test("A project is created, and its first steps are done, by keyboard.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await signIn(page, scene);
    await tabTo(page, /^New project$/u);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.matches("input"));
    await page.keyboard.type("Stepped");
    await page.keyboard.press("Enter");
    await expectTitle(page, "Set-up");
    await tabTo(page, /^URL of the public API/u);
    await page.keyboard.type(scene.relay.url);
    await page.keyboard.press("Enter");
    await page.getByText(`The identity server is ${scene.relay.url}`).waitFor();
    await tabTo(page, /^Turn Edge Sessions on$/u);
    await page.keyboard.press("Enter");
    await page.getByText("Edge Sessions is on at the edges.").waitFor();
    await tabTo(page, /^(Hide|Show) the controls of Identity server URL$/u);
    const toggle = page.getByRole("button", { name: /the controls of Identity server URL$/u });
    const before = await toggle.getAttribute("aria-expanded");
    await page.keyboard.press("Enter");
    expect(await toggle.getAttribute("aria-expanded")).not.toBe(before);
  }));

test("Projects are searched, filtered by state and sorted by keyboard.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await scene.api("POST", "/projects", { name: "Quiet", slug: "quiet", environment: "dev" });
    await signIn(page, scene);
    await tabTo(page, /^Search/u);
    await page.keyboard.type("quiet");
    await page.getByText("1 project found").waitFor();
    await retype(page, "nothing like it");
    await page.getByText("No project matches").waitFor();
    await tabTo(page, /^Show all projects$/u);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Shop", exact: true }).waitFor();
    await tabTo(page, /^Not set up/u);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash.includes("state=not-set-up"));
    await page.getByRole("link", { name: "Quiet", exact: true }).waitFor();
    await tabTo(page, /^Changed/u);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash.includes("sort=updated_at"));
    const sorted = page.locator("th[aria-sort=descending]");
    await sorted.waitFor();
    expect(await sorted.innerText()).toContain("Changed");
  }));

test("A project is deleted by keyboard after its slug is typed.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await scene.api("POST", "/projects", { name: "Ends", slug: "ends", environment: "dev" });
    await signIn(page, scene, "#/projects/ends/manage");
    await tabTo(page, /^Type ends to confirm/u);
    await page.keyboard.type("ends");
    await tabTo(page, /^Delete the project$/u);
    await page.keyboard.press("Enter");
    await expectTitle(page, "Projects");
    await page.getByRole("status").filter({ hasText: "Deleted the project Ends." }).waitFor();
  }));

test("The range of Overview is chosen by keyboard.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/shop/overview");
    await settled(page);
    await tabTo(page, /^24 hours$/u);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The last 24 hours" }).waitFor();
    expect(new URL(page.url()).hash).toContain("24h");
  }));

test("A cookie is looked up by keyboard, and its session can be invalidated or not.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const path = "/services/identity/config/feature_flags/cacheable_sessions";
    await scene.api("PATCH", "/projects/shop", [{ op: "replace", path, value: true }]);
    await signIn(page, scene, "#/projects/shop/sessions");
    for (let checks = 0; checks < 5; checks += 1) await scene.check();
    await tabTo(page, /^Id, e-mail address, cookie or token/u);
    await page.keyboard.type(`ory_kratos_session=${scene.cookie}`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Stored answers" }).waitFor();
    await tabTo(page, /^Invalidate the session/u);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(
      /^Invalidate the session/u,
    );
  }));

test("Activity is filtered and exported by keyboard.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene);
    await goTo(page, "#/projects/shop/activity", "Activity");
    await settled(page);
    await tabTo(page, /^Search/u);
    await page.keyboard.type("no line has this");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash.includes("search=no+line"));
    await tabTo(page, /^Clear the filter$/u);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => !location.hash.includes("search="));
    await page.evaluate(() => document.querySelector<HTMLElement>("h1")?.focus());
    await tabTo(page, /^Export CSV$/u);
    const download = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    expect((await download).suggestedFilename()).toMatch(/\.csv$/u);
  }));
