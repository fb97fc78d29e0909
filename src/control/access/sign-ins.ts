// Who is signed in to the Console: a random id in a cookie stands for the key that signed in. Held in memory alone; after
// a restart everybody signs in again.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A sign-in. */
export interface SignIn {
  readonly keyId: string;
  /** What a request must send in addition to the cookie if it changes something. */
  readonly csrfToken: string;
}

interface Held extends SignIn {
  usedAtMs: number;
  readonly endsAtMs: number;
}

/** A sign-in ends after this long without use. */
const idleMs = 60 * 60_000;
/** And after this long in any case. */
const lifeMs = 12 * 60 * 60_000;
/** Sign-ins held at once; beyond, the one unused for longest ends. */
const signInsMax = 1_000;

const idBytes = 32;

/** The sign-ins of one control plane. */
export class SignIns {
  readonly #nowMs: () => number;
  readonly #held = new Map<string, Held>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Begins one, always under a new id: whatever id a browser had before means nothing. */
  begin(keyId: string): { readonly id: string; readonly signIn: SignIn } {
    const nowMs = this.#nowMs();
    this.#makeRoom(nowMs);
    const id = randomBytes(idBytes).toString("base64url");
    const csrfToken = randomBytes(idBytes).toString("base64url");
    const held = { keyId, csrfToken, usedAtMs: nowMs, endsAtMs: nowMs + lifeMs };
    this.#held.set(digestOf(id), held);
    return { id, signIn: held };
  }

  /** The sign-in of this id, if it still stands; counts as a use. */
  find(id: string): SignIn | undefined {
    const digest = digestOf(id);
    const held = this.#held.get(digest);
    if (held === undefined) return undefined;
    const nowMs = this.#nowMs();
    this.#held.delete(digest);
    if (isOver(held, nowMs)) return undefined;
    held.usedAtMs = nowMs;
    // Put last: the first of the map is the one unused for longest.
    this.#held.set(digest, held);
    return held;
  }

  /**
   * The one sign-in among these ids. Cookies of one name can come from several paths, and anybody on the host may have
   * planted some: what stands for nothing is passed over, but two that both stand leave open whose request it is.
   */
  only(ids: readonly string[]): SignIn | undefined {
    const standing = new Set(ids.map((id) => this.find(id)).filter((one) => one !== undefined));
    const [first] = standing;
    return standing.size === 1 ? first : undefined;
  }

  /** Ends one. */
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

/** Ids are kept as digests, so that what this process holds cannot be used to sign in. */
function digestOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

/** Whether a request's token is the sign-in's. */
export function isCsrfToken(signIn: SignIn, presented: string | undefined): boolean {
  if (presented === undefined) return false;
  const [expected, given] = [Buffer.from(signIn.csrfToken), Buffer.from(presented)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
