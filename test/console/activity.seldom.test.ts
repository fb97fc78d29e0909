// The activity: sentences, filters in the address, new lines, older ones, and exports.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { goTo, settled, signIn } from "./acts.ts";
import { watch } from "./browser.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const flags = "/services/identity/config/feature_flags";
const linesOf = (page: Page) => page.getByRole("list", { name: /ctivity$/u }).locator("> li");

const setCookieName = (value: string) =>
  running.scene.api("PATCH", "/projects/shop", [
    { op: "replace", path: `${flags}/cookie_name`, value },
  ]);

test("A line begins with who did what to what, with the scopes of a new key and the values of a setting.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const wrong = watch(page);
    const key = await scene.api<{ id: string }>("POST", "/projects/shop/tokens", {
      name: "deploy",
      scopes: ["read", "settings"],
    });
    await scene.api("DELETE", `/projects/shop/tokens/${key.id}`);
    await setCookieName("ory_session_shop");
    await signIn(page, scene, "#/projects/shop/activity");
    await settled(page);
    const texts = await linesOf(page).allInnerTexts();
    expect(texts[0]).toMatch(
      /^first key changed Shop: cookie_name: ory_kratos_session → ory_session_shop\s+just now · \d{4}-/u,
    );
    expect(texts[1]).toMatch(/^first key revoked the key deploy of Shop\s/u);
    expect(texts[2]).toMatch(/^first key created the key deploy of Shop with read, settings\s/u);

    await goTo(page, "#/operators/activity", "All activity");
    const line = linesOf(page).filter({ hasText: "revoked the key deploy" });
    await line.getByText("Details").click();
    await line.getByText("key.revoke").waitFor();
    await line.getByRole("link", { name: "Shop" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    expect(wrong).toEqual([]);
  }));

test("A filter is kept in the address, survives a reload, and can be cleared.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/operators/activity");
    await settled(page);
    await page.getByLabel("Kind").selectOption("API keys");
    await page.getByLabel("Project").fill("shop");
    await page.getByLabel("Search").fill("DEPLOY");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash.includes("?"));
    expect(page.url()).toMatch(/#\/operators\/activity\?project=shop&action=key\.&search=DEPLOY$/u);
    await expect.poll(() => linesOf(page).count()).toBe(2);

    await page.reload();
    await expect.poll(() => linesOf(page).count()).toBe(2);
    expect(await page.getByLabel("Kind").inputValue()).toBe("key.");
    expect(await page.getByLabel("Search").inputValue()).toBe("DEPLOY");

    await page.getByLabel("Search").fill("nothing has this");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("Nothing matches the filter.").waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await expect.poll(() => linesOf(page).count()).toBeGreaterThan(4);
    expect(page.url()).toMatch(/#\/operators\/activity$/u);
    expect(await page.getByLabel("Kind").inputValue()).toBe("");
    expect(
      await page.getByLabel("Search").evaluate((field) => field === document.activeElement),
    ).toBe(true);
  }));

test("The activity of a project that is gone can still be listed.", () =>
  inPage(async (page) => {
    const { scene } = running;
    const gone = await scene.api<{ id: string }>("POST", "/projects", {
      name: "Old",
      slug: "old",
      environment: "dev",
    });
    await scene.api("DELETE", `/projects/${gone.id}`);
    await signIn(page, scene, "#/operators/activity");
    const deletion = linesOf(page).filter({ hasText: "first key deleted the project old" });
    await deletion.getByRole("link", { name: /^a project that is gone/u }).click();
    await expect.poll(() => linesOf(page).count()).toBe(2);
    expect(await page.getByLabel("Project").inputValue()).toBe(gone.id);
    const texts = await linesOf(page).allInnerTexts();
    expect(texts[1]).toMatch(/^first key created the project old\s/u);
  }));

test("A jump to a time lists what was before it.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/shop/activity");
    await settled(page);
    const until = page.getByLabel("Until");
    await until.fill("2001-02-03T04:05");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing matches the filter.").waitFor();
    expect(page.url()).toContain("to=2001-02-03T04%3A05%3A00.000Z");
    await until.fill("2101-02-03T04:05");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await linesOf(page).first().waitFor();
  }));

test("New lines wait behind a button, so that what is being read stays where it is.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/shop/activity");
    await settled(page);
    const first = await linesOf(page).first().innerText();
    await setCookieName("a");
    await page.getByRole("button", { name: "1 new line", exact: true }).waitFor();
    await setCookieName("b");
    const button = page.getByRole("button", { name: "2 new lines" });
    await button.waitFor();
    expect(await linesOf(page).first().innerText()).toBe(first);
    await button.click();
    await linesOf(page).first().getByText("cookie_name").first().waitFor();
    expect(await linesOf(page).nth(2).innerText()).toMatch(first.split("\n")[0] ?? "?");
    await button.waitFor({ state: "detached" });
  }));

test("Older lines are added at the end, each once.", () =>
  inPage(async (page) => {
    const { scene } = running;
    for (let i = 0; i < 60; i += 1) {
      await scene.api("POST", "/projects/shop/invalidations", {
        scope: "session",
        id: `00000000-0000-4000-8000-0000000000${i + 10}`,
      });
    }
    await signIn(page, scene, "#/projects/shop/activity?action=invalidate");
    await expect.poll(() => linesOf(page).count()).toBe(50);
    await page.getByRole("button", { name: "Search older" }).click();
    await expect.poll(() => linesOf(page).count()).toBe(60);
    const texts = await linesOf(page).allInnerTexts();
    expect(new Set(texts.map((text) => /0{10}\d\d/u.exec(text)?.[0])).size).toBe(60);
    expect(await page.getByRole("button", { name: "Search older" }).count()).toBe(0);
  }));

test.each([
  ["CSV", "csv", "sequence,at,actor,"],
  ["JSON lines", "jsonl", '{"sequence":'],
])("Export %s stores the lines of the filter, without a key in the address.", (name, ext, start) =>
  inPage(async (page) => {
    const { scene } = running;
    await signIn(page, scene, "#/projects/shop/activity?action=key.");
    await settled(page);
    const link = page.getByRole("link", { name: `Export ${name}` });
    expect(await link.getAttribute("href")).not.toContain(scene.key);
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toMatch(
      new RegExp(`^edge-sessions-activity-\\d{4}-\\d\\d-\\d\\d\\.${ext}$`, "u"),
    );
    const text = await readFile(await download.path(), "utf8");
    expect(text.startsWith(start)).toBe(true);
    expect(text).toContain("key.revoke");
    expect(text).not.toContain("project.patch");
  }),
);
