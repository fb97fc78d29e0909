// The simulation as part of the tests: many seeds, replay, the judge's teeth.
// More seeds: `npm run simulate -- --seeds 10000`.
import { describe, expect, test } from "vitest";
import { unvisited } from "./coverage.ts";
import { forwardingEdge } from "./edges/forwarding-edge.ts";
import { naiveEdge } from "./edges/naive-edge.ts";
import { realEdge } from "./edges/real-edge.ts";
import noticedBy from "./guard-seeds.json" with { type: "json" };
import { stepsMin } from "./scenario.ts";
import { tryOut } from "./trial.ts";
import { runSeeds } from "./workforce.ts";

/** Seeds in a row. With the later ones, they visit every row of the tables. */
const seedsInARow = process.env["TEST_ALL"] === "yes" ? 300 : 60;
/** Later seeds: the first to visit a region that is back and one that is forgotten, and to notice a guard's absence. */
const laterSeeds = new Set([138, 159, ...Object.values(noticedBy)]);

const lawNames = ["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9"];

describe("the edge", () => {
  test("The edge keeps the laws over many seeds, which visit every row of its tables.", async () => {
    const outcome = await runSeeds({ from: 1, seeds: seedsInARow });
    const failures = [...outcome.failures];
    for (const seed of laterSeeds) {
      if (seed <= seedsInARow) continue;
      const { objections } = await tryOut(seed, realEdge, false, outcome.visits);
      if (objections.length > 0) failures.push({ seed, objections });
    }
    const replay = failures.map(
      ({ seed, objections }) =>
        `npm run simulate -- --seed ${seed} --trace: ${objections[0]?.law ?? ""} ${objections[0]?.text ?? ""}`,
    );
    expect(replay).toEqual([]);
    expect(unvisited(outcome.visits)).toEqual([]);
  });

  test("A seed that is replayed gives the same run.", async () => {
    const first = await tryOut(11, realEdge, true);
    const second = await tryOut(11, realEdge, true);
    expect(first.trace.length).toBeGreaterThan(stepsMin);
    expect(second.trace).toEqual(first.trace);
  });
});

describe("the judge", () => {
  test("The judge accepts an edge that passes everything through.", async () => {
    const found: unknown[] = [];
    for (let seed = 1; seed <= 40; seed += 1) {
      const { objections, exchanges } = await tryOut(seed, forwardingEdge, false);
      found.push(...objections);
      expect(exchanges).toBeGreaterThan(100);
    }
    expect(found).toEqual([]);
  });

  test("The judge objects to a naive cache by nearly every law.", async () => {
    const laws = new Set<string>();
    for (let seed = 1; seed <= 40 && laws.size < lawNames.length; seed += 1) {
      const { objections } = await tryOut(seed, naiveEdge, false);
      for (const { law } of objections) laws.add(law);
    }
    expect([...laws].sort()).toEqual(lawNames);
  });
});
