// The charts of the overview in a browser: its ranges, what is known, and outliers.
import { beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { signIn } from "./acts.ts";
import { longTraffic } from "./long-traffic.ts";
import { runConsole } from "./running.ts";

const running = runConsole();
const { inPage } = running;

beforeAll(async () => {
  await running.scene.api("PATCH", "/projects/shop", [
    {
      op: "replace",
      path: "/services/identity/config/feature_flags/cacheable_sessions",
      value: true,
    },
  ]);
});

/** Answers with traffic that is known for a month. */
async function withAMonth(page: Page): Promise<void> {
  await page.route(/\/traffic\?minutes=/u, (route) => {
    const minutes = Number(new URL(route.request().url()).searchParams.get("minutes"));
    return route.fulfill({ json: longTraffic(minutes, Date.now()) });
  });
}

const chartOf = (page: Page, title: string, last: string) =>
  page.getByRole("img", { name: new RegExp(`^${title} over the ${last}\\.`, "u") });

describe("a project without traffic", () => {
  test("It says so instead of drawing empty charts, and shows charts after the first check.", () =>
    inPage(async (page) => {
      await signIn(page, running.scene, "#/projects/shop/overview");
      await page.getByText("No checks are known in the last hour.").waitFor();
      expect(await page.locator("canvas").count()).toBe(0);
      await running.scene.check();
      await chartOf(page, "Hit ratio", "last hour").waitFor();
      await page.getByText(/^Figures of 1 edge, known since \d\d:\d\d/u).waitFor();
    }));
});

describe("ranges", () => {
  test("Each range is a link, is in the address, and has charts and tables.", () =>
    inPage(async (page) => {
      await withAMonth(page);
      await signIn(page, running.scene, "#/projects/shop/overview");
      const choice = page.getByRole("navigation", { name: "Range of the charts" });
      const range = (name: string) => choice.getByRole("link", { name, exact: true });
      const expectRange = async (words: string, last: string, rows: string, hash: string) => {
        await chartOf(page, "Checks per second", last).waitFor();
        expect(await range(words).getAttribute("aria-current")).toBe("true");
        expect(await choice.locator("[aria-current]").count()).toBe(1);
        await page.getByRole("table", { name: `Checks per ${rows}` }).waitFor();
        await page.getByRole("table", { name: `of each ${rows}, newest first` }).waitFor();
        expect(new URL(page.url()).hash).toBe(`#/projects/shop/${hash}`);
      };
      const openTables = async () => {
        for (const title of ["Errors per second", "Answer time at the edge"])
          await page.getByText(`${title} as a table`).click();
      };
      await openTables();
      await expectRange("1 hour", "last hour", "minute", "overview");
      await range("24 hours").click();
      await expectRange("24 hours", "last 24 hours", "hour", "overview/24h");
      await range("30 days").focus();
      await page.keyboard.press("Enter");
      await expectRange("30 days", "last 30 days", "day", "overview/30d");
      await page.reload();
      await chartOf(page, "Checks per second", "last 30 days").waitFor();
      await page.goBack();
      await chartOf(page, "Checks per second", "last 24 hours").waitFor();
      await openTables();
      await range("15 minutes").click();
      await expectRange("15 minutes", "last 15 minutes", "minute", "overview/15m");
      await range("1 hour").click();
      await chartOf(page, "Checks per second", "last hour").waitFor();
    }));

  test("A long range of which only minutes are known shows these minutes.", () =>
    inPage(async (page) => {
      const asked: string[] = [];
      page.on("request", (request) => {
        const { pathname, searchParams } = new URL(request.url());
        if (pathname.endsWith("/traffic")) asked.push(searchParams.get("minutes") ?? "");
      });
      await running.scene.check();
      await signIn(page, running.scene, "#/projects/shop/overview/30d");
      await chartOf(page, "Hit ratio", "last 30 days").waitFor();
      expect(asked).toContain("43200");
      expect(asked).toContain("15");
    }));
});

test("A scale that ends below an outlier says so, and how high it was.", () =>
  inPage(async (page) => {
    await withAMonth(page);
    await signIn(page, running.scene, "#/projects/shop/overview/24h");
    const chart = page.locator("figure").filter({ hasText: "Answer time of the identity server" });
    const said = chart.getByText("The scale ends at");
    await said.waitFor();
    expect(await said.innerText()).toMatch(
      /^The scale ends at \d+ ms\. 2 values are above it\. The highest was 4\.21 s at \d/u,
    );
  }));

test("The price of the refresh interval is said, with the link to change it.", () =>
  inPage(async (page) => {
    await withAMonth(page);
    await signIn(page, running.scene, "#/projects/shop/overview");
    await page
      .getByText(/Each session that is checked more often than every 8 s costs one/u)
      .waitFor();
    await page
      .getByRole("main")
      .getByRole("link", { name: /Advanced Settings/u })
      .last()
      .click();
    await page.getByRole("heading", { name: "Advanced Settings", level: 1 }).waitFor();
    expect(new URL(page.url()).hash).toBe("#/projects/shop/advanced");
  }));
