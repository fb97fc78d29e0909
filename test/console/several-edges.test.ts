// The Console of a control plane whose edges run in other processes: what it shows of them, and how soon a setting that is
// switched there is in force at them.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { createFaultyBus, type FaultyBus } from "../harness/faulty-bus.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { goTo, signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const medium = createInProcessMedium(newId);
const running = runConsole({ bus: medium.connect("eu") });
const { inPage } = running;
let edges: readonly FollowingEdge[];
let cutOff: FaultyBus;

beforeAll(async () => {
  cutOff = createFaultyBus(medium.connect("us"));
  edges = [
    await startFollowingEdge({ bus: medium.connect("eu"), name: "edge-a" }),
    await startFollowingEdge({ bus: medium.connect("us"), name: "edge-b" }),
    await startFollowingEdge({ bus: cutOff, name: "edge-c" }),
  ];
});
afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()));
});

const isSettings = (on: boolean) => (line: Readonly<Record<string, unknown>>) =>
  line["kind"] === "settings" && line["cacheableSessions"] === on;
const cacheStatuses = () =>
  Promise.all(
    edges.map(async (edge) => {
      const seen = await edge.check("shop", `ory_kratos_session=${running.scene.cookie}`);
      expect(seen.status).toBe(200);
      return seen.cacheStatus?.split(";")[0];
    }),
  );

/** Switches Edge Sessions in the Console, and resolves when the Console says so. */
async function flip(page: Page, on: boolean): Promise<void> {
  await page.getByRole("switch", { name: "Edge Sessions" }).click();
  if (!on) await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
  const report = page
    .getByRole("status")
    .filter({ hasText: `Edge Sessions is ${on ? "on" : "off"}.` });
  await report.waitFor();
}

test("A setting that is switched in the Console is in force at three edges of other servers, and after a cut at the one that was cut off.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/shop/advanced");
    expect(await cacheStatuses()).toEqual([undefined, undefined, undefined]);
    const since = edges.map((edge) => edge.lines());
    await flip(page, true);
    await Promise.all(edges.map((edge, at) => edge.logged(isSettings(true), since[at])));
    expect(await cacheStatuses()).toEqual(["edge-a", "edge-b", "edge-c"]);
    await page.getByText(/^Edges use the current settings/u).waitFor();

    cutOff.cut();
    const again = edges.map((edge) => edge.lines());
    await flip(page, false);
    const [a, b, c] = edges.map((edge, at) => edge.logged(isSettings(false), again[at]));
    await Promise.all([a, b]);
    expect(await cacheStatuses()).toEqual([undefined, undefined, "edge-c"]);
    cutOff.restore();
    await c;
    expect(await cacheStatuses()).toEqual([undefined, undefined, undefined]);
  }));

test("The page of edges shows the edges of all processes, and tells one that has died from one that has stopped.", () =>
  inPage(async (page) => {
    const bus = createFaultyBus(medium.connect("eu"));
    const dies = await startFollowingEdge({ bus, name: "edge-dies" });
    const stops = await startFollowingEdge({ bus: medium.connect("eu"), name: "edge-stops" });
    await signIn(page, running.scene, "#/projects/shop/edges");
    const row = (name: string) => page.getByRole("row", { name: new RegExp(`^${name} `, "u") });
    await row("edge-b").getByText("us", { exact: true }).waitFor();
    await page.getByText("To see the edges on a map, say where they are").waitFor();
    await row("edge-dies").getByText("Healthy").waitFor();
    await stops.stop();
    bus.cut();
    await row("edge-stops").getByText("Stopped").waitFor();
    await row("edge-dies").getByText("Silent").waitFor();
    await row("edge-dies")
      .getByText(/^since/u)
      .waitFor();
    expect(await page.getByText("1 edge has stopped reporting without").innerText()).toContain(
      "edge-dies.",
    );
    expect(await row("edge-stops").getByText("Silent").count()).toBe(0);
    await dies.stop();
  }));

test("The Console says which edges an invalidation has reached, and whose figures it shows.", () =>
  inPage(async (page) => {
    await signIn(page, running.scene, "#/projects/shop/sessions");
    const report = page.getByRole("status");
    const invalidate = async (): Promise<void> => {
      await page.getByRole("button", { name: "Invalidate everything" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Invalidate" }).click();
    };
    await invalidate();
    await report.filter({ hasText: "4 edges have applied it." }).waitFor();
    expect(await report.innerText()).not.toContain("Not confirmed");
    cutOff.faults.deaf = ["eu"];
    cutOff.faults.unreadable = ["eu"];
    await invalidate();
    await report.filter({ hasText: "Not confirmed yet by edge-c (us)." }).waitFor();
    cutOff.restore();
    await running.scene.check();
    await goTo(page, "#/projects/shop/overview", "Overview");
    await page.getByText(/^Figures of \d edges?[.,]/u).waitFor();
  }));
