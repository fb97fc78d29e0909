// Makes the keys that sign sessions, reads them, and signs with them.
import {
  calculateJwkThumbprint,
  CompactSign,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from "jose";
import type { Secret } from "../core/secret.ts";
import { parseObject } from "../core/session.ts";
import {
  publicPart,
  type PublicJwk,
  type SealedSigningKey,
  type SigningAlgorithm,
} from "../core/tokens/signing-key.ts";
import type { TokenType } from "../edge/ports.ts";
import { KeyRefusal } from "./key-refusal.ts";
import type { Sealing } from "./sealing.ts";

/** A key with which sessions can be signed. Its private part cannot be exported. */
export interface UsableKey {
  /** The thumbprint of the public key (RFC 7638). */
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicJwk: PublicJwk;
  readonly privateKey: CryptoKey;
}

/** A new key is made of these. Instants are milliseconds since 1970. */
export interface NewKey {
  readonly project: string;
  readonly algorithm: SigningAlgorithm;
  readonly createdAtMs: number;
  readonly signsFromMs: number;
}

/** Makes a key. Its private part exists only within this call, and sealed. */
export async function makeSigningKey(
  { project, algorithm, createdAtMs, signsFromMs }: NewKey,
  sealing: Sealing,
): Promise<SealedSigningKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = publicPart(await exportJWK(pair.publicKey), algorithm);
  if (publicJwk === undefined) throw new Error("a new signing key has an unexpected form");
  const keyId = await calculateJwkThumbprint(publicJwk);
  const sealed = await sealing.seal(JSON.stringify(await exportJWK(pair.privateKey)), {
    project,
    keyId,
  });
  return { keyId, algorithm, publicJwk, sealed, createdAtMs, signsFromMs };
}

/** Reads a private JWK, an ECDSA key on P-256 or an Ed25519 key. Rejects with a `KeyRefusal` if it is anything else. */
export async function readPrivateJwk(secret: Secret): Promise<UsableKey> {
  const jwk = parseObject(secret.reveal());
  const algorithm = jwk === undefined ? undefined : algorithmOf(jwk);
  const publicJwk = algorithm === undefined ? undefined : publicPart(jwk, algorithm);
  if (jwk === undefined || algorithm === undefined || publicJwk === undefined) {
    throw new KeyRefusal("must be a private ECDSA key on P-256, or a private Ed25519 key");
  }
  const { d } = jwk;
  const keyId = await calculateJwkThumbprint(publicJwk);
  const privateKey = await imported({ ...publicJwk, d }, algorithm);
  return { keyId, algorithm, publicJwk, privateKey };
}

/** Without extractability: nothing in the process can export the private part of it. */
async function imported(jwk: Readonly<Record<string, unknown>>, algorithm: SigningAlgorithm) {
  let key: unknown;
  try {
    key = await importJWK(jwk as JWK, algorithm, { extractable: false });
  } catch (cause) {
    throw new KeyRefusal("holds a private key that does not belong to its public part", { cause });
  }
  if (key instanceof Uint8Array) throw new KeyRefusal("must not be a symmetric key");
  return key as CryptoKey;
}

function algorithmOf(jwk: Readonly<Record<string, unknown>>): SigningAlgorithm | undefined {
  if (typeof jwk["d"] !== "string") return undefined;
  if (jwk["kty"] === "EC" && jwk["crv"] === "P-256") return "ES256";
  return jwk["kty"] === "OKP" && jwk["crv"] === "Ed25519" ? "EdDSA" : undefined;
}

/**
 * Signs claims, given as JSON text. Gives the compact form of a JWS (RFC 7515). Its `typ` keeps one kind of
 * token from being taken for the other (RFC 8725 section 3.11).
 */
export function signClaims(
  { keyId, algorithm, privateKey }: UsableKey,
  claims: string,
  type: TokenType,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(claims))
    .setProtectedHeader({ alg: algorithm, kid: keyId, typ: type })
    .sign(privateKey);
}
