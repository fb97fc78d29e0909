// Which usages are refused, and why.
import { expect, test } from "vitest";
import { defaultUsage, usageProblems, type Usage } from "./usage.ts";

test("What is assumed by default is possible.", () => {
  expect(usageProblems(defaultUsage.people)).toEqual([]);
  expect(usageProblems(defaultUsage.backends)).toEqual([]);
});

test.each<readonly [Partial<Usage>, string]>([
  [{ edgesMet: 0 }, "the edges that a session meets must be a whole number from 1 to 1000, not 0"],
  [
    { edgesMet: 1.5 },
    "the edges that a session meets must be a whole number from 1 to 1000, not 1.5",
  ],
  [{ forcedShare: -0.1 }, "the forced share must be from 0 to 1, not -0.1"],
  [{ changeShare: 2 }, "the share of checks after a change must be from 0 to 1, not 2"],
  [{ degradedShare: Number.NaN }, "the degraded share must be from 0 to 1, not NaN"],
  [{ downShare: 1.01 }, "the down share must be from 0 to 1, not 1.01"],
  [{ newConnectionShare: 7 }, "the share of new connections must be from 0 to 1, not 7"],
  [{ hitRatio: 99.5 }, "the hit ratio must be from 0 to 1, not 99.5"],
  [{ moves: [{ fromMs: 0, share: 3 }] }, "the share of moves must be from 0 to 1, not 3"],
  [{ outageMs: 0 }, "the length of an outage must be more than 0 ms, not 0"],
  [{ keepAliveMs: Number.NaN }, "the keep-alive time must be more than 0 ms, not NaN"],
  [{ originCallsPerCheck: -1 }, "the origin calls for each check must be at least 0, not -1"],
  [
    { gaps: { kind: "quantiles", ms: [] } },
    "the list of gaps must have at least 2 numbers; it has 0",
  ],
  [
    { hitRatio: 0.9, forcedShare: 0.2 },
    "the hit ratio 0.9 and the forced share 0.2 must not exceed 1 together",
  ],
])("A usage that is impossible is explained: %#.", (changes, problem) => {
  expect(usageProblems({ ...defaultUsage.people, ...changes })).toContain(problem);
});
