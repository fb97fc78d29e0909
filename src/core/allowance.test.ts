// What strangers may cause is bounded by time, not by how often they ask.
import { expect, test } from "vitest";
import { fullAllowance, takeOne } from "./allowance.ts";

/** How many of `tries` are granted, one every `everyMs`. */
function granted(tries: number, everyMs: number): number {
  const allowance = fullAllowance(4, 0);
  return Array.from({ length: tries }, (_, n) => takeOne(allowance, n * everyMs, 4, 2)).filter(
    Boolean,
  ).length;
}

test.each([
  [4, 0, 4],
  [5, 0, 4],
  [10_000, 0, 4],
  [100, 500, 100],
  [10_000, 1, 4 + 19],
])("Of %d requests, one every %d ms, %d are granted.", (tries, everyMs, expected) => {
  expect(granted(tries, everyMs)).toBe(expected);
});

test("The allowance refills with time, but never beyond its burst.", () => {
  const allowance = fullAllowance(2, 0);
  expect([takeOne(allowance, 0, 2, 1), takeOne(allowance, 0, 2, 1)]).toEqual([true, true]);
  expect(takeOne(allowance, 999, 2, 1)).toBe(false);
  expect(takeOne(allowance, 1_000, 2, 1)).toBe(true);
  expect(takeOne(allowance, 3_600_000, 2, 1)).toBe(true);
  expect(takeOne(allowance, 3_600_000, 2, 1)).toBe(true);
  expect(takeOne(allowance, 3_600_000, 2, 1)).toBe(false);
});

test("A clock that stands still or steps back grants nothing.", () => {
  const allowance = fullAllowance(1, 100);
  expect(takeOne(allowance, 100, 1, 1_000)).toBe(true);
  expect(takeOne(allowance, 50, 1, 1_000)).toBe(false);
});
