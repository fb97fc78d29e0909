// The interval of `refresh_after: auto`: how it grows, and what brings it back.
import { assert, array, constantFrom, integer, oneof, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { refreshCases, type RefreshCase, type RefreshStep } from "./refresh-interval.cases.ts";
import {
  afterCleanRefresh,
  afterInvalidation,
  afterUnseenChange,
  entryIntervalMs,
  intervalInForceMs,
  noRefreshes,
  withShortestInterval,
  type RefreshRecord,
} from "./refresh-interval.ts";

const ms = (seconds: number): number => Math.round(seconds * 1_000);

/** Runs the steps. Returns the record, and the interval in force, in seconds. */
function follow({ maxAge = 60, refreshAfter = 1, fixed, steps }: Omit<RefreshCase, "interval">): {
  readonly record: RefreshRecord;
  readonly interval: number;
} {
  const settings = {
    maxAgeMs: ms(maxAge),
    refreshAfterMs: ms(refreshAfter),
    refreshAuto: fixed !== true,
  };
  let [nowMs, healthy] = [5_000_000, true];
  let record = noRefreshes({ nowMs, healthy, settings });
  for (const step of steps) {
    if (typeof step === "number") nowMs += ms(step);
    else if (step === "unseen" || (typeof step === "object" && "found" in step)) {
      const { found, session } =
        step === "unseen" ? { found: "somebody", session: undefined } : step;
      const change = { identityId: found, sessionId: session };
      record = afterUnseenChange(record, change, { nowMs, healthy, settings });
    } else if (typeof step === "object" && "invalidated" in step) {
      record = afterInvalidation(record, step.invalidated, { nowMs });
    } else if (step === "degraded" || step === "healthy") healthy = step === "healthy";
    else {
      const times = step === "clean" ? 1 : step.clean;
      for (let i = 0; i < times; i += 1) {
        record = afterCleanRefresh(record, { nowMs, healthy, settings });
      }
    }
  }
  return { record, interval: intervalInForceMs(record, healthy, settings) / 1_000 };
}

describe("the refresh interval", () => {
  test.each(Object.entries(refreshCases))(
    "The interval in force is right in the case: %s.",
    (_, { interval, ...row }) => {
      expect(follow(row).interval).toBe(interval);
    },
  );

  test("It is never shorter than the shortest, nor longer than half of the max age, and an unseen change always brings it back.", () => {
    const step = oneof(
      integer({ min: 0, max: 4_000 }),
      constantFrom<RefreshStep>("clean", "clean", "unseen", "degraded", "healthy", {
        clean: 5_000,
      }),
    );
    assert(
      property(array(step, { maxLength: 30 }), integer({ min: 1, max: 120 }), (steps, maxAge) => {
        const { interval } = follow({ steps, maxAge });
        expect(interval).toBeGreaterThanOrEqual(1);
        expect(interval).toBeLessThanOrEqual(Math.max(1, maxAge / 2));
        expect(follow({ steps: [...steps, "unseen"], maxAge }).interval).toBe(1);
        expect(follow({ steps: [...steps, "degraded"], maxAge }).interval).toBe(1);
      }),
    );
  });

  test("The shortest interval after a change of settings forgets no unseen change.", () => {
    const { record } = follow({ steps: ["unseen", "clean"] });
    const settings = { maxAgeMs: 10_000, refreshAfterMs: 1_000, refreshAuto: true };
    const again = withShortestInterval(record, { nowMs: 6_000_000, healthy: true, settings });
    expect(again).toEqual({ ...record, sinceMs: 6_000_000, found: undefined });
  });

  test.each([
    ["the interval in force", 8, undefined, 8],
    ["a hint that is long", 8, 600, 8],
    ["half of a short hint", 30, 20, 10],
    ["at least the shortest, if the hint is short", 30, 1, 1],
    ["the shortest, if that is in force", 1, 600, 1],
  ])("An entry is refreshed after %s.", (_, interval, hint, expected) => {
    const settings = { maxAgeMs: 60_000, refreshAfterMs: 1_000, refreshAuto: true };
    const hintMs = hint === undefined ? undefined : ms(hint);
    expect(entryIntervalMs(ms(interval), hintMs, settings)).toBe(ms(expected));
  });
});
