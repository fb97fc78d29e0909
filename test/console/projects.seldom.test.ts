// Finding a project among many in the Console: search, states, order and pages, in the address; live, without losing the
// focus or the place.
import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { goTo, signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;
const flags = "/services/identity/config/feature_flags";
const others = 60;

beforeAll(async () => {
  const { scene } = running;
  await scene.api("PATCH", "/projects/shop", [
    { op: "replace", path: `${flags}/cacheable_sessions`, value: true },
  ]);
  for (let number = 1; number <= others; number += 1) {
    await scene.api("POST", "/projects", {
      name: `Tenant ${number}`,
      slug: `tenant-${number}`,
      environment: "prod",
    });
  }
  for (let checks = 0; checks < 4; checks += 1) await scene.check();
});

const rows = (page: Page) => page.getByRole("table", { name: "Projects" }).locator("tbody tr");
const search = (page: Page) => page.getByRole("searchbox", { name: "Search" });
const found = (page: Page, words: string) =>
  page.getByRole("status").getByText(words, { exact: true }).waitFor();
const hash = (page: Page) => page.evaluate(() => location.hash);
const firstName = async (page: Page) => rows(page).first().getByRole("link").innerText();

test("A search is in the address, can be shared, and is undone by Back.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene);
    await found(page, `${others + 1} projects`);
    await search(page).pressSequentially("tenant-59");
    await found(page, "1 project found");
    expect(await hash(page)).toBe("#/projects?q=tenant-59");
    expect(await firstName(page)).toBe("Tenant 59");
    await page.goBack();
    await found(page, `${others + 1} projects`);
    expect(await search(page).inputValue()).toBe("");

    await goTo(page, "#/projects?q=nothing-like-it", "Projects");
    await page.getByText("No project matches “nothing-like-it”.").waitFor();
    await page.getByRole("link", { name: "Show all projects" }).click();
    await found(page, `${others + 1} projects`);
  }));

test("Projects are filtered by state, sorted by a column, and shown in pages.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene);
    await page.getByRole("link", { name: /^Serving 1$/u }).click();
    await found(page, "1 project found");
    const shop = rows(page).first();
    expect(await shop.innerText()).toMatch(/Shop[\s\S]*Serving[\s\S]*On[\s\S]*75 %/u);
    await page.getByRole("link", { name: new RegExp(`^All ${others + 1}$`, "u") }).click();
    await found(page, `${others + 1} projects`);

    const head = page.getByRole("columnheader", { name: "Checks/s" });
    expect(await head.getAttribute("aria-sort")).toBeNull();
    await head.getByRole("link").click();
    await page.locator("th[aria-sort=descending]").getByText("Checks/s").waitFor();
    await rows(page).first().getByText("Shop", { exact: true }).waitFor();
    await head.getByRole("link").click();
    await page.locator("th[aria-sort=ascending]").getByText("Checks/s").waitFor();

    await goTo(page, "#/projects", "Projects");
    await page.getByRole("link", { name: "Next page" }).click();
    await page.getByText("Page 2 of 2").waitFor();
    await rows(page).first().getByText("Tenant 50", { exact: true }).waitFor();
    expect(await rows(page).count()).toBe(others + 1 - 50);
    await goTo(page, "#/projects?page=9", "Projects");
    await page.getByText("There is no page 9.").waitFor();
  }));

test("A change by someone else shows while a search is being typed, and nothing moves.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await signIn(page, scene, "#/projects?sort=created_at&order=asc");
    await rows(page).nth(40).waitFor();
    await search(page).focus();
    await page.evaluate(() => {
      scrollTo(0, 300);
    });
    await scene.api("PATCH", "/projects/tenant-1", [
      { op: "replace", path: "/name", value: "Renamed by someone" },
    ]);
    await page.getByRole("link", { name: "Renamed by someone" }).waitFor();
    expect(
      await page.evaluate(() => [scrollY, document.activeElement?.getAttribute("type")]),
    ).toEqual([300, "search"]);
    await scene.api("PATCH", "/projects/tenant-1", [
      { op: "replace", path: "/name", value: "Tenant 1" },
    ]);
  }));

test("On a narrow page each project is a card with its labels, and the order can be chosen.", () =>
  inPage(
    async (page) => {
      await signIn(page, running.scene);
      await rows(page).first().waitFor();
      const card = rows(page).filter({ hasText: "Shop" });
      const label = await card
        .locator("td", { hasText: /^On$|^Off$/u })
        .evaluate((cell) => getComputedStyle(cell, "::before").content);
      expect(label).toBe('"Edge Sessions"');
      expect(await page.getByRole("columnheader").count()).toBe(0);
      await page.getByLabel("Sort by").selectOption("Most checks");
      await rows(page).first().getByText("Shop", { exact: true }).waitFor();
      expect(await hash(page)).toBe("#/projects?sort=checks_per_second");
    },
    { width: 390 },
  ));

test("The form for a new project opens at the top, takes the focus, and can be closed.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene);
    await page.getByRole("button", { name: "New project" }).click();
    await page.waitForFunction(() => document.activeElement?.tagName === "INPUT");
    await page.keyboard.type("Made here");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "New project" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Made here");
    await page.getByRole("button", { name: "Create project" }).click();
    await page.getByRole("heading", { level: 1, name: "Set-up" }).waitFor();
    expect(await hash(page)).toBe("#/projects/made-here/set-up");
    await running.scene.api("DELETE", "/projects/made-here");
  }));

test("An address with an old slug says so, and leads to a search.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/tenant-old/overview");
    await page.getByRole("heading", { level: 1, name: "Project not found" }).waitFor();
    await page.getByRole("link", { name: "Search for “tenant-old”" }).click();
    await page.getByText("No project matches “tenant-old”.").waitFor();
    expect(await search(page).inputValue()).toBe("tenant-old");
  }));

test("Without any project the form is open at once.", () =>
  inPage(async (page) => {
    const { scene } = running;
    await signIn(page, scene);
    await found(page, `${others + 1} projects`);
    await scene.api("DELETE", "/projects/shop");
    for (let number = 1; number <= others; number += 1) {
      await scene.api("DELETE", `/projects/tenant-${number}`);
    }
    await page.getByText("No projects yet.").waitFor();
    await page.getByLabel("Name", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Cancel" }).count()).toBe(0);
    expect(await search(page).count()).toBe(0);
  }));
