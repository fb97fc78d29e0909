// The ceilings of `Origin` values, before a check is fetched and when its answer is settled.
import { expect, test } from "vitest";
import {
  hasRoomForOrigin,
  originPlaces,
  ownerOfCheck,
  ownerOfOutcome,
  type PlaceOwner,
} from "./origin-places.ts";
import type { Outcome } from "./outcome.ts";

const limits = { sessionOriginsMax: 2, anonymousOriginsMax: 3 };
const session = { sessionId: "s1" };

test.each<[number, string | undefined, PlaceOwner]>([
  [0, undefined, "anonymous"],
  [1, undefined, "unknown"],
  [2, "s1", session],
])(
  "The places for the Origin of a check with %d credentials, of session %s, have the right owner.",
  (credentials, sessionId, owner) => {
    expect(ownerOfCheck(credentials, sessionId)).toEqual(owner);
  },
);

const facts = { sessionId: "s1", identityId: "i1", expiresAtWallMs: 0 };

test.each<[Outcome, PlaceOwner]>([
  [{ kind: "active", session: facts, storable: true, hintMs: undefined, renew: false }, session],
  [{ kind: "anonymous", hintMs: 0 }, "anonymous"],
  [{ kind: "refused", status: 401 }, "unknown"],
  [{ kind: "other" }, "unknown"],
])(
  "The places for the Origin of an answer that is $kind have the right owner.",
  (outcome, owner) => {
    expect(ownerOfOutcome(outcome)).toEqual(owner);
  },
);

test.each<[string, string | undefined, PlaceOwner, readonly string[], boolean]>([
  ["a session's last place", "c", session, ["a"], true],
  ["no place left for a session", "c", session, ["a", "b"], false],
  ["a place that it has already", "b", session, ["a", "b"], true],
  ["the last anonymous place", "c", "anonymous", ["a", "b"], true],
  ["no anonymous place left", "d", "anonymous", ["a", "b", "c"], false],
  ["an unknown owner", "d", "unknown", ["a", "b", "c"], true],
  ["without an Origin", undefined, session, ["a", "b"], true],
])(
  "There is room for an Origin or not, depending on its owner: %s.",
  (_, origin, owner, taken, expected) => {
    const places = originPlaces(origin, owner);
    expect(places === undefined || hasRoomForOrigin(places, new Set(taken), limits)).toBe(expected);
  },
);
