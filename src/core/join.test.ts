// Who shares which call, in every combination (L5, L7).
import { describe, expect, test } from "vitest";
import { forcedJoins, unforcedJoins, type InFlight } from "./join.cases.ts";
import { earliestBeginMs, join } from "./join.ts";

const notBeforeMs = 1_000;
const startedAt: Readonly<Record<InFlight, number | undefined>> = {
  none: undefined,
  alone: -Infinity,
  "too early": 999,
  "just in time": 1_000,
  later: 1_001,
};
const states = Object.keys(startedAt).filter(isInFlight);

function isInFlight(name: string): name is InFlight {
  return name in startedAt;
}

describe("join", () => {
  const combinations = states.flatMap((unforced) =>
    states.map((forced) => [unforced, forced] as const),
  );

  test.each(combinations)(
    "A check joins the right call, with the unforced call %s and the forced call %s.",
    (unforced, forced) => {
      const calls = {
        unforcedStartedAtMs: startedAt[unforced],
        forcedStartedAtMs: startedAt[forced],
      };
      expect(join(false, notBeforeMs, calls)).toBe(unforcedJoins[unforced][forced]);
      expect(join(true, notBeforeMs, calls)).toBe(forcedJoins[forced]);
    },
  );

  test("The latest of limit, fence and settled call counts.", () => {
    expect(earliestBeginMs(3, 2, 1)).toBe(3);
    expect(earliestBeginMs(1, 3, 2)).toBe(3);
    expect(earliestBeginMs(2, 1, 3)).toBe(3);
    expect(earliestBeginMs(5, -Infinity, -Infinity)).toBe(5);
  });
});
