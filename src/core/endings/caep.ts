// The Continuous Access Evaluation Profile (OpenID CAEP 1.0) and the delivery of security event tokens (RFC 8417, RFC
// 8935): names, and which ending an event is.
import type { EndingType } from "./ending.ts";

/** The beginning of the names of CAEP's events. */
export const caepPrefix = "https://schemas.openid.net/secevent/caep/event-type/";

/** The events that are understood, without `caepPrefix`, and what they say. */
export const caepEndings = {
  "session-revoked": "session-revoked",
  "credential-change": "credential-changed",
  "assurance-level-change": "assurance-changed",
  "token-claims-change": "identity-changed",
} as const satisfies Readonly<Record<string, EndingType>>;

/** The name of an event that is understood, without `caepPrefix`. */
export type CaepEvent = keyof typeof caepEndings;

/** The names of the events that are understood, without `caepPrefix`. */
export const caepEvents: readonly string[] = Object.keys(caepEndings);

/** Finds an understood event by its full name. Undefined for every other one. */
export function findCaepEvent(name: string): CaepEvent | undefined {
  if (!name.startsWith(caepPrefix)) return undefined;
  const short = name.slice(caepPrefix.length);
  return Object.hasOwn(caepEndings, short) ? (short as CaepEvent) : undefined;
}

/**
 * The codes with which the delivery of a token is refused (RFC 8935, section 2.4). `invalid_request`: the token cannot be
 * read, lacks something, or names nobody. `invalid_key`: no key of the issuer verifies it. `invalid_issuer`,
 * `invalid_audience`: it is not from a configured transmitter, or not for this receiver. `authentication_failed`: its
 * signature or its algorithm is wrong.
 */
export const caepErrors = [
  "invalid_request",
  "invalid_key",
  "invalid_issuer",
  "invalid_audience",
  "authentication_failed",
] as const;

/** A code with which the delivery of a token is refused. */
export type CaepError = (typeof caepErrors)[number];
