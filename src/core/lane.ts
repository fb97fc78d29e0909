// Which lane an origin call takes, so that strangers cannot starve known clients.

import type { CacheableCheck } from "./check.ts";
import type { CredentialDigest } from "./credential.ts";

/** The lanes of origin calls. */
export type LaneName = "known" | "unknown" | "ask" | "mutation" | "admin" | "forward";

/** What is known about a check's call before it is made. */
interface FillCall {
  /** Whether the key has an entry. */
  readonly hasEntry: boolean;
  /** Whether the check that started it belongs to a known session. */
  readonly startedByKnown: boolean;
  /** `warm` and `second-look` are for credentials that the origin has issued or accepted before. */
  readonly purpose:
    | "fill"
    | "forced"
    | "refresh"
    | "second-look"
    | "ask"
    | "warm"
    | "preflight"
    | "forward"
    | "mutation";
}

/** The lane of a call that answers checks. */
export function laneOfFill({ hasEntry, startedByKnown, purpose }: FillCall): LaneName {
  const known = hasEntry || startedByKnown || purpose === "warm" || purpose === "second-look";
  return known ? "known" : "unknown";
}

/**
 * Whether a check without an entry belongs to a known session. All parts of its key must be known. Otherwise one
 * session could take the places of all others by inventing values beside its cookie.
 */
export function isOfKnownSession(
  { credentials, opaque }: Pick<CacheableCheck, "credentials" | "opaque">,
  isKnown: (credential: CredentialDigest) => boolean,
): boolean {
  return credentials.length > 0 && opaque === undefined && credentials.every(isKnown);
}
