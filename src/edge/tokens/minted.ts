// Mints signed sessions. A token that was minted is given again while half of its life is left, so that most hits need no
// signature. The caller has verified that the entry is valid for this very check.
import { completeClaims, type WholeClaims } from "../../core/tokens/claims.ts";
import type { Signer } from "../ports.ts";
import type { SignedSession } from "../../core/policy/policy.ts";

/** What minting needs. */
export interface MintParts {
  /** Undefined if nothing is signed in this process. */
  readonly signer: Signer | undefined;
  readonly minted: MintedTokens;
}

/** What a token is minted from. */
export interface MintSource {
  readonly project: string;
  /** The key of the check. Undefined if its answer may not be stored: then the token is not remembered either. */
  readonly key: string | undefined;
  /** The name of the policy. */
  readonly policy: string;
  readonly signed: SignedSession;
  /** What `prepareClaims` made of the session. */
  readonly claims: string;
  /** When the session ends, milliseconds since 1970. */
  readonly endsAtWallMs: number;
  /** The present, milliseconds since 1970, by the same clock: that of the identity server. */
  readonly atWallMs: number;
}

/** A signed session. */
export interface MintedToken {
  readonly token: string;
  /** The key that signed it. */
  readonly keyId: string;
  /** `iat`, in seconds since 1970. */
  readonly issuedAt: number;
  /** `exp`, in seconds since 1970. */
  readonly expiresAt: number;
}

interface Remembered {
  /** The claims without instants, and all else that a token of the same kind has in common with it. */
  readonly sameness: string;
  readonly untilSessionEnd: boolean;
  readonly bytes: number;
  /** Pending while it is signed. Checks that need it meanwhile wait for the same signature. */
  minted: MintedToken | Promise<MintedToken | MintRefusal>;
  /** The instants of the token, also while it is signed. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Bytes that a remembered token takes in addition to its texts: the objects, and its place in the map. */
const overheadBytes = 512;
/** A token is the claims in base64url, a head and a signature of at most so many characters. */
const headAndSignatureCharacters = 256;

/** The tokens that were minted lately, for all projects of a process. Bounded in bytes: the oldest are forgotten. */
export class MintedTokens {
  readonly #bytesMax: number;
  readonly #tokens = new Map<string, Remembered>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** What is remembered now. */
  get size(): { readonly tokens: number; readonly bytes: number } {
    return { tokens: this.#tokens.size, bytes: this.#bytes };
  }

  /** What was minted under this name. */
  get(name: string): Remembered | undefined {
    return this.#tokens.get(name);
  }

  /** Remembers a token in place of the one with the same name. */
  put(name: string, remembered: Remembered): void {
    this.remove(name);
    if (remembered.bytes > this.#bytesMax) return;
    this.#tokens.set(name, remembered);
    this.#bytes += remembered.bytes;
    for (const oldest of this.#tokens.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.remove(oldest);
    }
  }

  /** Forgets a token. If another one took its place, that one stays. */
  forget(name: string, remembered: Remembered): void {
    if (this.#tokens.get(name) === remembered) this.remove(name);
  }

  private remove(name: string): void {
    const remembered = this.#tokens.get(name);
    if (remembered === undefined) return;
    this.#tokens.delete(name);
    this.#bytes -= remembered.bytes;
  }
}

/**
 * Why there is no token. `session-ending`: the session has less than a second left. `no-key`: the project has no key that
 * can sign here.
 */
export type MintRefusal = "session-ending" | "no-key";

/**
 * Mints the signed session of a check whose answer is valid now. Answers without a promise if a token of the same claims
 * is remembered.
 */
export function mintSignedSession(
  parts: MintParts,
  source: MintSource,
): MintedToken | MintRefusal | Promise<MintedToken | MintRefusal> {
  const { signer, minted } = parts;
  if (signer === undefined) return "no-key";
  const { project, signed, claims } = source;
  const issuer = signed.issuer ?? project;
  const { audience, lifetimeMs } = signed;
  const { atWallMs, endsAtWallMs, key } = source;
  const name = key === undefined ? undefined : JSON.stringify([project, source.policy, key]);
  const sameness = JSON.stringify([issuer, audience, lifetimeMs, endsAtWallMs, claims]);
  const before = name === undefined ? undefined : minted.get(name);
  if (before?.sameness === sameness && isFresh(before, atWallMs)) {
    const token = before.minted;
    if (token instanceof Promise || signer.publishes(project, token.keyId)) return token;
  }
  const whole = completeClaims(claims, { issuer, audience, atWallMs, lifetimeMs, endsAtWallMs });
  if (whole === undefined) return "session-ending";
  const { text, issuedAt, expiresAt, untilSessionEnd } = whole;
  const signing = signToken(signer, project, whole);
  if (name === undefined) return signing;
  const tokenCharacters = Math.ceil((text.length * 4) / 3) + headAndSignatureCharacters;
  const remembered: Remembered = {
    sameness,
    untilSessionEnd,
    bytes: name.length + sameness.length + tokenCharacters + overheadBytes,
    issuedAt,
    expiresAt,
    minted: signing,
  };
  minted.put(name, remembered);
  return keepSigned(minted, name, remembered, signing);
}

async function signToken(
  signer: Signer,
  project: string,
  { text, issuedAt, expiresAt }: WholeClaims,
): Promise<MintedToken | MintRefusal> {
  const signed = await signer.sign(project, text);
  return signed === undefined ? "no-key" : { ...signed, issuedAt, expiresAt };
}

/** Keeps a token once it is signed. If there is none, nothing is kept, and the next check tries again. */
async function keepSigned(
  minted: MintedTokens,
  name: string,
  remembered: Remembered,
  signing: Promise<MintedToken | MintRefusal>,
): Promise<MintedToken | MintRefusal> {
  let token: MintedToken | MintRefusal | undefined;
  try {
    token = await signing;
    return token;
  } finally {
    if (typeof token === "object") remembered.minted = token;
    else minted.forget(name, remembered);
  }
}

/** Whether enough of a token's life is left. One that ends with its session could not be made to last longer. */
function isFresh({ issuedAt, expiresAt, untilSessionEnd }: Remembered, atWallMs: number): boolean {
  const at = atWallMs / 1_000;
  // A clock that was set back must not make tokens live longer than they should.
  if (at < issuedAt || at >= expiresAt) return false;
  return untilSessionEnd || expiresAt - at >= (expiresAt - issuedAt) / 2;
}
