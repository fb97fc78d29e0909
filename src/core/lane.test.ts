// Which queue of origin calls a call waits in.
import { expect, test } from "vitest";
import { sampleDigest } from "../../test/harness/sample-entry.ts";
import { OpaqueAuthorization } from "./credential.ts";
import { isOfKnownSession, laneOfFill } from "./lane.ts";

test.each([
  [false, false, "fill", "unknown"],
  [false, false, "forced", "unknown"],
  [true, false, "refresh", "known"],
  [false, true, "fill", "known"],
  [false, false, "warm", "known"],
  [false, false, "second-look", "known"],
] as const)(
  "With an entry: %s, started by a known session: %s, a call of kind %s has the right lane.",
  (hasEntry, startedByKnown, purpose, lane) => {
    expect(laneOfFill({ hasEntry, startedByKnown, purpose })).toBe(lane);
  },
);

const [one, other] = [sampleDigest("one"), sampleDigest("other")];
const password = new OpaqueAuthorization("Basic eDp5");

test.each([
  ["without credentials", [], undefined, false],
  ["a known credential", [one], undefined, true],
  ["an unknown one", [other], undefined, false],
  ["a known one beside an unknown one", [one, other], undefined, false],
  ["a known one beside a password", [one], password, false],
])(
  "A check is of a known session only if all its credentials are known: %s.",
  (_, credentials, opaque, expected) => {
    expect(isOfKnownSession({ credentials, opaque }, (value) => value === one)).toBe(expected);
  },
);
