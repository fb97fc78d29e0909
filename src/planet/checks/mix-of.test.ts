// What a mixture must fulfil, and that everything that gets worse makes it worse.
import { describe, expect, test } from "vitest";
import { defaultGaps, withPauses, type GapDistribution } from "./gaps.ts";
import type { CheckMix } from "./mix.ts";
import { mixOf, type MixNetwork } from "./mix-of.ts";
import { profiles } from "./profiles.ts";
import type { CacheSettings } from "./settings.ts";
import { defaultUsage, type Usage } from "./usage.ts";

const network: MixNetwork = { handshakeRoundTrips: 2, originMs: 15 };
const careful: CacheSettings = {
  maxAgeMs: 60_000,
  refreshAfterMs: 1_000,
  refreshAuto: false,
  degradedMaxAgeMs: 10_000,
  bus: true,
};
const { people, backends } = defaultUsage;

function mix(usage: Partial<Usage> = {}, settings: Partial<CacheSettings> = {}): CheckMix {
  return mixOf({ ...people, ...usage }, { ...careful, ...settings }, network);
}

/** The mean wait in milliseconds, 20 ms from the edge, 40 ms from the other edge, and 100 ms from the origin. */
function meanWait({ classes }: CheckMix): number {
  return classes.reduce((sum, { share, roundTrips, asksOrigin, elsewhere }) => {
    const toEdgeMs = roundTrips * (elsewhere ? 40 : 20);
    return sum + share * (toEdgeMs + (asksOrigin ? 100 : 0));
  }, 0);
}

function every(ms: number): GapDistribution {
  return { kind: "quantiles", ms: [ms, ms] };
}

/** No changes, no outages, one edge: only the gaps decide. */
const undisturbed: Partial<Usage> = {
  edgesMet: 1,
  changeShare: 0,
  degradedShare: 0,
  downShare: 0,
};

/** The same, undisturbed. */
function calm(usage: Partial<Usage>, settings: Partial<CacheSettings> = {}): CheckMix {
  return mix({ ...undisturbed, ...usage }, settings);
}

/** The default gaps, each of them longer. */
function longer(factor: number): GapDistribution {
  const parts = defaultGaps.parts.map((part) => ({ ...part, medianMs: part.medianMs * factor }));
  return { ...defaultGaps, parts };
}

describe("A mixture adds up.", () => {
  const usages: readonly Usage[] = [
    people,
    backends,
    { ...people, hitRatio: 0.995, forcedShare: 0.001 },
    { ...people, hitRatio: 0 },
    { ...people, hitRatio: 1 },
    { ...people, gaps: every(1e11), hitRatio: 0.5 },
    { ...people, ...undisturbed, gaps: every(100), hitRatio: 0.5 },
    { ...people, forcedShare: 0.2, downShare: 0.3, degradedShare: 0.5 },
    { ...people, newConnectionShare: 0.3 },
  ];
  test.each(usages)(
    "Its shares add up to 1, and its hit ratio is that of its classes: %#.",
    (usage) => {
      for (const { settings } of profiles) {
        const { classes, hitRatio, originCallsPerCheck } = mixOf(usage, settings, network);
        const sum = classes.reduce((total, { share }) => total + share, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
        expect(classes.every(({ share }) => share > 0)).toBe(true);
        const hits = classes.filter(({ asksOrigin }) => !asksOrigin);
        expect(hits.reduce((total, { share }) => total + share, 0)).toBeCloseTo(hitRatio, 9);
        expect(originCallsPerCheck).toBeGreaterThanOrEqual(0);
      }
    },
  );

  test("The same arguments give the same mixture.", () => {
    expect(mix()).toEqual(mix());
  });

  test("Only checks on new connections need more than one round trip.", () => {
    const { classes } = mix({ forcedShare: 0.1 }, { maxAgeMs: 150_000 });
    const ways = new Set(classes.map(({ kind, roundTrips }) => `${kind}: ${roundTrips}`));
    expect([...ways].toSorted()).toEqual([
      "failover: 1",
      "failover: 3",
      "forced: 1",
      "forced: 3",
      "hit, new connection: 3",
      "hit: 1",
      "miss, new connection: 3",
      "miss: 1",
    ]);
  });
});

describe("Whatever gets worse makes checks worse.", () => {
  const worse: readonly (readonly [string, readonly CheckMix[]])[] = [
    ["Longer gaps", [0.25, 0.5, 1, 2, 4, 8].map((factor) => calm({ gaps: longer(factor) }))],
    [
      "More pauses",
      [0.1, 0.5, 1, 2, 10, 20].map((factor) => calm({ gaps: withPauses(defaultGaps, factor) })),
    ],
    [
      "A shorter maximum age",
      [900, 300, 150, 60, 30, 10].map((s) => calm({}, { maxAgeMs: s * 1_000 })),
    ],
    [
      "A shorter maximum age with auto",
      [900, 300, 150, 60, 30].map((s) => calm({}, { maxAgeMs: s * 1_000, refreshAuto: true })),
    ],
    [
      "A shorter hint",
      [900, 300, 60, 20].map((s) => calm({}, { maxAgeMs: 900_000, hintMs: s * 1_000 })),
    ],
    [
      "A shorter keep-alive time",
      [300, 115, 65, 30, 5].map((s) => calm({ keepAliveMs: s * 1_000 })),
    ],
    ["More new connections", [0, 0.01, 0.1, 1].map((share) => calm({ newConnectionShare: share }))],
    [
      "More edges met by a backend",
      [1, 2, 3, 5, 9].map((edgesMet) => calm({ ...backends, ...undisturbed, edgesMet })),
    ],
    [
      "More edges met by a person",
      [1, 2, 4].map((edgesMet) => calm({ edgesMet, moves: [{ fromMs: 5_000, share: 0.3 }] })),
    ],
    [
      "More moves",
      [0, 0.1, 0.5, 1].map((share) => calm({ edgesMet: 2, moves: [{ fromMs: 1_000, share }] })),
    ],
    ["More forced checks", [0, 0.01, 0.05, 0.5, 1].map((forcedShare) => calm({ forcedShare }))],
    ["More changes", [0, 0.001, 0.01, 0.1, 1].map((changeShare) => calm({ changeShare }))],
    ["More downtime", [0, 0.001, 0.01, 0.1, 1].map((downShare) => mix({ downShare }))],
    [
      "Shorter and more frequent outages",
      [600, 300, 60].map((s) => mix({ downShare: 0.1, outageMs: s * 1_000 })),
    ],
    ["More degraded time", [0, 0.001, 0.01, 0.1, 1].map((degradedShare) => mix({ degradedShare }))],
    [
      "A shorter degraded limit",
      [60, 10, 5, 1, 0].map((s) => mix({ degradedShare: 0.5 }, { degradedMaxAgeMs: s * 1_000 })),
    ],
    ["A lower measured hit ratio", [1, 0.999, 0.99, 0.9, 0].map((hitRatio) => calm({ hitRatio }))],
  ];
  test.each(worse)("%s: no more hits, no shorter waits, and a difference in all.", (_, mixes) => {
    for (const [i, next] of mixes.entries()) {
      const before = mixes[i - 1];
      if (before === undefined) continue;
      expect(next.hitRatio).toBeLessThanOrEqual(before.hitRatio + 1e-12);
      expect(meanWait(next)).toBeGreaterThanOrEqual(meanWait(before) - 1e-12);
    }
    const [first, last] = [mixes.at(0), mixes.at(-1)];
    if (first === undefined || last === undefined) throw new Error("There is nothing to compare.");
    expect(meanWait(last)).toBeGreaterThan(meanWait(first));
  });

  test("Longer handshakes make new connections slower.", () => {
    const one = mixOf(people, careful, { ...network, handshakeRoundTrips: 1 });
    const three = mixOf(people, careful, { ...network, handshakeRoundTrips: 3 });
    expect(meanWait(three)).toBeGreaterThan(meanWait(one));
    expect(three.hitRatio).toBe(one.hitRatio);
  });

  test("Refreshes that are further apart cost fewer calls to the identity server.", () => {
    const calls = [0, 1_000, 5_000, 20_000].map(
      (refreshAfterMs) => calm({}, { refreshAfterMs }).originCallsPerCheck,
    );
    expect(calls).toEqual(calls.toSorted((a, b) => b - a));
    expect(calls.at(-1)).toBeLessThan((calls[0] ?? 0) / 2);
  });
});

describe("What is extreme is exact.", () => {
  test("All checks are hits if all gaps are shorter than the limit.", () => {
    const all = mix({ ...undisturbed, gaps: every(10_000) });
    expect(all.hitRatio).toBe(1);
    expect(all.classes).toEqual([
      { kind: "hit", share: 1, roundTrips: 1, asksOrigin: false, elsewhere: false },
    ]);
    // 10 s is more than the interval of 1 s and its spread, so that each hit refreshes.
    expect(all.originCallsPerCheck).toBe(1);
  });

  test("No check is a hit if all gaps are longer than the limit.", () => {
    const none = mix({ ...undisturbed, gaps: every(61_000) });
    expect(none.hitRatio).toBe(0);
    expect(none.originCallsPerCheck).toBe(1);
    expect(mix({ gaps: every(9e11) }).hitRatio).toBe(0);
  });

  test("All checks are forced if all ask for it, and each is a call.", () => {
    const all = mix({ ...undisturbed, forcedShare: 1 });
    expect(new Set(all.classes.map(({ kind }) => kind))).toEqual(new Set(["forced"]));
    expect(all.originCallsPerCheck).toBe(1);
  });

  test("All checks go to the second edge if the nearest is always down.", () => {
    expect(mix({ downShare: 1 }).classes.every(({ elsewhere }) => elsewhere)).toBe(true);
  });

  test("An edge without a bus is never degraded.", () => {
    const alone = mix({ degradedShare: 1 }, { bus: false });
    expect(alone.hitRatio).toBe(mix({ degradedShare: 0 }, { bus: false }).hitRatio);
  });

  test("Without a bus, auto saves no calls.", () => {
    const fixed = mix({ degradedShare: 0 }, { bus: false });
    expect(mix({ degradedShare: 0 }, { bus: false, refreshAuto: true })).toEqual(fixed);
  });
});

describe("What was measured replaces what follows from the gaps.", () => {
  test("The hit ratio is the measured one, and forced checks keep their share.", () => {
    const measured = mix({ hitRatio: 0.95, forcedShare: 0.02, downShare: 0 });
    expect(measured.hitRatio).toBeCloseTo(0.95, 9);
    const forced = measured.classes.filter(({ kind }) => kind === "forced");
    expect(forced.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(0.02, 4);
  });

  test("A measured hit ratio holds even if the model knows no hits or no misses.", () => {
    const cold = mix({ ...undisturbed, gaps: every(1e11), hitRatio: 0.75 });
    expect(cold.hitRatio).toBeCloseTo(0.75, 9);
    const warm = mix({ ...undisturbed, gaps: every(100), hitRatio: 0.75 });
    expect(warm.hitRatio).toBeCloseTo(0.75, 9);
  });

  test("Measured calls replace the modelled ones.", () => {
    expect(mix({ originCallsPerCheck: 0.42 }).originCallsPerCheck).toBe(0.42);
  });

  test("A measured share of new connections is that of all checks.", () => {
    const { classes } = mix({ newConnectionShare: 0.25 });
    const opening = classes.filter(({ roundTrips }) => roundTrips > 1);
    expect(opening.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(0.25, 9);
  });
});

test("A usage that is impossible is refused with the reason.", () => {
  expect(() => mix({ hitRatio: 0.995, forcedShare: 0.01 })).toThrow(
    new RangeError(
      "Cannot model these checks: the hit ratio 0.995 and the forced share 0.01 must not exceed 1 together.",
    ),
  );
});
