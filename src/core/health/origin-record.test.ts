// When an identity server counts as failing, and when it no longer does.
import { describe, expect, test } from "vitest";
import {
  failingOf,
  failingSpanMs,
  limitedForgottenMs,
  limitedOf,
  limitedSpanMs,
  noRecord,
  noteCall,
  singleFailureSpanMs,
  unsureAfterMs,
  type OriginObservation,
} from "./origin-record.ts";

const down: OriginObservation = { kind: "failed", how: { kind: "unreachable" }, ofSession: false };
const broken: OriginObservation = {
  kind: "failed",
  how: { kind: "status", status: 502 },
  ofSession: true,
};
const sure: OriginObservation = { kind: "answered", sure: true, ofCheck: true };
const unsure: OriginObservation = { kind: "answered", sure: false, ofCheck: true };
const ready: OriginObservation = { kind: "answered", sure: true, ofCheck: false };
const limited: OriginObservation = { kind: "limited" };

/** The record after calls, each with its begin and its end. */
function after(...calls: readonly (readonly [OriginObservation, number, number?])[]) {
  return calls.reduce(
    (record, [seen, beganAtMs, endedAtMs = beganAtMs]) =>
      noteCall(record, seen, beganAtMs, endedAtMs),
    noRecord,
  );
}

describe("failingOf", () => {
  test.each<[string, ReturnType<typeof after>, number | undefined]>([
    ["no call", noRecord, undefined],
    ["one failure", after([down, 1_000, 1_010]), undefined],
    ["many failures at once", after([down, 1_000], [down, 1_000], [down, 1_499]), undefined],
    [
      "failures that span half a second",
      after([down, 1_000], [down, 1_000 + failingSpanMs]),
      1_000,
    ],
    ["one call that took a second", after([down, 1_000, 1_000 + singleFailureSpanMs]), 1_000],
    ["one call that took less", after([down, 1_000, 999 + singleFailureSpanMs]), undefined],
    [
      "one slow failure while other calls succeed",
      after([sure, 1_000], [sure, 5_500], [down, 1_000, 6_000]),
      undefined,
    ],
    ["an answer between failures", after([down, 1_000], [sure, 1_200], [down, 1_600]), undefined],
    ["an answer at the end", after([down, 1_000], [down, 2_000], [sure, 2_100]), undefined],
    ["a rate limit at the end", after([down, 1_000], [down, 2_000], [limited, 2_100]), undefined],
    ["readiness at the end", after([broken, 1_000], [broken, 2_000], [ready, 2_100]), undefined],
    [
      "an unsure answer while sessions fail",
      after([broken, 1_000], [broken, 2_000], [unsure, 1_999 + unsureAfterMs]),
      1_000,
    ],
    [
      "an unsure answer long after sessions failed",
      after([broken, 1_000], [broken, 2_000], [unsure, 2_000 + unsureAfterMs]),
      undefined,
    ],
    [
      "an unsure answer after nothing was reached",
      after([down, 1_000], [down, 2_000], [unsure, 2_001]),
      undefined,
    ],
  ])("After %s, it says since when the identity server fails.", (_, record, since) => {
    expect(failingOf(record)?.sinceMs).toBe(since);
  });

  test("It says how the latest call failed.", () => {
    expect(failingOf(after([down, 0], [broken, 1_000]))?.how).toEqual({
      kind: "status",
      status: 502,
    });
  });
});

describe("limitedOf", () => {
  const lasting = after([limited, 0], [limited, limitedSpanMs]);

  test("A rate limit counts once it has lasted, and until no call has met it for a while.", () => {
    expect(limitedOf(after([limited, 0], [limited, limitedSpanMs - 1]), limitedSpanMs)).toBe(
      undefined,
    );
    expect(limitedOf(lasting, limitedSpanMs + limitedForgottenMs)).toBe(0);
    expect(limitedOf(lasting, limitedSpanMs + limitedForgottenMs + 1)).toBe(undefined);
  });

  test("A check that is answered ends it, and readiness does not.", () => {
    expect(limitedOf(noteCall(lasting, sure, 10_001, 10_001), 10_001)).toBe(undefined);
    expect(limitedOf(noteCall(lasting, unsure, 10_001, 10_001), 10_001)).toBe(undefined);
    expect(limitedOf(noteCall(lasting, ready, 10_001, 10_001), 10_001)).toBe(0);
    expect(failingOf(lasting)).toBe(undefined);
  });
});
