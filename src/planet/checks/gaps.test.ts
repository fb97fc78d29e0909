// Whether the sampled gaps are those of the distribution.
import { describe, expect, test } from "vitest";
import {
  defaultGaps,
  gapsProblem,
  pausesFactorMax,
  sampleGaps,
  withPauses,
  type GapDistribution,
} from "./gaps.ts";
import { normalQuantiles } from "./log-normal.ts";

function quantile(sample: Float64Array, share: number): number {
  return sample.toSorted()[Math.floor(share * sample.length)] ?? Number.NaN;
}

const one: GapDistribution = {
  kind: "mixture",
  parts: [{ name: "in all", share: 1, medianMs: 20_000, sigma: 1.2 }],
  longestMs: 86_400_000,
};

describe("normalQuantiles", () => {
  test("The quantiles are those of the tables of the normal distribution.", () => {
    // The middles of 1,000 equal shares: 0.0005, 0.0015, …
    const quantiles = normalQuantiles(1_000);
    expect(quantiles[158]).toBeCloseTo(-1.000_64, 3); // 0.1585; Φ(-1) is 0.15866
    expect(quantiles[975]).toBeCloseTo(1.9688, 3); // 0.9755
    expect(quantiles[0]).toBeCloseTo(-3.2905, 3); // 0.0005
    expect(normalQuantiles(1)[0]).toBeCloseTo(0, 6);
  });
});

describe("sampleGaps", () => {
  test("A sample has the median and the spread of a log-normal distribution.", () => {
    const sample = sampleGaps(one, 10_000);
    expect(quantile(sample, 0.5) / 20_000).toBeCloseTo(1, 2);
    // 84.134 % are below one sigma.
    expect(quantile(sample, 0.841_34) / (20_000 * Math.exp(1.2))).toBeCloseTo(1, 2);
  });

  test("By default, one gap of 240 is between visits, and no gap is longer than a session.", () => {
    const sample = sampleGaps(defaultGaps, 48_000);
    const long = sample.filter((ms) => ms > 1_800_000);
    expect(long.length / 48_000).toBeCloseTo(1 / 240, 3);
    expect(Math.max(...sample)).toBe(86_400_000);
    expect(quantile(sample, 0.475)).toBeCloseTo(300, -1);
  });

  test("A list of quantiles is interpolated.", () => {
    const sample = sampleGaps({ kind: "quantiles", ms: [0, 100, 1_000] }, 1_000).toSorted();
    expect(sample[249]).toBeCloseTo(49.9, 6);
    expect(sample[749]).toBeCloseTo(549.1, 6);
    expect(sample.at(-1)).toBeLessThanOrEqual(1_000);
  });

  test("The order is the same each time, and is not ascending.", () => {
    const sample = sampleGaps(defaultGaps, 1_000);
    expect(sampleGaps(defaultGaps, 1_000)).toEqual(sample);
    expect(sample).not.toEqual(sample.toSorted());
  });
});

describe("withPauses", () => {
  test("All pauses are as many times more frequent, and the rest are the shortest gaps.", () => {
    const shares = withPauses(defaultGaps, 2).parts.map(({ share }) => share);
    expect(shares[0]).toBeCloseTo(0.9, 9);
    expect(shares[1]).toBeCloseTo((2 * 11) / 240, 9);
    expect(shares[2]).toBeCloseTo(2 / 240, 9);
    expect(gapsProblem(withPauses(defaultGaps, 2))).toBeUndefined();
  });

  test("With the greatest factor, all gaps are pauses.", () => {
    const most = withPauses(defaultGaps, pausesFactorMax(defaultGaps));
    expect(most.parts[0]?.share).toBeCloseTo(0, 9);
  });
});

describe("gapsProblem", () => {
  const part = { name: "between views", share: 1, medianMs: 1_000, sigma: 1 };
  function mixture(changes: Partial<typeof part>, longestMs = 1_000): GapDistribution {
    return { kind: "mixture", parts: [{ ...part, ...changes }], longestMs };
  }
  test.each<readonly [GapDistribution, string | undefined]>([
    [defaultGaps, undefined],
    [{ kind: "quantiles", ms: [0, 0, 5] }, undefined],
    [{ kind: "quantiles", ms: [5] }, "the list of gaps must have at least 2 numbers; it has 1"],
    [
      { kind: "quantiles", ms: [5, 4] },
      "the gaps must be milliseconds that do not fall, from 0 to 1000000000000; one of them is 4",
    ],
    [
      { kind: "quantiles", ms: [5, Number.NaN] },
      "the gaps must be milliseconds that do not fall, from 0 to 1000000000000; one of them is NaN",
    ],
    [
      { kind: "quantiles", ms: [-1, 4] },
      "the gaps must be milliseconds that do not fall, from 0 to 1000000000000; one of them is -1",
    ],
    [mixture({ share: 0.5 }), "the shares of the gaps must add up to 1, not to 0.5"],
    [mixture({ share: 2 }), "the share of the gaps between views must be from 0 to 1; it is 2"],
    [
      mixture({ medianMs: 0 }),
      "the median of the gaps between views must be more than 0 ms; it is 0",
    ],
    [mixture({ sigma: -1 }), "the sigma of the gaps between views must be from 0 to 5; it is -1"],
    [mixture({}, 0), "the longest gap must be more than 0 ms"],
  ])("What is wrong with gaps is said: %#.", (gaps, problem) => {
    expect(gapsProblem(gaps)).toBe(problem);
  });
});
