// Who is signed in to the Console. A random id in a cookie stands for the API key of the sign-in. Sign-ins are only in
// memory, so everyone must sign in again after a restart.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A sign-in. */
export interface SignIn {
  readonly keyId: string;
  /** What a request that changes something must send in addition to the cookie. */
  readonly csrfToken: string;
}

interface Held extends SignIn {
  usedAtMs: number;
  readonly endsAtMs: number;
}

/** A sign-in ends after this long without use. */
const idleMs = 60 * 60_000;
/** A sign-in ends after this long in any case. */
const lifeMs = 12 * 60 * 60_000;
/** The most sign-ins at once. One more ends the one that was not used for the longest time. */
const signInsMax = 1_000;

const idBytes = 32;

/** The sign-ins of one control plane. */
export class SignIns {
  readonly #nowMs: () => number;
  readonly #held = new Map<string, Held>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Begins a sign-in, always with a new id. An id that the browser had before does not count. */
  begin(keyId: string): { readonly id: string; readonly signIn: SignIn } {
    const nowMs = this.#nowMs();
    this.#makeRoom(nowMs);
    const id = randomBytes(idBytes).toString("base64url");
    const csrfToken = randomBytes(idBytes).toString("base64url");
    const held = { keyId, csrfToken, usedAtMs: nowMs, endsAtMs: nowMs + lifeMs };
    this.#held.set(digestOf(id), held);
    return { id, signIn: held };
  }

  /** The sign-in with this id, if it has not ended. Counts as a use. */
  find(id: string): SignIn | undefined {
    const digest = digestOf(id);
    const held = this.#held.get(digest);
    if (held === undefined) return undefined;
    const nowMs = this.#nowMs();
    this.#held.delete(digest);
    if (isOver(held, nowMs)) return undefined;
    held.usedAtMs = nowMs;
    // It is put last, so that the first of the map is the one that was not used for the longest time.
    this.#held.set(digest, held);
    return held;
  }

  /**
   * The only sign-in among these ids. Cookies of one name can come from several paths, and others on the host may have set
   * some. Ids without a sign-in are ignored. With two sign-ins it is not clear whose request it is, so neither counts.
   */
  only(ids: readonly string[]): SignIn | undefined {
    const standing = new Set(ids.map((id) => this.find(id)).filter((one) => one !== undefined));
    const [first] = standing;
    return standing.size === 1 ? first : undefined;
  }

  /** Ends a sign-in. */
  end(id: string): void {
    this.#held.delete(digestOf(id));
  }

  #makeRoom(nowMs: number): void {
    for (const [digest, held] of this.#held) {
      if (isOver(held, nowMs)) this.#held.delete(digest);
    }
    for (const digest of this.#held.keys()) {
      if (this.#held.size < signInsMax) break;
      this.#held.delete(digest);
    }
  }
}

function isOver(held: Held, nowMs: number): boolean {
  return nowMs >= held.endsAtMs || nowMs - held.usedAtMs >= idleMs;
}

/** Ids are stored as digests, so that the memory of this process does not hold a usable id. */
function digestOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

/** Whether a request's token is the one of the sign-in. */
export function isCsrfToken(signIn: SignIn, presented: string | undefined): boolean {
  if (presented === undefined) return false;
  const [expected, given] = [Buffer.from(signIn.csrfToken), Buffer.from(presented)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
