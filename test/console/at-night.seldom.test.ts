// What someone sees who is paged at night: each trouble is on Overview, in the list of projects and in the API, and gone
// after it ends. With TEST_SHOWN_WITHIN_MS=5000 each of these must be so within five seconds.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { createFaultyBus, type FaultyBus } from "../harness/faulty-bus.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { signIn } from "./acts.ts";
import { runConsole } from "./running.ts";

const withinMs = Number(process.env["TEST_SHOWN_WITHIN_MS"] ?? 60_000);
const flags = "/services/identity/config/feature_flags";

const medium = createInProcessMedium(newId);
const running = runConsole({ bus: medium.connect("eu") });
const { inPage } = running;
let cutOff: FaultyBus;
let edges: readonly FollowingEdge[];

beforeAll(async () => {
  cutOff = createFaultyBus(medium.connect("eu"));
  edges = [
    await startFollowingEdge({ bus: medium.connect("eu"), name: "edge-2" }),
    await startFollowingEdge({ bus: cutOff, name: "edge-3" }),
  ];
});
afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()));
});

/** Changes the project. */
const patch = (path: string, value: unknown): Promise<unknown> =>
  running.scene.api("PATCH", "/projects/shop", [{ op: "replace", path, value }]);

beforeEach(() => patch(`${flags}/cacheable_sessions`, true));

interface Health {
  readonly sentence: string;
}

const health = (): Promise<Health> => running.scene.api<Health>("GET", "/projects/shop/health");

/** Overview, and the list of projects beside it. */
interface Pages {
  readonly overview: Page;
  readonly list: Page;
}

async function expectInApi(sentence: RegExp): Promise<void> {
  await expect
    .poll(async () => (await health()).sentence, { timeout: withinMs, interval: 100 })
    .toMatch(sentence);
}

/** Resolves when the sentence is shown wherever the state of a project is, and the API says it: none of them waits for another. */
async function expectState({ overview, list }: Pages, shown: RegExp, inApi: RegExp): Promise<void> {
  const now = overview.getByRole("region", { name: "Health" }).getByRole("status");
  const inList = list.getByRole("row", { name: /Shop/u }).getByText(shown);
  await Promise.all([
    now.filter({ hasText: shown }).waitFor({ timeout: withinMs }),
    inList.first().waitFor({ timeout: withinMs }),
    expectInApi(inApi),
  ]);
}

const expectServing = (pages: Pages): Promise<void> =>
  expectState(pages, /^Serving$/u, /^Serving$/u);

async function openPages(overview: Page): Promise<Pages> {
  await signIn(overview, running.scene, "#/projects/shop/overview");
  const list = await overview.context().newPage();
  await list.goto(`${running.scene.consoleUrl}#/projects`);
  const pages = { overview, list };
  await expectServing(pages);
  return pages;
}

test("An identity server that is killed is on Overview and in the list with its time, and is gone when it is back.", () =>
  inPage(async (page) => {
    const { relay } = running.scene;
    const pages = await openPages(page);
    await relay.leave();
    try {
      const sentence = /^Identity server failing.* since \d\d:\d\d: it cannot be reached$/u;
      await expectState(pages, sentence, /^Identity server failing.*: it cannot be reached$/u);
      await page.getByText("fail until the identity server answers again").waitFor();
      await page.getByRole("link", { name: "Check the identity server and its URL" }).waitFor();
    } finally {
      await relay.comeBack();
    }
    await expectServing(pages);
  }));

test("An identity server behind a proxy that answers 502 is on Overview and in the list with that status.", () =>
  inPage(async (page) => {
    const pages = await openPages(page);
    const answer = {
      status: 502,
      headers: ["Content-Type", "text/html"],
      body: Buffer.from("bad"),
    };
    const broken = running.scene.relay.add({
      matches: () => true,
      effect: { kind: "answer", answer },
    });
    try {
      const sentence = /^Identity server failing.* since \d\d:\d\d: 502s$/u;
      await expectState(pages, sentence, /^Identity server failing.*: 502s$/u);
    } finally {
      broken.remove();
    }
    await expectServing(pages);
  }));

test("A cookie name that is wrong is on Overview and in the list as soon as a session is accepted under another one.", () =>
  inPage(async (page) => {
    const pages = await openPages(page);
    await patch(`${flags}/cookie_name`, "session_of_before");
    try {
      await expectServing(pages);
      await running.scene.check();
      await expectState(pages, /^Cookie name wrong since \d\d:\d\d$/u, /^Cookie name wrong$/u);
      await page.getByText("is not named session_of_before").waitFor();
    } finally {
      await patch(`${flags}/cookie_name`, "ory_kratos_session");
    }
    await expectServing(pages);
  }));

test("An edge that is cut off from the bus is on Overview and in the list with its name, and is gone when it is back.", () =>
  inPage(async (page) => {
    const pages = await openPages(page);
    cutOff.cut();
    try {
      const sentence = /^Invalidations missing at 1 of 3 edges since \d\d:\d\d$/u;
      await expectState(pages, sentence, /^Invalidations missing at 1 of 3 edges$/u);
      const atEdges = page.getByRole("list", { name: "At each edge" }).getByRole("listitem");
      await atEdges.filter({ hasText: /^edge-3Not heard/u }).waitFor();
      await atEdges.filter({ hasText: /^edge-2Serving$/u }).waitFor();
    } finally {
      cutOff.restore();
    }
    await expectServing(pages);
  }));

test("A plan that is lost is on Overview and in the list, and is gone when it is back.", () =>
  inPage(async (page) => {
    const pages = await openPages(page);
    await patch("/subscription_plan", "developer");
    try {
      await expectState(pages, /^Plan does not allow it$/u, /^Plan does not allow it$/u);
      await page.getByText("the plan “Developer” does not include it").waitFor();
    } finally {
      await patch("/subscription_plan", "self-hosted");
    }
    await expectServing(pages);
  }));
