// One cached answer: the data that a hit is written from.
import type { CredentialDigest } from "./credential.ts";

/** One cached answer of the origin. Instants are milliseconds of the edge's own clock. */
export interface Entry {
  /** The key it was stored under; compared again before it is served. */
  readonly key: string;
  readonly project: string;
  /** Digests of every credential that the answered request presented; empty for the anonymous answer. */
  readonly credentials: readonly CredentialDigest[];
  /** The request's `Origin`, if it had one. */
  readonly origin: string | undefined;
  /** Undefined for the anonymous answer, as is `identityId`. */
  readonly sessionId: string | undefined;
  readonly identityId: string | undefined;
  readonly status: 200 | 401;
  /** When the call behind this answer began (L2). */
  readonly begunAtMs: number;
  /** When the session ends; infinite for the anonymous answer. */
  readonly endsAtMs: number;
  /** The origin's hint in milliseconds, counted from `begunAtMs`; undefined where it gave none. */
  readonly hintMs: number | undefined;
  /** Header lines (name, value, name, value …) in the origin's order, `Set-Cookie` left out. */
  readonly headers: readonly string[];
  /** Where in `headers` the value of `Ory-Session-Cache-For` stands; -1 where it is absent. */
  readonly hintIndex: number;
  /** The same lines for `HEAD`: no `Cache-Control`, no CORS. */
  readonly headHeaders: readonly string[];
  readonly headHintIndex: number;
  readonly body: Uint8Array;
  /** The origin sent a new cookie with this answer; its client should soon be given one. */
  readonly renew: boolean;
  /** When the last call for this key began, in the foreground or in the background (L7). */
  lastCallAtMs: number;
  /** When the last call began that a client waited for. */
  lastForegroundAtMs: number;
}
