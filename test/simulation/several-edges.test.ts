// The judge's rules for several edges: histories made by hand, each rule broken once and kept once.
import { describe, expect, test } from "vitest";
import { addCall, addCheck, addMutation, emptyHistory, project, someone } from "./fabrication.ts";
import type { Accepted, FleetRecord, History, Life } from "./history.ts";
import { judge } from "./judge/judge.ts";

const basePaths = new Map([[project, ""]]);
const identity = { kind: "identity", value: someone.identityId } as const;

/** An edge that is in one region and hears another one from the start until an instant. */
function life(edge: string, region: string, hears: string, untilMs: number): Life {
  const heardAtMs = new Map([[hears, [0, untilMs]]]);
  const claims = [{ atMs: 0, healthy: true }];
  return { edge, region, fromMs: 0, untilMs: undefined, heardAtMs, claims };
}

/** Two edges in two regions. `edge` is the one that fabricated calls and checks belong to. */
function twoEdges(
  heardUntilMs = 100_000,
): History & { fleet: FleetRecord & { accepted: Accepted[] } } {
  const fleet: FleetRecord = {
    forgetAfterMs: 60_000,
    lossy: false,
    oneMachine: false,
    accepted: [],
    lives: [life("edge", "eu", "us", heardUntilMs), life("other", "us", "eu", 100_000)],
    ordered: [],
    troubles: [],
    removals: [],
    endedAtMs: 100_000,
  };
  return { ...emptyHistory(), fleet };
}

function accept({ fleet }: { readonly fleet: FleetRecord }, atMs: number): void {
  const by = "other";
  fleet.accepted.push({
    atMs,
    region: "us",
    by,
    project,
    scope: identity,
    handedAtMs: new Map<string, number>(),
    lost: false,
  });
}

function lawsBroken(history: History): readonly string[] {
  return judge(history, basePaths).map(({ law }) => law);
}

describe("L3 between edges", () => {
  test.each([
    ["workers of one machine", true, ["L3"]],
    ["edges of two machines", false, []],
  ])(
    "A hit from before another edge's own write is judged if the edges are %s.",
    (_name, oneMachine, laws) => {
      const history = twoEdges();
      const fleet = { ...history.fleet, oneMachine };
      addCall(history, 1_000);
      const written = addMutation(history, 2_000, 2_100);
      const passed = history.calls.at(-1);
      Object.assign(written, { edge: "other" });
      Object.assign(passed ?? {}, { edge: "other" });
      addCheck(history, 2_200, 2_200.05);
      expect(lawsBroken({ ...history, fleet })).toEqual(laws);
    },
  );
});

describe("L4 between edges", () => {
  test.each([
    ["within the bound of delivery", 4_900, true, []],
    ["beyond it", 5_100, true, ["L4"]],
    ["beyond it, at an edge that says that it is degraded", 5_100, false, []],
  ])(
    "A hit from before an accepted invalidation is judged by its arrival: %s.",
    (_name, arrivedAtMs, healthy, laws) => {
      const history = twoEdges();
      addCall(history, 1_000);
      accept(history, 2_000);
      addCheck(history, arrivedAtMs, arrivedAtMs + 0.05, { healthy });
      expect(lawsBroken(history)).toEqual(laws);
    },
  );

  test.each([
    ["an operator", "operator", []],
    ["an edge that hears it", "other-eu", ["L4"]],
  ])(
    "A silent region is no excuse unless it was removed by somebody who may: %s.",
    (_name, by, laws) => {
      const history = twoEdges(1_500);
      history.fleet.lives.push(life("other-eu", "eu", "us", 2_900));
      addCall(history, 1_000);
      accept(history, 2_000);
      history.fleet.removals.push({ region: "us", by, atMs: 3_000 });
      addCheck(history, 6_000, 6_000.05);
      expect(lawsBroken(history)).toEqual(laws);
    },
  );

  test("A region that has been silent for long enough may be forgotten.", () => {
    const judged = [2_500, 0].map((heardUntilMs) => {
      const history = twoEdges(heardUntilMs);
      const [first] = history.settings;
      if (first === undefined) throw new Error("no settings");
      history.settings[0] = { ...first, settings: { ...first.settings, maxAgeMs: 100_000 } };
      addCall(history, 1_000, { hint: "absent" });
      accept(history, 2_000);
      addCheck(history, 61_000, 61_000.05);
      return lawsBroken(history);
    });
    expect(judged).toEqual([["L4"], []]);
  });

  test("What is stored at one edge does not answer for another.", () => {
    const history = twoEdges();
    addCall(history, 1_000, { edge: "other" });
    addCheck(history, 2_000, 2_000.05);
    expect(lawsBroken(history)).toEqual(["L1"]);
  });
});

describe("L2 at a degraded edge", () => {
  test.each([
    ["within degraded_max_age", 10_900, []],
    ["beyond it", 11_100, ["L2"]],
  ])("A degraded edge is held to its own limit: %s.", (_name, arrivedAtMs, laws) => {
    const history = twoEdges();
    addCall(history, 1_000);
    addCheck(history, arrivedAtMs, arrivedAtMs + 0.05, { healthy: false });
    expect(lawsBroken(history)).toEqual(laws);
  });
});

describe("what an edge is told", () => {
  test.each([
    ["at once", "api" as const, 1_650, []],
    ["once more", "hook" as const, 3_500, ["L4"]],
  ])(
    "It holds at that edge, and for a hook 2 s later once more: %s.",
    (_name, source, beganAtMs, laws) => {
      const history = twoEdges();
      history.fleet.ordered.push({
        edge: "edge",
        atMs: 1_600,
        scope: identity,
        source,
        widens: undefined,
      });
      history.fleet.accepted.push({
        atMs: 1_700,
        region: "eu",
        by: "edge",
        project,
        scope: identity,
        handedAtMs: new Map<string, number>(),
        lost: false,
      });
      addCall(history, beganAtMs);
      addCheck(history, 5_000, 5_000.05);
      expect(lawsBroken(history)).toEqual(laws);
    },
  );

  test("It is published, unless the edge is killed or stops.", () => {
    const judged = [undefined, 50_000].map((untilMs) => {
      const history = twoEdges();
      const [first] = history.fleet.lives;
      if (first !== undefined) first.untilMs = untilMs;
      const order = { edge: "edge", atMs: 1_600, scope: identity, source: "api" } as const;
      history.fleet.ordered.push({ ...order, widens: undefined });
      return lawsBroken(history);
    });
    expect(judged).toEqual([["outbox"], []]);
  });
});

describe("health", () => {
  test.each([
    ["with nothing wrong", [], ["health"]],
    ["soon after a trouble", [{ what: "cut", fromMs: 30_000, untilMs: 45_000 }], []],
  ])(
    "An edge may be degraded for seconds only if there is a reason: %s.",
    (_name, troubles, laws) => {
      const history = twoEdges();
      history.fleet.troubles.push(...troubles);
      history.fleet.lives[0]?.claims.push(
        { atMs: 50_000, healthy: false },
        { atMs: 54_000, healthy: true },
      );
      expect(lawsBroken(history)).toEqual(laws);
    },
  );

  test.each([
    ["it does not say so", false],
    ["it says so for nothing", true],
  ])("A hit must say whether its edge is degraded: %s.", (_name, healthy) => {
    const history = twoEdges();
    addCall(history, 1_000);
    const status = healthy
      ? "edge-sessions; hit; ttl=1; detail=degraded"
      : "edge-sessions; hit; ttl=1";
    const answerHeaders = ["Content-Type", "application/json", "Cache-Status", status];
    addCheck(history, 2_000, 2_000.05, { healthy, answerHeaders });
    expect(lawsBroken(history)).toEqual(["health"]);
  });
});
