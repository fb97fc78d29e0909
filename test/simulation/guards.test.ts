// Each guard taken out in turn: some seed must make the judge object, by the law that the guard keeps.
// The same with times and traces: `npm run simulate -- --guards`.
import { describe, expect, test } from "vitest";
import { guards } from "./guards.ts";
import { runSeeds } from "./workforce.ts";

/** Seeds within which the judge has to object. */
const seedsMax = 1_000;

describe("without a guard the judge objects", () => {
  test.each(guards)("$name", async (guard) => {
    const { failures } = await runSeeds({ from: 1, seeds: seedsMax, workers: 1, without: guard });
    expect(failures[0]?.objections[0]?.law).toBe(guard.law);
  });

  test("and a guard that is not there fails loudly", async () => {
    const unknown = { name: "no such guard", law: "L1", edits: [] } as const;
    const run = runSeeds({ from: 1, seeds: 1, workers: 1, without: unknown });
    await expect(run).rejects.toThrow(/no guard is named/);
  });
});
