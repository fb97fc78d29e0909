// Everything works without a mouse, with Tab, Enter, Space, Escape and letters.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { tabTo } from "./keyboard.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;

async function titled(page: Page, title: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

async function reported(page: Page, words: string): Promise<void> {
  await page.getByRole("status").filter({ hasText: words }).waitFor();
}

async function signInByKeyboard(page: Page): Promise<void> {
  await page.goto(running.scene.consoleUrl);
  await page.getByLabel("API key").waitFor();
  await tabTo(page, /^API key/u);
  await page.keyboard.type(running.scene.key);
  await page.keyboard.press("Enter");
  await titled(page, "Projects");
  await page.getByRole("link", { name: "Shop" }).waitFor();
}

test("An operator can sign in, use the switch and its settings, and sign out by keyboard.", () =>
  inPage(async (page) => {
    await signInByKeyboard(page);
    await tabTo(page, /^Shop$/u);
    await page.keyboard.press("Enter");
    await titled(page, "Overview");
    await page.keyboard.press("Shift+Tab");
    await page.evaluate(() => document.querySelector<HTMLElement>(".brand")?.focus());
    await tabTo(page, /^Advanced Settings$/u);
    await page.keyboard.press("Enter");
    await titled(page, "Advanced Settings");
    await page.getByText("Off at the edges", { exact: true }).waitFor();
    await tabTo(page, /^Edge Sessions$/u);
    await page.keyboard.press("Space");
    await reported(page, "Edge Sessions is on.");
    await tabTo(page, /^Cache duration/u);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("90s");
    await page.keyboard.press("Enter");
    await reported(page, "Settings saved.");
    await tabTo(page, /^Send two checks$/u);
    await page.keyboard.press("Space");
    await page.getByRole("table", { name: "Second check: headers" }).waitFor();
    await tabTo(page, /^Sign out$/u);
    await page.keyboard.press("Enter");
    await page.getByLabel("API key").waitFor();
    expect(await page.context().cookies()).toEqual([]);
  }));

test("An operator can create a project, and create and revoke a key, by keyboard.", () =>
  inPage(async (page) => {
    await signInByKeyboard(page);
    await tabTo(page, /^New project$/u);
    await page.keyboard.press("Enter");
    // The form takes the focus to its first field.
    await page.waitForFunction(() => document.activeElement?.matches("input"));
    await page.keyboard.type("By keyboard");
    await tabTo(page, /^Slug/u);
    await page.keyboard.type("by-keyboard");
    await tabTo(page, /^Create project$/u);
    await page.keyboard.press("Enter");
    await titled(page, "Set-up");
    await page.evaluate(() => document.querySelector<HTMLElement>(".brand")?.focus());
    await tabTo(page, /^API keys$/u);
    await page.keyboard.press("Enter");
    await titled(page, "API keys");
    await page.getByText("No keys yet.").waitFor();
    await tabTo(page, /^Name/u);
    await page.keyboard.type("typed");
    await tabTo(page, /^invalidate$/u);
    await page.keyboard.press("Space");
    await tabTo(page, /^Create key$/u);
    await page.keyboard.press("Enter");
    // The new key takes the focus, because it is shown only once.
    await page.waitForFunction(
      () => document.activeElement?.getAttribute("aria-label") === "New key",
    );
    await tabTo(page, /^I have stored it$/u);
    await page.keyboard.press("Enter");
    await page.getByRole("row", { name: /typed .*read, invalidate/u }).waitFor();
    await page.evaluate(() => document.querySelector<HTMLElement>(".brand")?.focus());
    await tabTo(page, /^Revoke the key typed$/u);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    // The dialog is closed but still on the page. Until it is gone, the button would not open another one.
    await page.locator("dialog").waitFor({ state: "detached" });
    // The dialog gave the focus back to its button.
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await tabTo(page, /^Revoke the key$/u);
    await page.keyboard.press("Enter");
    await reported(page, "Revoked the key typed.");
    expect(await page.getByRole("row", { name: /typed/u }).count()).toBe(0);
    // The row is gone with the key, so the page's title has the focus.
    await page.waitForFunction(() => document.activeElement?.matches("h1"));
  }));

test("The first Tab offers to skip to the content.", () =>
  inPage(async (page) => {
    await signInByKeyboard(page);
    await page.reload();
    await page.getByRole("link", { name: "Shop" }).waitFor();
    await page.keyboard.press("Tab");
    const link = page.getByRole("link", { name: "Skip to content" });
    expect(await link.evaluate((one) => one === document.activeElement)).toBe(true);
    expect((await link.boundingBox())?.y).toBeGreaterThanOrEqual(0);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
    expect(page.url()).not.toContain("#main");
  }));
