// Sequences of checks that are short enough to be followed by hand, against what docs/guides/refreshes.md says.
import { describe, expect, test } from "vitest";
import type { CacheSettings } from "./settings.ts";
import { settledIntervalMs } from "./settings.ts";
import { defaultUsage, type Usage } from "./usage.ts";
import { walk, type Draws, type WalkConditions, type WalkCounts } from "./walk.ts";

const careful: CacheSettings = {
  maxAgeMs: 60_000,
  refreshAfterMs: 1_000,
  refreshAuto: false,
  degradedMaxAgeMs: 10_000,
  bus: true,
};
const quiet: Usage = { ...defaultUsage.people, edgesMet: 1, changeShare: 0 };

/** Walks through these gaps in seconds. A call takes 120 ms. The draws are 0.5 if they are not given. */
function walkThrough(
  gaps: readonly number[],
  { usage = {}, settings = {}, conditions = {}, draws = {} }: Changes = {},
): WalkCounts {
  const middle = new Float64Array(gaps.length).fill(0.5);
  const all: Draws = {
    gapsMs: Float64Array.from(gaps, (seconds) => seconds * 1_000),
    move: middle,
    edge: middle,
    force: middle,
    change: middle,
    spread: new Float64Array(gaps.length),
    ...draws,
  };
  return walk(
    all,
    { ...quiet, ...usage },
    { ...careful, ...settings },
    { originMs: 0 },
    {
      healthy: true,
      forgetEveryMs: Number.POSITIVE_INFINITY,
      ...conditions,
    },
  );
}

interface Changes {
  readonly usage?: Partial<Usage>;
  readonly settings?: Partial<CacheSettings>;
  readonly conditions?: Partial<WalkConditions>;
  readonly draws?: Partial<Draws>;
}

/** Hits, misses and forced checks, and calls. */
function told({ open, fresh, originCalls }: WalkCounts): string {
  const [hit, miss, forced] = (["hit", "miss", "forced"] as const).map(
    (answer) => open[answer] + fresh[answer],
  );
  return `${hit} hit, ${miss} miss, ${forced} forced, ${originCalls} calls`;
}

describe("Limits", () => {
  test("A check is a hit up to the maximum age of the entry, and a miss after it.", () => {
    expect(told(walkThrough([60]))).toBe("1 hit, 0 miss, 0 forced, 1 calls");
    expect(told(walkThrough([60.001]))).toBe("0 hit, 1 miss, 0 forced, 1 calls");
  });

  test("The age counts from the last call, and not from the last check.", () => {
    // Refreshed after 40 s, so the check after 95 s finds an entry of 55 s.
    expect(told(walkThrough([40, 55]))).toBe("2 hit, 0 miss, 0 forced, 2 calls");
    const rare = { refreshAfterMs: 50_000 };
    expect(told(walkThrough([40, 55], { settings: rare }))).toBe(
      "1 hit, 1 miss, 0 forced, 1 calls",
    );
  });

  test("A hint is the limit if it is shorter.", () => {
    expect(told(walkThrough([31], { settings: { hintMs: 30_000 } }))).toBe(
      "0 hit, 1 miss, 0 forced, 1 calls",
    );
    expect(told(walkThrough([31], { settings: { hintMs: 90_000 } }))).toBe(
      "1 hit, 0 miss, 0 forced, 1 calls",
    );
  });

  test("A degraded edge has the degraded limit at once, and refreshes as often as it may.", () => {
    const settings = { maxAgeMs: 900_000, refreshAuto: true };
    const degraded = { conditions: { healthy: false }, settings };
    expect(told(walkThrough([11], { settings }))).toBe("1 hit, 0 miss, 0 forced, 0 calls");
    expect(told(walkThrough([11], degraded))).toBe("0 hit, 1 miss, 0 forced, 1 calls");
    expect(told(walkThrough([9], degraded))).toBe("1 hit, 0 miss, 0 forced, 1 calls");
  });

  test("With a degraded limit of 0, each check is a call.", () => {
    const never = { settings: { degradedMaxAgeMs: 0 }, conditions: { healthy: false } };
    expect(told(walkThrough([0.01, 0.01, 5], never))).toBe("0 hit, 3 miss, 0 forced, 3 calls");
  });
});

describe("Calls", () => {
  test("Checks that arrive during a call wait for it, and do not start another.", () => {
    expect(told(walkThrough([100, 0.05, 0.05, 0.05]))).toBe("1 hit, 3 miss, 0 forced, 1 calls");
  });

  test("A hit refreshes once a second at most, and up to a fifth later.", () => {
    expect(told(walkThrough([0.5, 0.4, 0.1, 0.5, 0.5]))).toBe("5 hit, 0 miss, 0 forced, 2 calls");
    const late = { draws: { spread: new Float64Array(5).fill(0.999) } };
    expect(told(walkThrough([1, 1.15, 1.15, 1.25, 1.15], late))).toBe(
      "5 hit, 0 miss, 0 forced, 3 calls",
    );
  });

  test("A check that is forced is a call, and its answer is stored.", () => {
    const forced = {
      usage: { forcedShare: 0.3 },
      draws: { force: Float64Array.from([0.5, 0.1, 0.5]) },
    };
    expect(told(walkThrough([0.3, 59, 50], forced))).toBe("2 hit, 0 miss, 1 forced, 2 calls");
  });

  test("A change removes the answer at every edge.", () => {
    const changed = {
      usage: { changeShare: 0.1 },
      draws: { change: Float64Array.from([0.5, 0.01, 0.5]) },
    };
    expect(told(walkThrough([0.3, 0.3, 0.3], changed))).toBe("2 hit, 1 miss, 0 forced, 1 calls");
  });
});

describe("Edges and connections", () => {
  test("Another edge has an entry and a connection of its own.", () => {
    const moves = {
      usage: { edgesMet: 2, moves: [{ fromMs: 0, share: 1 }], keepAliveMs: 65_000 },
      draws: { edge: Float64Array.from([0.1, 0.6, 0.1, 0.6]) },
    };
    const { open, fresh, originCalls } = walkThrough([0.3, 0.3, 0.3, 0.3], moves);
    expect({ open, fresh, originCalls }).toEqual({
      open: { hit: 3, miss: 0, forced: 0 },
      fresh: { hit: 0, miss: 1, forced: 0 },
      originCalls: 1,
    });
  });

  test("A move happens only after a gap that is long enough.", () => {
    const settled = {
      usage: { edgesMet: 2, moves: [{ fromMs: 1_000, share: 1 }] },
      draws: { edge: Float64Array.from([0.6, 0.6]) },
    };
    expect(told(walkThrough([0.9, 0.9], settled))).toBe("2 hit, 0 miss, 0 forced, 1 calls");
    expect(told(walkThrough([0.9, 1], settled))).toBe("1 hit, 1 miss, 0 forced, 1 calls");
  });

  test("A connection is opened after the keep-alive time, and checks that arrive meanwhile wait for it.", () => {
    const { open, fresh } = walkThrough([66, 0.03, 0.03, 64], {
      settings: { maxAgeMs: 900_000, refreshAuto: true },
    });
    expect(open.hit).toBe(2);
    expect(fresh.hit).toBe(2);
  });

  test("An edge that forgets has neither entries nor connections.", () => {
    const { open, fresh } = walkThrough([4, 4, 4, 4, 4], { conditions: { forgetEveryMs: 10_000 } });
    expect(open.hit).toBe(3);
    expect(fresh.miss).toBe(2);
  });
});

describe("settledIntervalMs", () => {
  test.each([
    ["a duration", {}, 1_000],
    ["auto: half of the maximum age", { refreshAuto: true }, 30_000],
    ["auto with 15 min", { refreshAuto: true, maxAgeMs: 900_000 }, 450_000],
    ["auto, not less than the shortest interval", { refreshAuto: true, maxAgeMs: 1_000 }, 1_000],
    ["auto without a bus", { refreshAuto: true, bus: false }, 1_000],
    ["auto without a shortest interval", { refreshAuto: true, refreshAfterMs: 0 }, 0],
  ])("The interval that edges settle at follows from %s.", (_, changes, intervalMs) => {
    expect(settledIntervalMs({ ...careful, ...changes })).toBe(intervalMs);
  });
});
