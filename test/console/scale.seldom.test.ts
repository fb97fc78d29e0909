// The Console with 200 projects, 50,000 lines of the audit log and a month of traffic: what a page asks for and how much it gets
// does not grow with the installation. `npm run bench:console` measures the times.
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAudit } from "../../src/control/database/audit.ts";
import type { Database } from "../../src/control/database/engine.ts";
import type { Tables } from "../../src/control/database/row-types.ts";
import { sqliteDialect } from "../../src/control/database/sqlite-driver.ts";
import { listTraffic } from "../../src/control/database/traffic-minutes.ts";
import { look } from "./scale/look.ts";
import { wholeSize } from "./scale/seed.ts";
import { scaleViews } from "./scale/views.ts";
import { startWorld, type ScaleWorld } from "./scale/world.ts";

/** Different calls until a page shows its content. */
const callsMax = 7;
/** The most of one answer. An hour of traffic in steps of 5 seconds has 720 steps. */
const answerBytesMax = 100_000;
const hourBytesMax = 200_000;
const firstLoadBytesMax = 70_000;

let world: ScaleWorld;

beforeAll(async () => {
  world = await startWorld(wholeSize, () => undefined);
  await world.check(2);
});
afterAll(() => world[Symbol.asyncDispose]());

test.each(scaleViews(Date.now()))(
  "The page “$name” makes few calls, and gets short answers.",
  async (view) => {
    const { calls } = await look(world.browser, world.control, world.cookies, view);
    expect(calls.length).toBeGreaterThan(0);
    expect(new Set(calls.map(({ name }) => name)).size).toBeLessThanOrEqual(callsMax);
    const most = view.name === "overview, 1 hour" ? hourBytesMax : answerBytesMax;
    expect(Math.max(...calls.map(({ bytes }) => bytes))).toBeLessThanOrEqual(most);
  },
);

test("The first load is at most 70 kB as it is sent.", async () => {
  const [view] = scaleViews(Date.now());
  if (view === undefined) throw new Error("no view");
  const { fileBytes } = await look(world.browser, world.control, world.cookies, view);
  expect(fileBytes).toBeGreaterThan(20_000);
  expect(fileBytes).toBeLessThanOrEqual(firstLoadBytesMax);
});

test("An export has every line, and others are answered meanwhile.", async () => {
  const { apiUrl, key } = world.control;
  const answer = await fetch(`${apiUrl}/activity/export?format=csv`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  let lines = 0;
  let isOver = false;
  const reading = (async () => {
    for await (const bytes of answer.body ?? [])
      lines += Buffer.from(bytes).toString().split("\r\n").length - 1;
    isOver = true;
  })();
  await (await fetch(`${apiUrl}/health/alive`)).text();
  expect(isOver).toBe(false);
  await reading;
  expect(lines).toBeGreaterThan(wholeSize.lines);
});

/** How SQLite finds the rows of each statement that `ask` runs. */
async function plansOf(ask: (db: Database) => Promise<unknown>): Promise<readonly string[]> {
  const database = new DatabaseSync(world.database, { readOnly: true });
  const plans: string[] = [];
  const db = new Kysely<Tables>({
    dialect: sqliteDialect(database, () => undefined),
    log: ({ query: { sql, parameters } }) => {
      const given = parameters.map((value) => (typeof value === "number" ? value : String(value)));
      const steps = database.prepare(`explain query plan ${sql}`).all(...given);
      plans.push(...steps.map(({ detail }) => String(detail)));
    },
  });
  await ask(db);
  await db.destroy();
  return plans;
}

/** A step that reads a whole table, and a step that sorts what it read. */
const isSlow = (step: string): boolean => /^SCAN|TEMP B-TREE/u.test(step);

test("Activity is read by an index, whatever it is narrowed by.", async () => {
  const projectId = world.projects[0]?.id;
  const nowMs = Date.now();
  for (const asked of [undefined, projectId]) {
    for (const filter of [
      undefined,
      { search: "nothing has this" },
      { actor: "ada", action: "key." },
      { fromMs: nowMs - 86_400_000, toMs: nowMs },
    ]) {
      const query = { projectId: asked, beforeSequence: undefined, filter, limit: 50 };
      const plans = await plansOf((db) => listAudit(db, query));
      expect(plans.length).toBeGreaterThan(1);
      expect(plans.filter(isSlow)).toEqual([]);
    }
  }
});

test("Traffic is read by an index.", async () => {
  const projectId = world.projects[0]?.id ?? "";
  const now = Math.floor(Date.now() / 60_000);
  for (const [unit, minutes] of [
    ["minute", 1_440],
    ["hour", 43_200],
  ] as const) {
    const query = { projectId, unit, fromMinute: now - minutes, throughMinute: now };
    const plans = await plansOf((db) => listTraffic(db, query));
    expect(
      plans.filter((step) => /^SEARCH traffic USING (?:COVERING )?INDEX/u.test(step)).length,
    ).toBe(2);
    expect(plans.filter((step) => /^SCAN traffic$|TEMP B-TREE/u.test(step))).toEqual([]);
  }
});
