// Verifies security event tokens of configured transmitters (RFC 8417, CAEP 1.0), with `jose`.
import {
  decodeJwt,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from "jose";
import type { CaepError } from "../core/endings/caep.ts";
import { readEvents, type TokenChange } from "../core/endings/caep-subject.ts";
import type { Clock } from "../edge/ports.ts";
import { createKeyLookUp } from "./key-set.ts";
import {
  tokenAgeSecondsMax,
  tokenAheadSecondsMax,
  tokenIdCharactersMax,
  tokenIdsMax,
} from "./limits.ts";

/** Somebody who may send security event tokens. */
export interface Transmitter {
  readonly issuer: string;
  /** What its tokens must name as their audience. */
  readonly audience: string;
  /** Its public keys, or the URL at which it publishes them. */
  readonly keys: URL | JSONWebKeySet;
  /** The only project that it may change. If undefined, its API key decides. */
  readonly project: string | undefined;
}

/** What a token says, or why it is not accepted. */
export type VerifiedToken =
  | { readonly kind: "changes"; readonly changes: readonly TokenChange[] }
  | { readonly kind: "repeated" }
  | { readonly kind: "refused"; readonly error: CaepError; readonly description: string };

/** Signatures that only the holder of a private key can make. A shared secret could be taken for a public key. */
const tokenAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

/**
 * Creates the verification of tokens. A token of an unknown issuer is never looked at further. `idsMax` is how many ids
 * of accepted tokens are remembered.
 */
export function createTokenVerifier(
  transmitters: readonly Transmitter[],
  clock: Clock,
  idsMax = tokenIdsMax,
): (token: string, project: string) => Promise<VerifiedToken> {
  const known = transmitters.map((transmitter) => ({
    ...transmitter,
    getKey: createKeyLookUp(transmitter.keys),
  }));
  const seen = new SeenTokens(clock, idsMax);
  return async (token, project) => {
    const claims = readClaims(token);
    if (claims === undefined) return refused("invalid_request", "The token must be a signed JWT.");
    const transmitter = known.find(
      (one) => one.issuer === claims.iss && (one.project ?? project) === project,
    );
    if (transmitter === undefined) {
      return refused("invalid_issuer", "The issuer is not a transmitter of this project.");
    }
    const verified = await verify(token, transmitter, transmitter.getKey, clock);
    if (verified.kind === "refused") return verified;
    const { jti } = verified.payload;
    if (jti === undefined || jti === "" || jti.length > tokenIdCharactersMax) {
      const text = `The token must have a jti of 1 to ${tokenIdCharactersMax} characters.`;
      return refused("invalid_request", text);
    }
    // A token for several projects is accepted once in each.
    const id = JSON.stringify([project, transmitter.issuer, jti]);
    if (seen.has(id)) return { kind: "repeated" };
    const read = readEvents(verified.payload);
    if (read.kind === "refused") return refused("invalid_request", read.description);
    if (!seen.add(id)) {
      return refused("invalid_request", "Too many tokens at once. Send it again later.");
    }
    return read;
  };
}

/** The claims of a token before it is verified. Undefined if it is not a token. */
function readClaims(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

type Verified =
  | { readonly kind: "verified"; readonly payload: JWTPayload }
  | (VerifiedToken & { readonly kind: "refused" });

async function verify(
  token: string,
  { issuer, audience }: Transmitter,
  getKey: JWTVerifyGetKey,
  clock: Clock,
): Promise<Verified> {
  try {
    const { payload } = await jwtVerify(token, getKey, {
      algorithms: tokenAlgorithms,
      typ: "secevent+jwt",
      issuer,
      audience,
      requiredClaims: ["iat"],
      maxTokenAge: tokenAgeSecondsMax,
      clockTolerance: tokenAheadSecondsMax,
      currentDate: new Date(clock.wallMs()),
    });
    return { kind: "verified", payload };
  } catch (error) {
    return explain(error);
  }
}

/** Says what is wrong with a token, without anything of the token. */
function explain(error: unknown): VerifiedToken & { readonly kind: "refused" } {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
    switch (error.claim) {
      case "aud":
        return refused("invalid_audience", "The audience is not this receiver.");
      case "iss":
        return refused("invalid_issuer", "The issuer is not a transmitter of this project.");
      case "iat":
        return refused(
          "invalid_request",
          `The token's iat must be at most ${tokenAgeSecondsMax} s ago, and not in the future.`,
        );
      case "typ":
        return refused("invalid_request", "The token's typ must be secevent+jwt.");
      default:
        return refused("invalid_request", "A claim of the token is missing or wrong.");
    }
  }
  if (
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWSSignatureVerificationFailed
  ) {
    return refused("authentication_failed", "The signature, or its algorithm, is not accepted.");
  }
  if (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return refused("invalid_key", "No key of the issuer verifies the token.");
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return refused("invalid_request", "The token must be a signed JWT.");
  }
  // The keys could not be fetched, or are not keys. Its transmitter sends it again.
  return refused("invalid_key", "The keys of the issuer cannot be used now.");
}

function refused(
  error: CaepError,
  description: string,
): VerifiedToken & { readonly kind: "refused" } {
  return { kind: "refused", error, description };
}

/** The ids of accepted tokens, for as long as a token may be old. */
class SeenTokens {
  readonly #clock: Clock;
  readonly #idsMax: number;
  /** When each is forgotten, in the order in which they came. */
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock, idsMax: number) {
    this.#clock = clock;
    this.#idsMax = idsMax;
  }

  has(id: string): boolean {
    return this.#untilMs.has(id);
  }

  /** Notes an id. Returns false if too many are remembered. */
  add(id: string): boolean {
    const nowMs = this.#clock.nowMs();
    for (const [old, untilMs] of this.#untilMs) {
      if (untilMs > nowMs) break;
      this.#untilMs.delete(old);
    }
    if (this.#untilMs.size >= this.#idsMax) return false;
    this.#untilMs.set(id, nowMs + (tokenAgeSecondsMax + 2 * tokenAheadSecondsMax) * 1_000);
    return true;
  }
}
