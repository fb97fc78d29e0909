// The claims of a signed session. What comes from the session is prepared once, when its entry is stored. What depends on
// the moment, and on the policy alone, is added when a token is made.
import { leastCharacters, readField } from "../policy/field.ts";
import type { SignedSession } from "../policy/policy.ts";
import { parseRfc3339Ms } from "../instants.ts";
import { isRecord } from "../session.ts";
import { claimsBytesMax } from "./token-limits.ts";

/**
 * The claims that no mapping may set: those of RFC 7519, those that are made of the session, and those that bind a token
 * to a client or a key, or make another kind of token of it.
 */
export const registeredClaims: readonly string[] =
  "iss sub aud exp nbf iat jti sid aal auth_time azp nonce cnf act events".split(" ");

/**
 * The claims that a session gives, as a JSON object in ASCII. Undefined if the session is not active, if it names nobody,
 * or if the claims are longer than `claimsBytesMax`: leaving one out could mean something to a service.
 */
export function prepareClaims(
  session: Readonly<Record<string, unknown>>,
  { claims: mapped }: Pick<SignedSession, "claims">,
): string | undefined {
  const identity = session["identity"];
  const sub = isRecord(identity) ? identity["id"] : undefined;
  const { id: sid, active } = session as { readonly id?: unknown; readonly active?: unknown };
  if (active !== true || typeof sub !== "string" || typeof sid !== "string") return undefined;
  const claims = new Map<string, unknown>([
    ["sub", sub],
    ["sid", sid],
  ]);
  const aal = session["authenticator_assurance_level"];
  if (typeof aal === "string") claims.set("aal", aal);
  const authenticatedAt = session["authenticated_at"];
  const atMs = typeof authenticatedAt === "string" ? parseRfc3339Ms(authenticatedAt) : undefined;
  if (atMs !== undefined) claims.set("auth_time", Math.floor(atMs / 1_000));
  let charactersLeft = claimsBytesMax;
  for (const { name, pointer } of mapped) {
    if (registeredClaims.includes(name)) continue;
    const value = readField(session, pointer);
    if (value === undefined) continue;
    // People choose what stands in their traits, so what is too long is not even written.
    if (value !== null) charactersLeft -= leastCharacters(value);
    if (value === null || charactersLeft < 0) return undefined;
    claims.set(name, value);
  }
  const text = asciiJson(claims);
  return text.length <= claimsBytesMax ? text : undefined;
}

/** What is added to prepared claims. */
export interface ClaimsMoment {
  /** `iss`. */
  readonly issuer: string;
  /** `aud`. Without any there is none. */
  readonly audience: readonly string[];
  /** Milliseconds since 1970. */
  readonly atWallMs: number;
  readonly lifetimeMs: number;
  /** When the session ends, milliseconds since 1970. */
  readonly endsAtWallMs: number;
}

/** Whole claims. */
export interface WholeClaims {
  /** A JSON object in ASCII. */
  readonly text: string;
  /** `iat`, in seconds since 1970. */
  readonly issuedAt: number;
  /** `exp`, in seconds since 1970. */
  readonly expiresAt: number;
  /** Whether `exp` is the end of the session, so that no later token would be good for longer. */
  readonly untilSessionEnd: boolean;
}

/**
 * Completes prepared claims. Undefined if the session is in its last second: no token outlives its session. The present may
 * be up to a second later than the moment, because a `Date` has no fractions.
 */
export function completeClaims(
  prepared: string,
  { issuer, audience, atWallMs, lifetimeMs, endsAtWallMs }: ClaimsMoment,
): WholeClaims | undefined {
  const issuedAt = Math.floor(atWallMs / 1_000);
  const sessionEnd = Math.floor(endsAtWallMs / 1_000);
  const wanted = issuedAt + Math.floor(lifetimeMs / 1_000);
  const expiresAt = Math.min(wanted, sessionEnd);
  if (!(expiresAt > issuedAt + 1)) return undefined;
  const added = new Map<string, unknown>([
    ["iss", issuer],
    ...(audience.length === 0 ? [] : ([["aud", audience]] as const)),
    ["iat", issuedAt],
    ["exp", expiresAt],
  ]);
  const text = `${asciiJson(added).slice(0, -1)},${prepared.slice(1)}`;
  return { text, issuedAt, expiresAt, untilSessionEnd: sessionEnd <= wanted };
}

/** A JSON object in ASCII, with its members in order. An entry keeps it as one byte for each character. */
function asciiJson(members: ReadonlyMap<string, unknown>): string {
  const pieces = [...members].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return `{${pieces.join(",")}}`.replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
