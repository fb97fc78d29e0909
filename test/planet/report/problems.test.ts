// What a run is judged by.
import { expect, test } from "vitest";
import type { Comparison, Findings, Lags, Percentiles } from "./findings.ts";
import { judge } from "./problems.ts";

const times = (p50Ms: number, p95Ms: number, p99Ms: number): Percentiles => ({
  p50Ms,
  p95Ms,
  p99Ms,
});

function lags(each: Percentiles): Lags {
  return { count: 100, each, last: each, fromSending: each, pairs: [] };
}

interface Measured {
  readonly all?: Percentiles;
  readonly overhead?: Percentiles;
  readonly lag?: Percentiles;
  readonly wrong?: readonly string[];
  readonly failed?: readonly string[];
}

function findings({
  all = times(21, 100, 200),
  overhead = times(1, 2, 4),
  lag = times(90, 150, 200),
  wrong = [],
  failed = [],
}: Measured): Findings {
  const predicted = times(20, 100, 210);
  const comparison: Comparison = {
    of: "people",
    checks: 1_000,
    hits: 900,
    all: { predicted, drawn: predicted, measured: all },
    openHits: { predicted, drawn: predicted, measured: all },
    hitRatio: { predicted: 0.9, measured: 0.9 },
    newConnections: { predicted: 0, measured: 0 },
    within: [],
    overhead,
    overheadNew: overhead,
  };
  const delay = { p50Ms: 0, p99Ms: 1 };
  return {
    plan: "test",
    plannedFor: "people",
    home: "fra",
    edges: [],
    bus: { kind: "mesh" },
    comparisons: [comparison],
    originCalls: { predicted: 0.4, measured: 0.4 },
    lags: lags(lag),
    lost: { region: "x", lags: lags(lag), checks: [] },
    played: {
      wrong,
      failed,
      failedLost: ["of the lost region"],
      acts: {},
      delays: { population: delay, wires: delay },
      loads: [1],
    },
    checksInAll: 1_000,
  };
}

test("Times near the model and fast revocations have no problem.", () => {
  expect(judge(findings({}))).toEqual({ problems: [], unjudged: undefined });
});

test("A percentile that differs by more than 15 % is a problem, in either direction.", () => {
  expect(judge(findings({ all: times(23.1, 84, 211) })).problems).toEqual([
    "P50 of people differs from the model by 16 %",
    "P95 of people differs from the model by -16 %",
  ]);
});

test("Revocations that are slower than 100 ms at P50 or 250 ms at P99 are problems.", () => {
  expect(judge(findings({ lag: times(101, 150, 251) })).problems).toEqual([
    "revocations take 101 ms at P50 between two regions",
    "revocations take 251 ms at P99 between two regions",
  ]);
});

test("A message that is faster than its way is a problem.", () => {
  const pair = { from: "a", to: "b", count: 9, expectedMs: 100, directMs: 100 };
  const found = findings({});
  const withPair = (p50Ms: number): Findings => ({
    ...found,
    lags: { ...found.lags, pairs: [{ ...pair, measured: times(p50Ms, 120, 130) }] },
  });
  expect(judge(withPair(80)).problems).toEqual([]);
  expect(judge(withPair(79)).problems).toEqual([
    "a message from a to b is faster than its way: it went around a proxy",
  ]);
});

test("On a busy machine times are not judged, and wrong answers and failures are.", () => {
  const busy = { overhead: times(1, 3, 31.6), all: times(99, 99, 999) };
  const { problems, unjudged } = judge(findings({ ...busy, wrong: ["w"], failed: ["f"] }));
  expect(problems).toEqual(["wrong answer: w", "failed: f"]);
  expect(unjudged).toMatch(/^without any delay, P99 of people is 31.6 ms/u);
});
