// Sums of the jitter of several ways.
import { describe, expect, test } from "vitest";
import { jitterPieces, jitterQuantiles } from "./jitter.ts";

function quantiles(clientWays: number, clientMs: number, originMs: number): number[] {
  const into = new Float64Array(jitterPieces + 1);
  jitterQuantiles(clientWays, clientMs, originMs, into);
  return [...into];
}

describe("jitter", () => {
  test("The jitter of two ways is a triangle.", () => {
    const found = quantiles(2, 8, 0);
    expect(found[0]).toBe(0);
    // Up to the middle the probability is the square of the sum, over twice the square of the bound.
    expect(found[jitterPieces / 8]).toBeCloseTo(8 * Math.sqrt(2 / 8), 6);
    expect(found[jitterPieces / 2]).toBeCloseTo(8, 6);
    expect(found[jitterPieces]).toBeCloseTo(16, 6);
  });

  test.each([
    [2, 3, 1],
    [6, 0.5, 20],
    [6, 20, 0.5],
    [12, 4, 4],
  ])(
    "%i ways of up to %d ms and two of up to %d ms have the right middle and ends.",
    (ways, clientMs, originMs) => {
      const found = quantiles(ways, clientMs, originMs);
      const most = ways * clientMs + 2 * originMs;
      expect(found[0]).toBe(0);
      expect(found[jitterPieces]).toBeCloseTo(most, 6);
      expect(Math.abs((found[jitterPieces / 2] ?? 0) - most / 2)).toBeLessThan(0.01 * most);
      expect(found).toEqual(found.toSorted((a, b) => a - b));
    },
  );

  test("Without jitter all quantiles are 0.", () => {
    expect(quantiles(6, 0, 0).every((ms) => ms === 0)).toBe(true);
  });

  test("A check of more than six round trips is refused.", () => {
    expect(() => quantiles(14, 1, 0)).toThrow("it took 7");
  });
});
