// The admin keys of an edge: who a presented key belongs to, found out in constant time.
import { createHash, timingSafeEqual } from "node:crypto";

/**
 * What a key may do: read metrics, send invalidations, deliver hooks, follow endings, use the identity server's admin API.
 */
export type KeyScope = "read" | "invalidate" | "hooks" | "endings" | "admin";

/** One admin key. The key itself is not kept, only its digest. */
export interface AdminKey {
  /** For logs. */
  readonly name: string;
  /** SHA-256 of the key, 32 bytes. Keys are long and random, so nothing slower is needed. */
  readonly digest: Uint8Array;
  readonly scopes: ReadonlySet<KeyScope>;
  /** The only project that it is for. If undefined, it is for all. */
  readonly project?: string | undefined;
}

/** The keys in force. */
export interface KeyRing {
  /** The key that was presented; undefined for an unknown one. Takes as long for every answer. */
  find(presented: string): AdminKey | undefined;
  /** Puts other keys in place of all; requests from now on are judged by them. */
  replace(keys: readonly AdminKey[]): void;
}

/** A ring with these keys. */
export function createKeyRing(keys: readonly AdminKey[]): KeyRing {
  let current = keys;
  return {
    find(presented) {
      const digest = createHash("sha256").update(presented).digest();
      let found: AdminKey | undefined;
      // Every key is compared, the found one or not: the time tells nothing of which one it was.
      for (const key of current) {
        if (timingSafeEqual(key.digest, digest)) found = key;
      }
      return found;
    },
    replace(next) {
      current = next;
    },
  };
}
