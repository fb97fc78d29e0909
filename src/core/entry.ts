// Entries: the data that a hit is written from, and how it is made from an origin's answer.
import type { CacheableCheck } from "./check.ts";
import type { CredentialDigest } from "./credential.ts";
import type { Scope } from "./invalidation.ts";
import type { SessionFacts } from "./session.ts";
import { prepareHead, type HeadTemplate } from "./stored-head.ts";

/** What an entry holds except its body. Instants are milliseconds of the edge's own clock. */
export interface EntryFacts {
  /** Tells apart the entries that a store has held. 0 if it is not from a store. */
  readonly version: number;
  /** The key that it was stored under. It is compared again before the entry is served. */
  readonly key: string;
  readonly project: string;
  /** Digests of all credentials that the answered request presented. Empty for the anonymous answer. */
  readonly credentials: readonly CredentialDigest[];
  /** The request's `Origin`, if it had one. */
  readonly origin: string | undefined;
  /** Undefined for the anonymous answer. So is `identityId`. */
  readonly sessionId: string | undefined;
  readonly identityId: string | undefined;
  readonly status: 200 | 401;
  /** When the call behind this answer began (L2). */
  readonly begunAtMs: number;
  /** When the session ends. Infinite for the anonymous answer. */
  readonly endsAtMs: number;
  /** The session's `expires_at`, milliseconds since 1970. Infinite for the anonymous answer. */
  readonly expiresAtWallMs: number;
  /** The origin's hint in milliseconds, counted from `begunAtMs`. Undefined if the answer had no hint. */
  readonly hintMs: number | undefined;
  /** The stored header lines, without the values that differ among entries (see `storedHead`). */
  readonly template: HeadTemplate;
  /** The origin's `Date`. Empty if the answer had none. */
  readonly date: string;
  readonly bodyBytes: number;
  /**
   * What the project's policies say about the session (see `writeVerdicts`), in ASCII. Empty without policies, and for
   * the anonymous answer.
   */
  readonly verdicts: string;
  /** Whether the origin sent a new session cookie with this answer. The client should soon be given one. */
  readonly renew: boolean;
  /** This entry's share of the refresh spread: from 0, less than 1. */
  readonly refreshSpread: number;
  /** When the last call for this key began, in the foreground or in the background (L7). */
  lastCallAtMs: number;
  /** When the last call began for which a client waited. */
  lastForegroundAtMs: number;
  /**
   * Until this instant, every check of a `renew` entry waits for the origin. This way more than the first client is
   * given the cookie.
   */
  renewUntilMs: number;
  /**
   * The entry is not served from this instant on: a background refusal was neither confirmed nor withdrawn. Infinite if
   * there was none.
   */
  servedUntilMs: number;
}

/**
 * One stored answer of the origin. An entry from a store must be read before the store changes: it throws once the store
 * holds another one in its place.
 */
export interface Entry extends EntryFacts {
  /** The body. It may be a copy that is made at each reading, and it is never written to. */
  readonly body: Uint8Array;
  /** Copies the body to `target` from `at` on, which must have room for it. Returns the number of bytes. */
  copyBody(target: Uint8Array, at: number): number;
  /** Whether it was stored under this key, which is compared in full. Cheaper than reading `key`. */
  hasKey(key: string): boolean;
  /** The same entry, to be read at any time. Only its body is gone once the store holds another one in its place. */
  kept(): Entry;
}

/** What an entry is made of, in addition to the check that it answers. */
export interface EntrySource {
  readonly status: 200 | 401;
  /** Undefined for the anonymous answer. */
  readonly session: SessionFacts | undefined;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  readonly begunAtMs: number;
  /**
   * The wall-clock instant that the session's expiry is compared with: one second after the answer's `Date`, or else
   * the edge's own clock at the call's start.
   */
  readonly wallAtBeginMs: number;
  readonly hintMs: number | undefined;
  readonly renew: boolean;
  readonly refreshSpread: number;
  /** See `EntryFacts`. Empty if not given. */
  readonly verdicts?: string;
}

/** The past calls of a key that matter for its next entry. */
export type EntryCalls = Pick<
  Entry,
  "lastCallAtMs" | "lastForegroundAtMs" | "renewUntilMs" | "servedUntilMs"
>;

/** Makes an entry. Everything that a hit sends is prepared here, once. */
export function makeEntry(
  check: CacheableCheck,
  project: string,
  source: EntrySource,
  calls: Readonly<EntryCalls>,
): Entry {
  const { session } = source;
  const about = {
    identityId: session?.identityId,
    origin: check.origin,
    hintMs: source.hintMs,
    bodyBytes: source.body.byteLength,
  };
  const { template, date } = prepareHead(source.headers, about);
  const facts: EntryFacts = {
    version: 0,
    key: check.key,
    project,
    credentials: check.credentials,
    origin: check.origin,
    sessionId: session?.sessionId,
    identityId: session?.identityId,
    status: source.status,
    begunAtMs: source.begunAtMs,
    endsAtMs:
      session === undefined
        ? Number.POSITIVE_INFINITY
        : source.begunAtMs + (session.expiresAtWallMs - source.wallAtBeginMs),
    expiresAtWallMs: session?.expiresAtWallMs ?? Number.POSITIVE_INFINITY,
    hintMs: source.hintMs,
    template,
    date,
    bodyBytes: source.body.byteLength,
    verdicts: source.verdicts ?? "",
    renew: source.renew,
    refreshSpread: source.refreshSpread,
    lastCallAtMs: calls.lastCallAtMs,
    lastForegroundAtMs: calls.lastForegroundAtMs,
    renewUntilMs: calls.renewUntilMs,
    servedUntilMs: calls.servedUntilMs,
  };
  return withBody(facts, source.body);
}

/** An entry of these facts that is not from a store. */
export function withBody(facts: EntryFacts, body: Uint8Array): Entry {
  return {
    ...facts,
    body,
    hasKey(key) {
      return key === this.key;
    },
    copyBody(target, at) {
      target.set(body, at);
      return body.byteLength;
    },
    kept() {
      return this;
    },
  };
}

/** The session and the identity that an entry names. */
export type EntryOwner = Pick<EntryFacts, "sessionId" | "identityId">;

/** The session and identity scopes of entries, without duplicates. */
export function scopesOfEntries(entries: readonly EntryOwner[]): Scope[] {
  const scopes = new Map<string, Scope>();
  for (const { sessionId, identityId } of entries) {
    if (sessionId !== undefined) scopes.set(`s${sessionId}`, { kind: "session", value: sessionId });
    if (identityId !== undefined) {
      scopes.set(`i${identityId}`, { kind: "identity", value: identityId });
    }
  }
  return [...scopes.values()];
}

/** The lines with the body's true length in place of any other. A chunked answer gets a new line for it. */
export function withContentLength(lines: readonly string[], bytes: number): string[] {
  const sized = [...lines];
  for (let i = 0; i + 1 < sized.length; i += 2) {
    if (sized[i]?.toLowerCase() === "content-length") {
      sized[i + 1] = String(bytes);
      return sized;
    }
  }
  sized.push("Content-Length", String(bytes));
  return sized;
}
