// Whether pauses are found that give a measured hit ratio.
import { describe, expect, test } from "vitest";
import { fittedUsage } from "./fit.ts";
import { defaultGaps } from "./gaps.ts";
import { mixOf } from "./mix-of.ts";
import { profiles } from "./profiles.ts";
import { defaultUsage, type Usage } from "./usage.ts";

const network = { handshakeRoundTrips: 2, originMs: 10 };
const [careful, , pushed] = profiles.map(({ settings }) => settings);
if (careful === undefined || pushed === undefined) throw new Error("There are no profiles.");
const measured: Usage = { ...defaultUsage.people, downShare: 0, degradedShare: 0 };

describe("fittedUsage", () => {
  test.each([0.9, 0.995])("Pauses are found that give the hit ratio %d.", (hitRatio) => {
    const fitted = fittedUsage({ ...measured, hitRatio, originCallsPerCheck: 1 }, careful, network);
    if (fitted === undefined) throw new Error("There are no such pauses.");
    expect(mixOf(fitted, careful, network).hitRatio).toBeCloseTo(hitRatio, 3);
    // Other settings give another hit ratio, and their own number of calls.
    const other = mixOf(fitted, pushed, network);
    expect(other.hitRatio).toBeGreaterThan(hitRatio);
    expect(other.originCallsPerCheck).toBeLessThan(1);
  });

  test("A hit ratio that no share of pauses gives is not fitted.", () => {
    expect(fittedUsage({ ...measured, hitRatio: 1 }, careful, network)).toBeUndefined();
    expect(fittedUsage({ ...measured, hitRatio: 0 }, careful, network)).toBeUndefined();
    const own = { ...measured, hitRatio: 0.9, gaps: { kind: "quantiles", ms: [0, 1] } } as const;
    expect(fittedUsage(own, careful, network)).toBeUndefined();
  });

  test("Nothing changes without a measured hit ratio.", () => {
    expect(fittedUsage(measured, careful, network)?.gaps).toBe(defaultGaps);
  });
});
