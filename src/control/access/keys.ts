// API keys. They are created here, shown once, and stored as digests.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { ControlScope } from "./scopes.ts";
import type { KeyRecord } from "../storage.ts";

/** Every key begins with this, so that secret scanners find a key that leaked. */
export const keyPrefix = "es_key_";

const keyBytes = 32;
const shownCharacters = 4;

/** A new key: the record to store, and the key itself, which is not stored. */
export interface MadeKey {
  readonly record: KeyRecord;
  readonly value: string;
}

/** Creates a key. It has 256 random bits, so that a plain digest protects it. */
export function makeKey(about: {
  readonly name: string;
  readonly projectId: string | undefined;
  readonly scopes: readonly ControlScope[];
  readonly madeBy: string | undefined;
  /** Id of the key whose revocation revokes it too. Undefined if there is none. */
  readonly parentId?: string | undefined;
  readonly nowMs: number;
  readonly expiresAtMs: number | undefined;
}): MadeKey {
  const value = keyPrefix + randomBytes(keyBytes).toString("base64url");
  const { name, projectId, scopes, madeBy, parentId, nowMs, expiresAtMs } = about;
  return {
    value,
    record: {
      id: randomUUID(),
      name,
      digest: keyDigest(value),
      lastCharacters: value.slice(-shownCharacters),
      projectId,
      scopes,
      madeBy,
      parentId,
      createdAtMs: nowMs,
      expiresAtMs,
      lastUsedAtMs: undefined,
    },
  };
}

/** Whether a text looks like a key of a control plane. */
export function isKey(text: string): boolean {
  return text.startsWith(keyPrefix) && /^[\w-]{43}$/.test(text.slice(keyPrefix.length));
}

/** The form in which a key is stored and looked up. */
export function keyDigest(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
