// API keys: made here, shown once, kept as digests.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { ControlScope } from "./scopes.ts";
import type { KeyRecord } from "../storage.ts";

/** What every key begins with, so that scanners find one that leaked. */
export const keyPrefix = "es_key_";

const keyBytes = 32;
const shownCharacters = 4;

/** A new key: the record to store, and the key itself, which is not stored. */
export interface MadeKey {
  readonly record: KeyRecord;
  readonly value: string;
}

/** Makes a key. It has 256 random bits, so that a plain digest keeps it. */
export function makeKey(about: {
  readonly name: string;
  readonly projectId: string | undefined;
  readonly scopes: readonly ControlScope[];
  readonly madeBy: string | undefined;
  /** Id of the key that it ends with; undefined where it stands alone. */
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

/** The form in which a key is kept and looked up. */
export function keyDigest(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
