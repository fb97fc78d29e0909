// The keys of a project that sign sessions, as they travel with its settings. Their private parts are sealed.
import { isRecord } from "../session.ts";
import { signingKeysMax } from "./token-limits.ts";

/** The algorithms that sessions are signed with (RFC 7518 section 3.4, RFC 8037). */
export const signingAlgorithms = ["ES256", "EdDSA"] as const;

/** One of them. */
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** The public part of a key as a JWK (RFC 7517). `y` is there for ES256 only. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
}

/** The same, as key sets publish it. */
export interface PublishedJwk extends PublicJwk {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: "sig";
}

/** One key that the control plane made. Instants are milliseconds since 1970. */
export interface SealedSigningKey {
  /** The thumbprint of the public key (RFC 7638). */
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicJwk: PublicJwk;
  /** The private key as a JWE (RFC 7516). It names the project and the key, so it is good for no other. */
  readonly sealed: string;
  readonly createdAtMs: number;
  /** From when on it signs, unless a later key does. */
  readonly signsFromMs: number;
}

/** Members are base64url, or one of a few names. */
const memberPattern = /^[\w-]{1,64}$/;
const keyIdPattern = /^[\w-]{1,64}$/;
const sealedPattern = /^[\w.-]{1,4096}$/;

/**
 * Reads the keys of a project. Members that it does not know are ignored. Undefined if the value is not a list, or if one
 * of its members is not a key. A private member is never read, so it cannot be passed on.
 */
export function readSigningKeys(value: unknown): readonly SealedSigningKey[] | undefined {
  if (!Array.isArray(value) || value.length > signingKeysMax) return undefined;
  const keys: SealedSigningKey[] = [];
  for (const one of value as readonly unknown[]) {
    const key = readSigningKey(one);
    if (key === undefined) return undefined;
    keys.push(key);
  }
  return keys;
}

function readSigningKey(value: unknown): SealedSigningKey | undefined {
  if (!isRecord(value)) return undefined;
  const { keyId, sealed, createdAtMs, signsFromMs } = value;
  const algorithm = signingAlgorithms.find((known) => known === value["algorithm"]);
  if (algorithm === undefined) return undefined;
  const publicJwk = publicPart(value["publicJwk"], algorithm);
  if (publicJwk === undefined || !isText(keyId, keyIdPattern) || !isText(sealed, sealedPattern)) {
    return undefined;
  }
  if (!isInstant(createdAtMs) || !isInstant(signsFromMs)) return undefined;
  return { keyId, algorithm, publicJwk, sealed, createdAtMs, signsFromMs };
}

/** The public members of a JWK. Undefined if one is missing. */
export function publicPart(value: unknown, algorithm: SigningAlgorithm): PublicJwk | undefined {
  if (!isRecord(value)) return undefined;
  const { kty, crv, x, y } = value;
  if (!isText(kty, memberPattern) || !isText(crv, memberPattern) || !isText(x, memberPattern)) {
    return undefined;
  }
  if (algorithm === "EdDSA") return { kty, crv, x };
  return isText(y, memberPattern) ? { kty, crv, x, y } : undefined;
}

/** A key as key sets publish it (RFC 7517 section 4). */
export function publishedJwk({
  keyId,
  algorithm,
  publicJwk,
}: Pick<SealedSigningKey, "keyId" | "algorithm" | "publicJwk">): PublishedJwk {
  const { kty, crv, x, y } = publicJwk;
  const coordinates = y === undefined ? { x } : { x, y };
  return { kty, crv, ...coordinates, kid: keyId, alg: algorithm, use: "sig" };
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}

function isInstant(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
