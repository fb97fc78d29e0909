// Who asks: the key on a request, found by its digest, still in force.
import { isKey, keyDigest } from "./keys.ts";
import { notedKeysMax } from "../limits.ts";
import type { ControlScope } from "./scopes.ts";
import type { Actor, ControlStorage, KeyRecord } from "../storage.ts";

/** Somebody with a key that is in force. */
export interface Caller {
  readonly key: KeyRecord;
  /** A browser's cookie names the key, not the request itself: then what changes something needs the sign-in's token. */
  readonly bySignIn: boolean;
}

/** How often the last use of one key is written down, in milliseconds. */
const noteEveryMs = 60_000;

/** Finds callers. */
export class Callers {
  readonly #storage: ControlStorage;
  readonly #nowMs: () => number;
  /** When a key's use was last written down. */
  readonly #notedAtMs = new Map<string, number>();

  constructor(storage: ControlStorage, nowMs: () => number) {
    this.#storage = storage;
    this.#nowMs = nowMs;
  }

  /** The caller who presented this key. */
  async byKey(value: string): Promise<Caller | undefined> {
    // What cannot be a key costs the database nothing.
    if (!isKey(value)) return undefined;
    return this.#inForce(await this.#storage.findKeyByDigest(keyDigest(value)), false);
  }

  /** The caller who signed in with the key of this id: gone with the key. */
  async bySignIn(keyId: string): Promise<Caller | undefined> {
    return this.#inForce(await this.#storage.findKey(keyId), true);
  }

  async #inForce(key: KeyRecord | undefined, bySignIn: boolean): Promise<Caller | undefined> {
    if (key === undefined) return undefined;
    const nowMs = this.#nowMs();
    if (key.expiresAtMs !== undefined && nowMs >= key.expiresAtMs) return undefined;
    if (nowMs - (this.#notedAtMs.get(key.id) ?? 0) >= noteEveryMs) {
      // Forgetting all of them costs each key one note more.
      if (this.#notedAtMs.size >= notedKeysMax) this.#notedAtMs.clear();
      this.#notedAtMs.set(key.id, nowMs);
      await this.#storage.noteKeyUse(key.id, nowMs);
    }
    return { key, bySignIn };
  }

  /** Forgets what was noted of a key that no longer exists. */
  forget(keyId: string): void {
    this.#notedAtMs.delete(keyId);
  }
}

/** Whether the caller's key has a scope. */
export function may({ key }: Caller, scope: ControlScope): boolean {
  return key.scopes.includes(scope);
}

/** Whether the caller's key is an operator's, which is for every project. */
export function isOperator({ key }: Caller): boolean {
  return key.projectId === undefined;
}

/** The caller as the audit log names them. */
export function actorOf({ key }: Caller): Actor {
  return { keyId: key.id, name: key.name };
}
