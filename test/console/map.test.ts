// The map of the edges, in a real browser: where the regions are, what they say, and what their loss does.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { geoEqualEarth } from "d3-geo";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Locator, Page } from "playwright-core";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { milliseconds, share } from "../../src/console/text/numbers.ts";
import { openEdgePlan } from "../../src/control/map/edge-plan.ts";
import { planOf } from "../../src/planet/plan.cases.ts";
import { planJson } from "../../src/planet/report/plan-json.ts";
import { newId } from "../../src/runtime/node.ts";
import { createFaultyBus } from "../harness/faulty-bus.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { signIn } from "./acts.ts";
import { watch } from "./browser.ts";
import { runConsole } from "./running.ts";

const frankfurt = { name: "Frankfurt", latitude: 50.1, longitude: 8.7 };
const virginia = { name: "Virginia", latitude: 39, longitude: -77.5 };
const singapore = { name: "Singapore", latitude: 1.35, longitude: 103.8 };
const folder = mkdtempSync(join(tmpdir(), "edge-sessions-map-"));
writeFileSync(join(folder, "plan.json"), planJson(planOf(["fra", "gru", "sin"])));
const opened = await openEdgePlan(join(folder, "plan.json"));
if (opened.kind === "problems") throw new Error(JSON.stringify(opened.problems));

const medium = createInProcessMedium(newId);
const singaporeBus = createFaultyBus(medium.connect("ap"));
const running = runConsole({
  bus: medium.connect("eu"),
  location: frankfurt,
  map: { regionLocations: new Map([["us", virginia]]), edgePlan: opened.plan },
});
const { inPage } = running;
let edges: readonly FollowingEdge[];

beforeAll(async () => {
  edges = await Promise.all([
    startFollowingEdge({ bus: medium.connect("us"), name: "edge-us" }),
    startFollowingEdge({ bus: singaporeBus, name: "edge-ap", location: singapore }),
  ]);
  await withFigures();
});
afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()));
  rmSync(folder, { recursive: true });
});

interface Figures {
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  readonly within: readonly { readonly ms: number; readonly share: number }[];
}

interface MapSeen {
  readonly calculating: boolean;
  readonly figures: Figures;
  readonly regions: readonly {
    readonly location: { readonly name: string };
    readonly without: Figures | null;
  }[];
  readonly plan: { readonly figures: Figures };
}

const mark = (page: Page, name: string): Locator =>
  page.getByRole("group", { name: "Map of the regions" }).getByRole("button", {
    name: new RegExp(`^${name} `, "u"),
  });
const figuresTable = (page: Page): Locator =>
  page.getByRole("table", { name: "What people wait for a hit" });

/** Resolves with the map when it has the figures without each of the three regions. */
async function withFigures(): Promise<MapSeen> {
  for (;;) {
    const map = await running.scene.api<MapSeen>("GET", "/map");
    const complete = map.regions.filter(({ without }) => without !== null).length === 3;
    if (complete && !map.calculating) return map;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** Opens the page, and waits until everything on the map is there. */
async function openMap(page: Page): Promise<MapSeen> {
  await signIn(page, running.scene, "#/projects/shop/edges");
  await page.getByRole("row", { name: /^Singapore \(ap\) .* ms/u }).waitFor();
  await page.locator(".world .dots").first().waitFor({ state: "attached" });
  return withFigures();
}

/** A column of the table of figures, from P50 to the last share. */
async function column(page: Page, head: string): Promise<readonly string[]> {
  const heads = await figuresTable(page).locator("thead th").allInnerTexts();
  const at = heads.indexOf(head);
  expect(heads).toContain(head);
  return figuresTable(page)
    .locator(`tbody tr > :nth-child(${at + 1})`)
    .allInnerTexts();
}

function written({ p50_ms: p50, p95_ms: p95, p99_ms: p99, within }: Figures): readonly string[] {
  return [
    ...[p50, p95, p99].map((ms) => milliseconds(ms)),
    ...within.map((band) => share(band.share, 1)),
  ];
}

/** How many people's dots have the darkest colour. */
const waitLongest = async (page: Page): Promise<number> =>
  (await page.locator(".world .dots.step-6").getAttribute("d"))?.length ?? 0;

test("Regions are where they say they are or where the table has them, and planned edges stand beside them.", () =>
  inPage(async (page) => {
    const wrong = watch(page);
    await openMap(page);
    const seen = await Promise.all(
      ["Virginia", "Frankfurt", "Singapore"].map(async (name) => {
        const box = await mark(page, name).locator(".ring").boundingBox();
        if (box === null) throw new Error(`${name} is not on the map`);
        return [box.x + box.width / 2, box.y + box.height / 2] as const;
      }),
    );
    const globe = geoEqualEarth().rotate([-11, 0]);
    const right = [virginia, frankfurt, singapore].map(
      ({ longitude, latitude }) => globe([longitude, latitude]) ?? [0, 0],
    );
    const ratio = (of: readonly (readonly number[])[], axis: 0 | 1): number => {
      const [us = 0, eu = 0, ap = 0] = of.map((point) => point[axis] ?? 0);
      return (ap - eu) / (eu - us);
    };
    expect(ratio(seen, 0)).toBeCloseTo(ratio(right, 0), 1);
    expect(ratio(seen, 1)).toBeCloseTo(ratio(right, 1), 0);
    const planned = page.getByRole("table", { name: "Planned edges" });
    const states = await planned.locator("tbody tr > :nth-child(2)").allInnerTexts();
    expect(states.toSorted()).toEqual(["Not running", "Running", "Running"]);
    await planned.getByRole("row", { name: /gru .*Not running/u }).waitFor();
    expect(await page.locator("g.planned title").allTextContents()).toEqual([
      "São Paulo: planned, not running",
    ]);
    await page.getByRole("button", { name: "Colour by the plan" }).click();
    await page.getByText("Wait for a hit as planned").waitFor();
    expect(wrong).toEqual([]);
  }));

test("A click on a region shows what its loss does, with the figures of the API, and Escape goes back.", () =>
  inPage(async (page) => {
    const map = await openMap(page);
    expect(await column(page, "Now")).toEqual(written(map.figures));
    expect(await column(page, "Planned")).toEqual(written(map.plan.figures));
    const before = await waitLongest(page);
    await mark(page, "Singapore").click();
    const without = map.regions.find(({ location }) => location.name === "Singapore")?.without;
    if (without === null || without === undefined) throw new Error("no figures");
    expect(await column(page, "Without it")).toEqual(written(without));
    expect(await waitLongest(page)).toBeGreaterThan(before);
    await page
      .getByRole("status")
      .filter({ hasText: `to ${milliseconds(without.p95_ms)}` })
      .waitFor();
    expect(await mark(page, "Singapore").getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("Escape");
    await page.getByText("Wait for a hit now").waitFor();
    expect(await waitLongest(page)).toBe(before);
    expect(await figuresTable(page).locator("thead th").allInnerTexts()).toEqual([
      "",
      "Now",
      "Planned",
    ]);
  }));

test("On a narrow page, keys, clicks and the table's buttons select every region, and nothing has to be scrolled sideways.", () =>
  inPage(
    async (page) => {
      await openMap(page);
      await mark(page, "Virginia").focus();
      await page.keyboard.press("Enter");
      await page.getByText("Wait for a hit without Virginia").waitFor();
      await page.keyboard.press("Space");
      await page.getByText("Wait for a hit now").waitFor();
      const row = page.getByRole("row", { name: /^Virginia \(us\)/u });
      await row.getByRole("button", { name: "Show the loss of Virginia" }).click();
      await page.getByText("Wait for a hit without Virginia").waitFor();
      expect(await row.innerText()).toMatch(/Healthy\s+Go back\s+1 edge/u);
      await page.getByRole("button", { name: "Go back to now" }).click();
      await page.getByText("Wait for a hit now").waitFor();
      for (const name of ["Frankfurt", "Singapore"]) {
        await mark(page, name).click();
        await page.getByText(`Wait for a hit without ${name}`).waitFor();
      }
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
    },
    { width: 390 },
  ));

test("A region that falls silent is shown so by word and mark, and the figures are those without it.", () =>
  inPage(async (page) => {
    const before = await openMap(page);
    await mark(page, "Singapore").click();
    singaporeBus.cut();
    await mark(page, "Singapore").and(page.locator("[aria-label*=Silent]")).waitFor();
    expect(await mark(page, "Singapore").locator(".mark-cross").count()).toBe(1);
    await page.getByRole("row", { name: /^Singapore \(ap\) Silent no edge runs/u }).waitFor();
    // Its loss is no longer a question, so that the map shows what is now.
    await page.getByText("Wait for a hit now").waitFor();
    const without = before.regions.find(({ location }) => location.name === "Singapore")?.without;
    if (without === null || without === undefined) throw new Error("no figures");
    await figuresTable(page)
      .getByRole("row", { name: `P95 ${milliseconds(without.p95_ms)}` })
      .waitFor();
  }));
