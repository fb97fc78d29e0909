// Which queue of origin calls a call waits in, so that strangers cannot starve clients that are known.

import type { CacheableCheck } from "./check.ts";
import type { CredentialDigest } from "./credential.ts";

/** Which queue of origin calls a call belongs to. */
export type LaneName = "known" | "unknown" | "ask" | "mutation" | "admin" | "forward";

/** What is known of a check's call before it is made. */
interface FillCall {
  /** The key has an entry. */
  readonly hasEntry: boolean;
  /** The check that started it is of a known session. */
  readonly startedByKnown: boolean;
  /** `warm` and `second-look` are for credentials that the origin has given out or accepted before. */
  readonly purpose:
    | "fill"
    | "forced"
    | "refresh"
    | "second-look"
    | "ask"
    | "warm"
    | "forward"
    | "mutation";
}

/** The lane of a call that answers checks. */
export function laneOfFill({ hasEntry, startedByKnown, purpose }: FillCall): LaneName {
  const known = hasEntry || startedByKnown || purpose === "warm" || purpose === "second-look";
  return known ? "known" : "unknown";
}

/**
 * Whether a check without an entry is of a known session. All parts of its key must be known, or one session with many invented
 * values beside its cookie could take the places of all others.
 */
export function isOfKnownSession(
  { credentials, opaque }: Pick<CacheableCheck, "credentials" | "opaque">,
  isKnown: (credential: CredentialDigest) => boolean,
): boolean {
  return credentials.length > 0 && opaque === undefined && credentials.every(isKnown);
}
