// The search, against all sets of small worlds. Over 300 lines: all goals are searched in the same worlds.
import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { makePlan } from "../make-plan.ts";
import type { Goal, Plan } from "../plan.ts";
import type { Metro } from "../world/place.ts";
import { boundOf, figuresOf, reachedShare } from "./evaluate.ts";
import { overallSearch } from "./goals.ts";
import type { Scene } from "./scene.ts";
import { Places } from "./places.ts";
import { plus, Search, type Chosen } from "./search.ts";
import { reachTally, targetTally, type SumTally } from "./tally.ts";
import { WaitTally } from "./wait-tally.ts";
import { demandAt, metroAt, mixIn, plainNetwork, scattered, sceneOf } from "./small-world.cases.ts";

function codesOf(plan: Plan): string[] {
  return plan.edges.map(({ metro }) => metro.code);
}

function planOf(
  scene: Scene,
  candidates: readonly Metro[],
  goal: Goal,
  keep: readonly Metro[] = [],
) {
  return makePlan({ ...scene, candidates, goal, keep });
}

/** All sets of so many of `items`. */
function setsOf<Item>(items: readonly Item[], count: number): Item[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, index) =>
    setsOf(items.slice(index + 1), count - 1).map((rest) => [item, ...rest]),
  );
}

const spot = record({
  latitude: integer({ min: -60, max: 60 }),
  longitude: integer({ min: -180, max: 179 }),
  weight: integer({ min: 1, max: 9 }),
});

const smallWorld = record({
  spots: array(spot, { minLength: 1, maxLength: 12 }),
  sites: array(spot, { minLength: 1, maxLength: 8 }),
}).map(({ spots, sites }) => ({
  scene: sceneOf(demandAt(spots)),
  metros: sites.map(({ latitude, longitude }, index) => metroAt(`m${index}`, latitude, longitude)),
}));

describe("swaps", () => {
  test("Swaps never make a set worse, and no further swap helps.", () => {
    assert(
      property(smallWorld, integer({ min: 1, max: 4 }), ({ scene, metros }, count) => {
        const search = overallSearch({ scene, candidates: metros });
        let greedy: Chosen = [];
        for (let edge = 0; edge < Math.min(count, metros.length); edge += 1) {
          greedy = plus(greedy, search.additions(greedy)[0]?.candidate ?? 0);
        }
        const swapped = search.swapped(greedy, new Set(), () => false);
        const score = search.scoreOf(swapped);
        expect(score).toBeLessThanOrEqual(search.scoreOf(greedy));
        for (const edge of swapped) {
          const without = swapped.filter((other) => other !== edge);
          for (const candidate of metros.keys()) {
            if (without.includes(candidate)) continue;
            expect(search.scoreOf(plus(without, candidate))).toBeGreaterThan(score - 1e-6);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("The score of an addition is the score of the set with it, by any sum.", () => {
    assert(
      property(smallWorld, ({ scene, metros }) => {
        const places = new Places(scene, metros);
        const add = ({ sums }: SumTally): number => sums.reduce((all, sum) => all + sum);
        for (const search of [
          overallSearch({ scene, candidates: metros }),
          new Search(scene, metros, targetTally(places, [60, 90]), add),
          new Search(scene, metros, reachTally(places, 60), add),
        ]) {
          for (const { candidate, score } of search.additions([0])) {
            expect(score).toBeCloseTo(search.scoreOf(plus([0], candidate)), 6);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test("The sums of a search agree with the figures.", () => {
    const { spots, metros } = scattered(200, 6);
    const scene = sceneOf(demandAt(spots));
    const all = [...metros.keys()];
    const { checks, within } = figuresOf(scene, metros);
    const overall = overallSearch({ scene, candidates: metros }).scoreOf(all);
    expect(overall).toBeCloseTo(checks.meanMs + checks.p95Ms + checks.p99Ms, -1);
    const places = new Places(scene, metros);
    const sum = (index: number) =>
      new Search(scene, metros, targetTally(places, [100]), ({ sums }) => sums[index] ?? 0).scoreOf(
        all,
      );
    expect(sum(0)).toBeCloseTo(checks.meanMs, 6);
    expect(sum(1)).toBeCloseTo(within.find(({ ms }) => ms === 100)?.share ?? 0, 4);
    const mean = (tally: WaitTally) => tally.meanMs;
    const waits = new Search(scene, metros, new WaitTally(places), mean).scoreOf(all);
    expect(waits).toBeCloseTo(checks.meanMs, 1);
  });

  test("Of small worlds, the best set of two or three edges is found nine times in ten, and no other is far worse.", () => {
    let found = 0;
    let runs = 0;
    assert(
      property(smallWorld, constantFrom(2, 3), ({ scene, metros }, count) => {
        if (metros.length <= count) return;
        const search = overallSearch({ scene, candidates: metros });
        const scores = setsOf([...metros.keys()], count).map((set) => search.scoreOf(set));
        const best = Math.min(...scores);
        const plan = planOf(scene, metros, { kind: "edges", count });
        const chosen = plan.edges.map(({ metro }) => metros.indexOf(metro));
        const score = search.scoreOf(chosen);
        runs += 1;
        if (score < best + 1e-6) found += 1;
        expect(score).toBeLessThan(1.5 * best);
      }),
      { numRuns: 50, seed: 1 },
    );
    expect(found / runs).toBeGreaterThan(0.9);
  });
});

describe("goals", () => {
  const { spots, metros } = scattered(200, 24);
  const scene = sceneOf(demandAt(spots), plainNetwork, mixIn(plainNetwork, 0.002));

  test("The same request gives the same plan.", () => {
    const goal: Goal = { kind: "edges", count: 5 };
    const backwards = metros.toReversed();
    expect(planOf(scene, backwards, goal)).toEqual(planOf(scene, metros, goal));
  });

  test("A plan of so many edges has that many, and its edges share all checks.", () => {
    const plan = planOf(scene, metros, { kind: "edges", count: 5 });
    expect(plan.reached).toBe(true);
    expect(plan.edges).toHaveLength(5);
    expect(plan.edges.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(plan.bound.edges).toBe(24);
  });

  test("More edges than candidates are not reached.", () => {
    const plan = planOf(scene, metros.slice(0, 3), { kind: "edges", count: 4 });
    expect(plan.reached).toBe(false);
    expect(plan.edges).toHaveLength(3);
  });

  test("Edges that are kept stay, also if they are no candidates.", () => {
    const far = metroAt("zzz", -59, 170);
    for (const goal of [
      { kind: "edges", count: 4 },
      { kind: "target", of: "checks", p95Ms: 120 },
      { kind: "within", ms: 100, share: 0.9 },
    ] as const) {
      const plan = planOf(scene, metros, goal, [far]);
      expect(codesOf(plan)).toContain("zzz");
      expect(plan.edges.filter(({ kept }) => kept)).toHaveLength(1);
      expect(plan.reached).toBe(true);
    }
  });

  test("A target is reached, and without any one of its edges it would not be.", () => {
    const goal = { kind: "target", of: "checks", p95Ms: 100, p99Ms: 180 } as const;
    const plan = planOf(scene, metros, goal);
    expect(plan.reached).toBe(true);
    expect(plan.figures.checks.p95Ms).toBeLessThanOrEqual(100);
    expect(plan.figures.checks.p99Ms).toBeLessThanOrEqual(180);
    for (const { figures } of plan.losses) {
      expect(figures.checks.p95Ms > 100 || figures.checks.p99Ms > 180).toBe(true);
    }
  });

  test("A target of hits does not count misses, and needs fewer edges than one of all checks.", () => {
    const bounds = { p95Ms: 100, p99Ms: 150 };
    const ofHits = planOf(scene, metros, { kind: "target", of: "hits", ...bounds });
    const ofChecks = planOf(scene, metros, { kind: "target", of: "checks", ...bounds });
    expect(ofHits.reached).toBe(true);
    expect(ofHits.figures.hits.p95Ms).toBeLessThanOrEqual(100);
    expect(ofHits.figures.hits.p99Ms).toBeLessThanOrEqual(150);
    expect(ofHits.figures.checks.p99Ms).toBeGreaterThan(150);
    expect(ofHits.edges.length).toBeLessThan(ofChecks.edges.length);
  });

  test("A target of small worlds is reached with as few edges as can be nine times in ten, or else with one more.", () => {
    let runs = 0;
    let fewestFound = 0;
    assert(
      property(smallWorld, integer({ min: 30, max: 150 }), ({ scene, metros }, p95Ms) => {
        const plan = planOf(scene, metros, { kind: "target", of: "checks", p95Ms });
        const fewest = [...metros.keys()].find((less) =>
          setsOf(metros, less + 1).some((set) => figuresOf(scene, set).checks.p95Ms <= p95Ms),
        );
        expect(plan.reached).toBe(fewest !== undefined);
        expect(plan.edges.length).toBeLessThanOrEqual((fewest ?? metros.length) + 2);
        if (fewest === undefined) return;
        runs += 1;
        if (plan.edges.length === fewest + 1) fewestFound += 1;
      }),
      { numRuns: 30, seed: 1 },
    );
    expect(runs).toBeGreaterThan(5);
    expect(fewestFound / runs).toBeGreaterThanOrEqual(0.9);
  });

  test("A share of people is reached with as few edges as can be nine times in ten, or else with one more.", () => {
    let runs = 0;
    let fewestFound = 0;
    assert(
      property(smallWorld, integer({ min: 60, max: 200 }), ({ scene, metros }, ms) => {
        const share = 0.9;
        const plan = planOf(scene, metros, { kind: "within", ms, share });
        const fewest = [...metros.keys()].find((less) =>
          setsOf(metros, less + 1).some((set) => reachedShare(scene, set, ms) >= share),
        );
        expect(plan.reached).toBe(fewest !== undefined);
        expect(plan.edges.length).toBeLessThanOrEqual((fewest ?? metros.length) + 2);
        if (fewest === undefined) return;
        runs += 1;
        if (plan.edges.length === fewest + 1) fewestFound += 1;
      }),
      { numRuns: 30, seed: 1 },
    );
    expect(runs).toBeGreaterThan(5);
    expect(fewestFound / runs).toBeGreaterThanOrEqual(0.9);
  });

  test.each([
    [50, 0.5],
    [60, 0.55],
    [80, 0.7],
  ])(
    "Of all sets of 14 metros, none smaller than the plan's has %i ms for the share %d of people.",
    (ms, share) => {
      const { spots, metros } = scattered(60, 14);
      const scene = sceneOf(demandAt(spots));
      const plan = planOf(scene, metros, { kind: "within", ms, share });
      expect(plan.reached).toBe(true);
      const smaller = setsOf(metros, plan.edges.length - 1);
      expect(smaller.some((set) => reachedShare(scene, set, ms) >= share)).toBe(false);
    },
  );

  test("A target that all candidates together do not reach is said to be out of reach, with few edges.", () => {
    const bound = boundOf(scene, metros);
    const p95Ms = bound.checks.p95Ms - 1;
    const plan = planOf(scene, metros, { kind: "target", of: "checks", p95Ms });
    expect(plan.reached).toBe(false);
    expect(plan.bound.figures.checks.p95Ms).toBeGreaterThan(p95Ms);
    expect(plan.edges.length).toBeGreaterThan(2);
    expect(plan.edges.length).toBeLessThanOrEqual(24);
  });

  test("A share that all candidates together do not reach is said to be out of reach.", () => {
    const plan = planOf(scene, metros, { kind: "within", ms: 20, share: 0.99 });
    expect(plan.reached).toBe(false);
    expect(plan.edges.length).toBeGreaterThan(0);
  });

  test("Each step of a search is reported, the last with the figures of the plan.", () => {
    const steps: string[] = [];
    let last: Plan["figures"] | undefined;
    const goal = { kind: "target", of: "checks", p95Ms: 100, p99Ms: 180 } as const;
    const plan = makePlan({ ...scene, candidates: metros, goal, keep: [] }, (progress) => {
      steps.push(progress.phase);
      last = progress.figures;
    });
    expect(new Set(steps)).toEqual(new Set(["adding", "dropping", "swapping"]));
    expect(last).toEqual(plan.figures);
  });
});

describe("a plan", () => {
  const { spots, metros } = scattered(100, 12);
  const scene = sceneOf(demandAt(spots));

  test("Further edges are the best, and losses the worst first.", () => {
    const plan = planOf(scene, metros, { kind: "edges", count: 4 });
    const badness = ({ checks }: Plan["figures"]) => checks.meanMs + checks.p95Ms + checks.p99Ms;
    const further = plan.next.map(({ figures }) => badness(figures));
    const losses = plan.losses.map(({ figures }) => badness(figures));
    expect(further).toHaveLength(3);
    expect(losses).toHaveLength(4);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(further[0]).toBeLessThan(badness(plan.figures));
    expect(losses[0]).toBeGreaterThan(badness(plan.figures));
  });

  test("A plan of one edge has no losses.", () => {
    const plan = planOf(scene, metros, { kind: "edges", count: 1 });
    expect(plan.losses).toEqual([]);
    expect(plan.bus.hub).toBe(plan.edges[0]?.metro);
  });

  test("A plan without candidates or without demand is refused.", () => {
    const goal: Goal = { kind: "edges", count: 1 };
    expect(() => planOf(scene, [], goal)).toThrow("A plan needs at least one candidate.");
    expect(() => planOf(sceneOf(demandAt([])), metros, goal)).toThrow("it had no point");
  });
});
