// Who sent a request: the API key on it, found by its digest, if it is still valid.
import { isKey, keyDigest } from "./keys.ts";
import { notedKeysMax } from "../limits.ts";
import type { ControlScope } from "./scopes.ts";
import type { Actor, ControlStorage, KeyRecord } from "../storage.ts";

/** The sender of a request with a valid API key. */
export interface Caller {
  readonly key: KeyRecord;
  /** Whether the Console's cookie names the key. A request that changes something then needs the CSRF token too. */
  readonly bySignIn: boolean;
}

/** How often the last use of one key is stored, in milliseconds. */
const noteEveryMs = 60_000;

/** Finds callers. */
export class Callers {
  readonly #storage: ControlStorage;
  readonly #nowMs: () => number;
  /** When a key's use was last stored. */
  readonly #notedAtMs = new Map<string, number>();

  constructor(storage: ControlStorage, nowMs: () => number) {
    this.#storage = storage;
    this.#nowMs = nowMs;
  }

  /** The caller with this key. */
  async byKey(value: string): Promise<Caller | undefined> {
    // A text that cannot be a key is not looked up in the database.
    if (!isKey(value)) return undefined;
    return this.#inForce(await this.#storage.findKeyByDigest(keyDigest(value)), false);
  }

  /** The caller who signed in with the key of this id. Undefined if the key was revoked or has expired. */
  async bySignIn(keyId: string): Promise<Caller | undefined> {
    return this.#inForce(await this.#storage.findKey(keyId), true);
  }

  async #inForce(key: KeyRecord | undefined, bySignIn: boolean): Promise<Caller | undefined> {
    if (key === undefined) return undefined;
    const nowMs = this.#nowMs();
    if (key.expiresAtMs !== undefined && nowMs >= key.expiresAtMs) return undefined;
    if (nowMs - (this.#notedAtMs.get(key.id) ?? 0) >= noteEveryMs) {
      // After this, each key's next use is stored once more.
      if (this.#notedAtMs.size >= notedKeysMax) this.#notedAtMs.clear();
      this.#notedAtMs.set(key.id, nowMs);
      await this.#storage.noteKeyUse(key.id, nowMs);
    }
    return { key, bySignIn };
  }

  /** Removes what is remembered of a revoked key. */
  forget(keyId: string): void {
    this.#notedAtMs.delete(keyId);
  }
}

/** Whether the caller's key has a scope. */
export function may({ key }: Caller, scope: ControlScope): boolean {
  return key.scopes.includes(scope);
}

/** Whether the caller's key is an operator key, which is for every project. */
export function isOperator({ key }: Caller): boolean {
  return key.projectId === undefined;
}

/** The caller as the audit log names them. */
export function actorOf({ key }: Caller): Actor {
  return { keyId: key.id, name: key.name };
}
