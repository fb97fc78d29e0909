// Quantiles of times are never further off than stated.
import { array, assert, constant, double, oneof, property } from "fast-check";
import { expect, test } from "vitest";
import { quantileErrorFactor } from "../../src/core/durations.ts";
import { applied, call, check, exactQuantile, secondMs, watched } from "./traffic-model.ts";

test("A quantile is null if nothing was timed.", () => {
  const { sink, read } = watched();
  sink(check("miss"));
  const { total, buckets } = read("acme", 60);
  for (const counts of [total, ...buckets]) {
    expect(counts).toMatchObject({ hitP50Ms: null, hitP99Ms: null, originP95Ms: null });
  }
  expect(total).toMatchObject({ invalidationP50Ms: null, invalidationP99Ms: null });
});

test("A stand-in for a failed call counts as a hit, but its duration counts as the call's.", () => {
  const { sink, read } = watched();
  sink(check("stale-if-error", 9_000));
  sink(check("hit", 0.02));
  expect(read("acme", 60).total).toMatchObject({ hits: 2 });
  expect(read("acme", 60).total.hitP99Ms).toBeLessThan(0.02 * quantileErrorFactor);
});

const durationMs = oneof(
  double({ min: 0.002, max: 65_000, noNaN: true }),
  double({ min: 0.002, max: 0.2, noNaN: true }),
  constant(0.01),
);
const shares = [
  ["P50Ms", 0.5],
  ["P95Ms", 0.95],
  ["P99Ms", 0.99],
] as const;

function expectNear(estimate: number | null, exact: number | undefined): void {
  const factor = (estimate ?? Number.NaN) / (exact ?? Number.NaN);
  expect(factor).toBeLessThanOrEqual(quantileErrorFactor);
  expect(factor).toBeGreaterThanOrEqual(1 / quantileErrorFactor);
}

test("Every quantile is within the stated error of the exact one.", () => {
  const times = array(durationMs, { minLength: 1, maxLength: 300, size: "max" });
  assert(
    property(times, (timesMs) => {
      const { sink, read } = watched();
      for (const ms of timesMs) {
        sink(check("hit", ms));
        sink(call("refresh", ms * 0.9));
        sink(applied(ms));
      }
      const { total, buckets } = read("acme", 60);
      for (const counts of [total, buckets.at(-1) ?? total]) {
        for (const [name, share] of shares) {
          const exact = exactQuantile(timesMs, share) ?? Number.NaN;
          expectNear(counts[`hit${name}`], exact);
          if (exact * 0.9 > 0.002) expectNear(counts[`origin${name}`], exact * 0.9);
        }
      }
      expectNear(total.invalidationP50Ms, exactQuantile(timesMs, 0.5));
      expectNear(total.invalidationP99Ms, exactQuantile(timesMs, 0.99));
    }),
    { numRuns: 150 },
  );
});

test("The total's quantile over several buckets is that of all their values.", () => {
  const { clock, sink, read } = watched();
  for (let index = 1; index <= 1_000; index += 1) {
    sink(check("hit", index / 100));
    clock.nowMs += secondMs;
  }
  const { total } = read("acme", 60);
  // Spread evenly, so interpolation does better than the bound.
  expect(total.hitP50Ms).toBeCloseTo(5, 0);
  expect(total.hitP99Ms).toBeCloseTo(9.9, 0);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12])(
  "A duration of %d ms breaks nothing.",
  (ms) => {
    const { sink, read } = watched();
    sink(check("hit", ms));
    const { total } = read("acme", 60);
    expect(total.checks).toBe(1);
    expect(total.hitP50Ms).toBeGreaterThan(0);
    expect(total.hitP50Ms).toBeLessThan(65_536);
  },
);
