// Who is signed in to the Console. A random id in a cookie stands for the API key of the sign-in. Sign-ins are in the control
// database, so they count at every process on it and survive a restart. The database has only digests of the ids, and nothing
// that the CSRF token could be computed from, so nobody who reads it can act for an operator.
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { signInLifeMs, signInUseStoredEveryMs } from "../limits.ts";
import type { AuditRecord, ControlStorage } from "../storage.ts";

/** A sign-in. */
export interface SignIn {
  readonly keyId: string;
  /** What a request that changes something must send in addition to the cookie. */
  readonly csrfToken: string;
}

const idBytes = 32;
/** An id as `begin` makes it: 32 bytes as base64url. */
const idShape = /^[\w-]{43}$/;

/** The sign-ins of one control plane. */
export class SignIns {
  readonly #storage: Pick<
    ControlStorage,
    "findSignIns" | "insertSignIn" | "deleteSignIns" | "noteSignInUse"
  >;
  readonly #nowMs: () => number;

  constructor(storage: ControlStorage, nowMs: () => number) {
    this.#storage = storage;
    this.#nowMs = nowMs;
  }

  /**
   * Begins a sign-in, always with a new id, and ends those with the ids that the browser had `before`. Undefined if the key
   * has been revoked.
   */
  async begin(
    keyId: string,
    before: readonly string[],
    audit: AuditRecord,
  ): Promise<{ readonly id: string; readonly signIn: SignIn } | undefined> {
    const id = randomBytes(idBytes).toString("base64url");
    const usedAtMs = this.#nowMs();
    const record = { digest: digestOf(id), keyId, usedAtMs, endsAtMs: usedAtMs + signInLifeMs };
    const inserted = await this.#storage.insertSignIn(
      record,
      [...idsByDigest(before).keys()],
      audit,
    );
    if (inserted === "key-gone") return undefined;
    return { id, signIn: { keyId, csrfToken: csrfTokenOf(id) } };
  }

  /**
   * The only sign-in among these ids. It counts as used. Cookies of one name can come from several paths, and others on the
   * host may have set some. Ids without a sign-in are ignored. With two sign-ins it is not clear whose request it is, so
   * neither counts.
   */
  async only(ids: readonly string[]): Promise<SignIn | undefined> {
    const nowMs = this.#nowMs();
    const byDigest = idsByDigest(ids);
    const found = await this.#storage.findSignIns([...byDigest.keys()], nowMs);
    const [first] = found;
    const id = first === undefined ? undefined : byDigest.get(first.digest);
    if (first === undefined || id === undefined || found.length > 1) return undefined;
    if (nowMs - first.usedAtMs >= signInUseStoredEveryMs) {
      await this.#storage.noteSignInUse(first.digest, nowMs);
    }
    return { keyId: first.keyId, csrfToken: csrfTokenOf(id) };
  }

  /** Ends the sign-ins with these ids, at every process on the database. */
  async end(ids: readonly string[], audit: AuditRecord): Promise<void> {
    await this.#storage.deleteSignIns([...idsByDigest(ids).keys()], audit);
  }
}

/** The texts that can be ids, by their digests. The others are not looked up in the database. */
function idsByDigest(ids: readonly string[]): ReadonlyMap<string, string> {
  return new Map(ids.filter((id) => idShape.test(id)).map((id) => [digestOf(id), id]));
}

/** The form in which an id is stored and looked up. It has 256 random bits, so that a plain digest protects it. */
function digestOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

/** It follows from the id and is not stored. Neither the token nor the digest tells the other, or the id. */
function csrfTokenOf(id: string): string {
  return createHmac("sha256", id).update("edge-sessions console csrf").digest("base64url");
}

/** Whether a request's token is the one of the sign-in. */
export function isCsrfToken(signIn: SignIn, presented: string | undefined): boolean {
  if (presented === undefined) return false;
  const [expected, given] = [Buffer.from(signIn.csrfToken), Buffer.from(presented)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
