// Leaving a page with fields that are not saved asks first, however it is left.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const address = "#/projects/shop/advanced";
const field = (page: Page) => page.getByLabel(/^Refresh after/u);
const dialogOf = (page: Page) => page.getByRole("dialog", { name: "Leave without saving?" });

async function openSettings(page: Page): Promise<void> {
  await signIn(page, running.scene, "#/projects/shop/overview");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.getByRole("link", { name: "Advanced Settings", exact: true }).click();
  await field(page).waitFor();
}

/** Expects that the operator is where they were, and can go on typing. */
async function expectStayed(page: Page): Promise<void> {
  await dialogOf(page).waitFor({ state: "detached" });
  await page.waitForFunction((hash) => location.hash === hash, address);
  expect(await field(page).inputValue()).toBe("7s");
  await page.waitForFunction(() => document.activeElement?.matches("main input"));
  expect(await field(page).evaluate((shown) => shown === document.activeElement)).toBe(true);
}

const ways: readonly (readonly [name: string, go: (page: Page) => Promise<unknown>])[] = [
  ["a link", (page) => page.getByRole("link", { name: "API keys" }).click()],
  ["the way back of the browser", (page) => page.evaluate(() => history.back())],
  [
    "another address",
    (page) =>
      page.evaluate(() => {
        location.hash = "#/projects/shop/keys";
      }),
  ],
  ["signing out", (page) => page.getByRole("button", { name: "Sign out" }).click()],
];

test.each(ways)("Leaving by %s asks, and Escape returns to the field.", (_name, go) =>
  inPage(async (page) => {
    await openSettings(page);
    await field(page).fill("7s");
    await go(page);
    await dialogOf(page).waitFor();
    await page.keyboard.press("Escape");
    await expectStayed(page);

    await go(page);
    await dialogOf(page).getByRole("button", { name: "Stay on this page" }).click();
    await expectStayed(page);

    await go(page);
    await dialogOf(page).getByRole("button", { name: "Leave without saving" }).click();
    await field(page).waitFor({ state: "detached" });
    expect(await dialogOf(page).count()).toBe(0);
  }),
);

test("After staying, the way back of the browser leads to the page before.", () =>
  inPage(async (page) => {
    await openSettings(page);
    await field(page).fill("7s");
    await page.getByRole("link", { name: "API keys" }).click();
    await dialogOf(page).waitFor();
    await page.keyboard.press("Escape");
    await expectStayed(page);
    await page.getByRole("button", { name: "Discard changes" }).click();
    await page.evaluate(() => history.back());
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    expect(await dialogOf(page).count()).toBe(0);
  }));

test("Closing or reloading the page asks while something is not saved, and not after it is saved.", () =>
  inPage(async (page) => {
    await openSettings(page);
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await field(page).fill("6s");
    await page.getByText("Refresh after (not saved)").waitFor();
    await page.reload();
    await field(page).waitFor();
    expect(asked).toEqual(["beforeunload"]);

    await field(page).fill("5s");
    await page.getByRole("button", { name: "Save changes: Cache settings" }).click();
    await page.getByRole("status").filter({ hasText: "Settings saved." }).waitFor();
    await page.reload();
    await field(page).waitFor();
    await page.getByRole("link", { name: "API keys" }).click();
    await page.getByRole("heading", { level: 1, name: "API keys" }).waitFor();
    expect(asked).toEqual(["beforeunload"]);
  }));

test("The settings are also found where Ory's own Console has them, and only one entry is the current one.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/shop/overview");
    const other = page.getByRole("list", { name: "Authentication" }).getByRole("link");
    expect(await other.innerText()).toContain("Sessions");
    await other.click();
    await field(page).waitFor();
    const current = page.locator('nav [aria-current="page"]');
    expect(await current.allInnerTexts()).toEqual(["Advanced Settings"]);
  }));
