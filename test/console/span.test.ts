// Joining an hour of traffic with the minute that is loaded more often.
import { expect, test } from "vitest";
import {
  joinTraffic,
  knownSeconds,
  mostOf,
  stretchesOf,
  sumOf,
} from "../../src/console/pages/overview/span.ts";
import type { Traffic, TrafficCounts, TrafficTotal } from "../../src/console/api/traffic.ts";

const none: TrafficCounts = {
  checks: 0,
  hits: 0,
  misses: 0,
  forced: 0,
  bypass: 0,
  errors: 0,
  origin_calls: 0,
  hit_p50_ms: null,
  hit_p95_ms: null,
  hit_p99_ms: null,
  origin_p50_ms: null,
  origin_p95_ms: null,
  origin_p99_ms: null,
};
const total: TrafficTotal = {
  ...none,
  calls_saved: 0,
  invalidations: 0,
  news_p50_ms: null,
  news_p99_ms: null,
};

/** Steps of 5 s from `fromSeconds` on with these numbers of checks, read at `nowSeconds`. */
function traffic(
  fromSeconds: number,
  nowSeconds: number,
  checks: readonly number[],
  changes: Partial<Traffic> = {},
): Traffic {
  return {
    now: new Date(nowSeconds * 1_000).toISOString(),
    from: new Date(fromSeconds * 1_000).toISOString(),
    known_from: new Date(fromSeconds * 1_000).toISOString(),
    edges: 1,
    step_seconds: 5,
    refresh_interval_ms: 1_000,
    buckets: checks.map((count) => ({ ...none, checks: count, hit_p99_ms: count })),
    total,
    ...changes,
  };
}

const at = (seconds: number) => new Date(seconds * 1_000).toISOString();

const checksOf = (hour: Traffic, minute?: Traffic) =>
  joinTraffic(hour, minute).steps.map(({ checks }) => checks);

test("A step that is not over yet is left out.", () => {
  expect(checksOf(traffic(0, 12, [1, 2, 3]))).toEqual([1, 2]);
  expect(checksOf(traffic(0, 15, [1, 2, 3]))).toEqual([1, 2, 3]);
});

test("Newer steps replace older ones and push the oldest out.", () => {
  const span = joinTraffic(traffic(0, 12, [1, 2, 3]), traffic(10, 20, [30, 40]));
  expect(span.starts).toEqual([5, 10, 15]);
  expect(span.steps.map(({ checks }) => checks)).toEqual([2, 30, 40]);
});

test("An older minute adds the steps that the hour lacks and replaces none.", () => {
  expect(checksOf(traffic(10, 25, [3, 4, 5]), traffic(10, 16, [1, 1]))).toEqual([3, 4, 5]);
});

test("The rows of a table are whole minutes, newest first.", () => {
  const span = joinTraffic(traffic(50, 75, [1, 2, 3, 4, 5]), undefined);
  const rows = stretchesOf(span, 60);
  expect(rows.map(({ start, steps }) => [start, sumOf(steps, "checks")])).toEqual([
    [60, 12],
    [0, 3],
  ]);
  expect(rows.map(({ steps }) => mostOf(steps, "hit_p99_ms"))).toEqual([5, 2]);
  expect(mostOf([none], "hit_p99_ms")).toBeNull();
});

test("A span begins where traffic is known, and is empty if none is.", () => {
  const known = traffic(0, 25, [0, 0, 3, 4, 5], { known_from: at(10) });
  expect(joinTraffic(known, undefined).starts).toEqual([10, 15, 20]);
  expect(knownSeconds(known)).toBe(15);
  const nothing = traffic(0, 25, [0, 0, 0, 0, 0], { known_from: null });
  expect(joinTraffic(nothing, undefined)).toMatchObject({ starts: [], steps: [], lengths: [] });
  expect(knownSeconds(nothing)).toBe(0);
});

test("Right after the first check, the step that is not over is shown.", () => {
  const first = traffic(0, 12, [0, 0, 3], { known_from: at(10) });
  expect(joinTraffic(first, undefined)).toMatchObject({ starts: [10], lengths: [2] });
});

test("Of long steps, the open one is shown too, and each counts for as long as it was counted.", () => {
  const hours = traffic(0, 16_200, [5, 6, 7], { step_seconds: 7_200, known_from: at(3_600) });
  expect(joinTraffic(hours, traffic(16_140, 16_200, [1]))).toMatchObject({
    starts: [0, 7_200, 14_400],
    lengths: [3_600, 7_200, 1_800],
  });
  const begun = traffic(0, 14_500, [5, 6, 7], { step_seconds: 7_200 });
  expect(joinTraffic(begun, undefined).starts).toEqual([0, 7_200]);
});

test("Rows of days begin at midnight of the reader.", () => {
  const noon = new Date(2026, 4, 3, 12).getTime() / 1_000;
  const days = traffic(noon, noon + 86_400, [1, 2, 4], { step_seconds: 43_200 });
  const rows = stretchesOf(joinTraffic(days, undefined), 86_400);
  expect(rows.map(({ start, steps }) => [start, sumOf(steps, "checks")])).toEqual([
    [new Date(2026, 4, 4).getTime() / 1_000, 2],
    [new Date(2026, 4, 3).getTime() / 1_000, 1],
  ]);
});
