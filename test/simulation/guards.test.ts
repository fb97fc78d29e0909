// Guards taken out in turn: some seed must make the judge object, by the law that the guard keeps.
// By default one guard of each law, with TEST_ALL=yes every one. The same with times and traces: `npm run simulate -- --guards`.
import { describe, expect, test } from "vitest";
import { mutationEffectsRows } from "../../src/core/mutation-effects.ts";
import recorded from "./guard-seeds.json" with { type: "json" };
import { guards, type Guard } from "./guards.ts";
import type { Failure } from "./work.ts";
import { runSeeds } from "./workforce.ts";

/** Seeds within which the judge has to object. */
const seedsMax = 1_000;

const noticedBy = new Map<string, number>(Object.entries(recorded));

/** The first seed that notices: the recorded one if it still does (`npm run simulate -- --guards --record`), else any. */
async function firstFailure(without: Guard): Promise<Failure | undefined> {
  const seed = noticedBy.get(without.name);
  const known = seed === undefined ? { from: 1, seeds: seedsMax } : { from: seed, seeds: 1 };
  const { failures } = await runSeeds({ ...known, workers: 1, without });
  if (failures.length > 0 || seed === undefined) return failures[0];
  return (await runSeeds({ from: 1, seeds: seedsMax, workers: 1, without })).failures[0];
}

const laws = new Map(guards.map((guard) => [guard.law, guard]));
const tried = process.env["TEST_ALL"] === "yes" ? guards : [...laws.values()];

test("Every row of the table of mutation effects has a guard.", () => {
  const guarded = new Set(guards.flatMap(({ effects }) => effects ?? []));
  expect([...guarded].toSorted()).toEqual(mutationEffectsRows.toSorted());
});

describe("the simulation without a guard", () => {
  test.each(tried)('Without the guard "$name" the judge objects.', async (guard) => {
    const failure = await firstFailure(guard);
    expect(failure?.objections[0]?.law).toBe(guard.law);
  });

  test("A guard that does not exist is an error.", async () => {
    const unknown = { name: "no such guard", law: "L1", edits: [] } as const;
    const run = runSeeds({ from: 1, seeds: 1, workers: 1, without: unknown });
    await expect(run).rejects.toThrow(/no guard is named/);
  });
});
