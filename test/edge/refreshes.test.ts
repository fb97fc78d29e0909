// Background refreshes: how many start between two hits, and which are dropped before they start. The test makes each turn
// of the event loop itself.
import { beforeEach, describe, expect, test } from "vitest";
import {
  refreshesAtOnce,
  refreshesPerTurnMax,
  waitPerRefreshMs,
} from "../../src/core/refresh-pace.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { createTurns } from "../../src/runtime/node.ts";
import { createScriptedEdge, sessionOf, type ScriptedEdge } from "../harness/scripted-edge.ts";
import { quiet } from "../harness/scripted-clock.ts";

/** The turns that are asked for and have not come. */
let turnsDue: (() => void)[] = [];

beforeEach(() => {
  turnsDue = [];
});

function makeEdge(setUp: Parameters<typeof createScriptedEdge>[0] = {}): ScriptedEdge {
  return createScriptedEdge({
    ...setUp,
    turns: (clock) => createTurns({ clock, nextTurn: (run) => void turnsDue.push(run) }),
  });
}

/** Lets one turn come. Returns the number of calls that it started. */
async function turn({ calls }: ScriptedEdge): Promise<number> {
  const before = calls.length;
  const [run] = turnsDue.splice(0, 1);
  run?.();
  await quiet();
  return calls.length - before;
}

/** Lets turns come until none is asked for. Returns the number of calls that they started. */
async function turnsUntilRest(scene: ScriptedEdge): Promise<number> {
  let started = 0;
  while (turnsDue.length > 0) started += await turn(scene);
  return started;
}

function people(count: number): readonly string[] {
  return Array.from({ length: count }, (_none, n) => `person-${n}`);
}

/** A check that is answered from the store, without a turn of the event loop. Returns its `Cache-Status`. */
function hit({ edge }: ScriptedEdge, person: string): string {
  const answer = edge.handle({
    method: "GET",
    target: "/sessions/whoami",
    headers: ["Host", "edge.example", "Cookie", `ory_kratos_session=${person}`],
    body: undefined,
    peer: { address: "192.0.2.1", protocol: "http" },
    signal: new AbortController().signal,
  });
  if (answer instanceof Promise) throw new Error(`${person} has no entry`);
  return answer.headers[answer.headers.indexOf("Cache-Status") + 1] ?? "";
}

/** An edge with the answers of these people, all due to be refreshed. */
async function filledEdge(
  names: readonly string[],
  setUp: Parameters<typeof createScriptedEdge>[0] = {},
): Promise<ScriptedEdge> {
  const scene = makeEdge(setUp);
  const asked = names.map((person) => scene.check(person));
  await Promise.all(asked);
  await Promise.all(names.map((person, n) => scene.call(n).answer({ body: sessionOf(person) })));
  await scene.advance(1_500);
  return scene;
}

describe("a thousand refreshes that become due together", () => {
  const names = people(1_000);

  test("A turn starts a few of them, and hits are answered before and between.", async () => {
    const scene = await filledEdge(names, { limits: { unknownCallsMax: 1_000 } });
    for (const person of names) {
      expect(hit(scene, person)).toBe("edge; hit; ttl=58; detail=refreshing");
    }
    expect(scene.calls).toHaveLength(1_000);
    const started: number[] = [];
    while (turnsDue.length > 0) {
      const before = scene.calls.length;
      started.push(await turn(scene));
      expect(hit(scene, "person-999")).toMatch(/^edge; hit; ttl=5[89]$/);
      await Promise.all(
        scene.calls
          .slice(before)
          .map((call, n) => call.answer({ body: sessionOf(`person-${before - 1_000 + n}`) })),
      );
    }
    expect(started.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(Math.max(...started)).toBe(refreshesPerTurnMax);
    expect(scene.calls).toHaveLength(2_000);
  });

  test("A few are in flight at once. More are if they wait long, up to half of the lane.", async () => {
    const scene = await filledEdge(names, { limits: { unknownCallsMax: 1_000 } });
    for (const person of names) hit(scene, person);
    expect(await turnsUntilRest(scene)).toBe(refreshesAtOnce);
    await scene.call(1_000).answer({ body: sessionOf("person-0") });
    expect(await turnsUntilRest(scene)).toBe(1);
    await scene.advance(10.5 * waitPerRefreshMs);
    await scene.call(1_001).fail("timeout");
    expect(await turnsUntilRest(scene)).toBe(11);
    await scene.advance(1_000);
    await scene.call(1_002).answer({ body: sessionOf("person-2") });
    expect(await turnsUntilRest(scene)).toBe(64 - refreshesAtOnce - 10 + 1);
    expect(scene.edge.stats().lanes.known).toEqual({ calls: 64, waiting: 0 });
  });

  test("Long turns start one for each millisecond that the turn before took.", async () => {
    const scene = await filledEdge(people(40));
    for (const person of people(40)) hit(scene, person);
    expect(await turn(scene)).toBe(1);
    await scene.advance(3.5);
    expect(await turn(scene)).toBe(3);
    await scene.advance(0.75);
    expect(await turn(scene)).toBe(1);
    expect(await turn(scene)).toBe(2);
  });
});

test("Entries that were filled together drift apart by more with each refresh.", async () => {
  const names = people(10);
  let drawn = 0;
  const scene = await filledEdge(names, {
    // Only the first fill draws a share that is not 0.
    random: () => (drawn < names.length ? drawn++ / names.length : 0),
  });
  const startedAtMs = names.map((): number[] => []);
  for (let ms = 0; ms < 7_500; ms += 10) {
    for (const person of names) hit(scene, person);
    const before = scene.calls.length;
    await turnsUntilRest(scene);
    for (const call of scene.calls.slice(before)) {
      const [person = ""] = names.filter((name) =>
        call.headers.includes(`ory_kratos_session=${name}`),
      );
      startedAtMs[names.indexOf(person)]?.push(ms);
      await call.answer({ body: sessionOf(person) });
    }
    await scene.advance(10);
  }
  const spanMs = (round: number): number => {
    const atMs = startedAtMs.map((all) => all[round] ?? Number.NaN);
    return Math.max(...atMs) - Math.min(...atMs);
  };
  expect([0, 1, 2, 3, 4, 5].map(spanMs)).toEqual([0, 180, 360, 540, 720, 900]);
});

describe("a refresh that waits for its turn", () => {
  test("Several hits on its key do not ask for another one.", async () => {
    const scene = await filledEdge(["ada"]);
    expect([hit(scene, "ada"), hit(scene, "ada"), hit(scene, "ada")]).toEqual([
      "edge; hit; ttl=58; detail=refreshing",
      "edge; hit; ttl=58",
      "edge; hit; ttl=58",
    ]);
    expect(await turnsUntilRest(scene)).toBe(1);
    expect(hit(scene, "ada")).toBe("edge; hit; ttl=58");
    expect(await turnsUntilRest(scene)).toBe(0);
  });

  test("The next one counts from its start, and not from the hit that asked for it.", async () => {
    const scene = await filledEdge(["ada"]);
    hit(scene, "ada");
    await scene.advance(900);
    await turnsUntilRest(scene);
    await scene.call(-1).answer({ body: sessionOf("ada") });
    await scene.advance(900);
    expect(hit(scene, "ada")).toBe("edge; hit; ttl=59");
    await scene.advance(200);
    expect(hit(scene, "ada")).toBe("edge; hit; ttl=58; detail=refreshing");
  });

  test.each<[string, (scene: ScriptedEdge) => unknown]>([
    [
      "its entry has been fenced away",
      ({ edge }) => edge.invalidate([{ kind: "identity", value: "identity of ada" }], "api"),
    ],
    [
      "the feature has been turned off",
      ({ edge }) => {
        edge.applySettings({ ...defaultProjectSettings, cacheableSessions: false });
      },
    ],
    ["the edge has been stopped", ({ edge }) => edge.stop()],
    [
      "a forced check has refreshed the entry",
      async (scene) => {
        await scene.check("ada", ["Cache-Control", "max-age=0"]);
        await scene.call(-1).answer({ body: sessionOf("ada") });
      },
    ],
    [
      "the origin has asked for a pause",
      async (scene) => {
        await scene.check("ada", ["Cache-Control", "max-age=0"]);
        await scene.call(-1).answer({ status: 429, body: "{}" });
      },
    ],
  ])("It is dropped if %s meanwhile.", async (_why, meanwhile) => {
    const scene = await filledEdge(["ada", "bob"]);
    hit(scene, "ada");
    await meanwhile(scene);
    await quiet();
    expect(await turnsUntilRest(scene)).toBe(0);
    expect(turnsDue).toEqual([]);
  });

  test("It is dropped if its entry has been removed and filled again.", async () => {
    const scene = await filledEdge(["ada"]);
    hit(scene, "ada");
    await scene.edge.invalidate([{ kind: "identity", value: "identity of ada" }], "api");
    await scene.check("ada");
    await scene.call(-1).answer({ body: sessionOf("ada") });
    expect(await turnsUntilRest(scene)).toBe(0);
  });

  test("Dropping it makes room: the next one that is due starts in the same turn.", async () => {
    const scene = await filledEdge(["ada", "bob"]);
    hit(scene, "ada");
    hit(scene, "bob");
    await scene.edge.invalidate([{ kind: "identity", value: "identity of ada" }], "api");
    expect(await turn(scene)).toBe(1);
    expect(turnsDue).toEqual([]);
  });
});

describe("the number that may wait", () => {
  const limits = { waitingPerLaneMax: 3 };
  const reports = ({ events }: ScriptedEdge) =>
    events.filter((event) => event.kind === "limit-reached").map(({ limit }) => limit);

  test("One more is not noted, its hit does not say so, and this is reported once.", async () => {
    const scene = await filledEdge(people(5), { limits });
    const said = people(5).map((person) => hit(scene, person).endsWith("refreshing"));
    expect(said).toEqual([true, true, true, false, false]);
    expect(reports(scene)).toEqual(["waitingPerLaneMax"]);
    expect(await turnsUntilRest(scene)).toBe(3);
  });

  test("A later hit has it started, and the next time that they are too many is reported again.", async () => {
    const scene = await filledEdge(people(8), { limits });
    for (const person of people(4)) hit(scene, person);
    await turnsUntilRest(scene);
    expect(hit(scene, "person-3")).toContain("refreshing");
    for (const person of people(8)) hit(scene, person);
    expect(reports(scene)).toEqual(["waitingPerLaneMax", "waitingPerLaneMax"]);
    expect(await turnsUntilRest(scene)).toBe(3);
  });
});

describe("a refresh that brings the stored body again", () => {
  const expiresAt = (scene: ScriptedEdge, ms: number): string =>
    new Date(scene.startWallMs + ms).toISOString();
  /** The scripted clock begins here. */
  const startMs = 1_000;

  /** An edge with an entry of ada's whose session ends after some milliseconds, and a refresh of it under way. */
  async function refreshing(lifeMs: number): Promise<{ scene: ScriptedEdge; body: string }> {
    const scene = makeEdge();
    const body = sessionOf("ada", { expires_at: expiresAt(scene, startMs + lifeMs) });
    await scene.check("ada");
    await scene.call(-1).answer({ body });
    await scene.advance(1_500);
    hit(scene, "ada");
    expect(await turnsUntilRest(scene)).toBe(1);
    return { scene, body };
  }

  test("It makes the entry young again, and the session still ends when it says.", async () => {
    const { scene, body } = await refreshing(2_000);
    await scene.call(-1).answer({ body });
    expect(hit(scene, "ada")).toBe("edge; hit; ttl=0");
    await scene.advance(499);
    expect(hit(scene, "ada")).toBe("edge; hit; ttl=0");
    await scene.advance(2);
    expect(() => hit(scene, "ada")).toThrow("no entry");
  });

  test("If the session has ended by the new answer's date, the entry is removed.", async () => {
    const { scene, body } = await refreshing(60_000);
    const date = new Date(scene.startWallMs + startMs + 60_000).toUTCString();
    await scene.call(-1).answer({ body, headers: ["Date", date] });
    expect(scene.store.size().entries).toBe(0);
  });

  test("Its new header lines replace the stored ones.", async () => {
    const { scene, body } = await refreshing(60_000);
    await scene.call(-1).answer({ body, headers: ["Ory-Session-Cache-For", "7"] });
    expect(hit(scene, "ada")).toBe("edge; hit; ttl=6");
  });

  test("A hint of 0 removes the entry.", async () => {
    const { scene, body } = await refreshing(60_000);
    await scene.call(-1).answer({ body, headers: ["Ory-Session-Cache-For", "0"] });
    expect(scene.store.size().entries).toBe(0);
  });

  test("A fence that was raised meanwhile keeps it from being stored.", async () => {
    const { scene, body } = await refreshing(60_000);
    await scene.edge.invalidate([{ kind: "identity", value: "identity of ada" }], "api");
    await scene.call(-1).answer({ body });
    expect(scene.store.size().entries).toBe(0);
  });
});
