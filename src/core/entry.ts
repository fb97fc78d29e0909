// Entries: the data that a hit is written from, and how it is made from an origin's answer.
import { withCacheControl } from "./cache-control.ts";
import type { CacheableCheck } from "./check.ts";
import type { CredentialDigest } from "./credential.ts";
import { filterLines } from "./header-lines.ts";
import type { Scope } from "./invalidation.ts";
import type { SessionFacts } from "./session.ts";

/** One stored answer of the origin. Instants are milliseconds of the edge's own clock. */
export interface Entry {
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
  /** Header lines (name, value, name, value …) in the origin's order, without `Set-Cookie`. */
  readonly headers: readonly string[];
  /** The index in `headers` of the value of `Ory-Session-Cache-For`. -1 if it is absent. */
  readonly hintIndex: number;
  /** The lines for `HEAD`, without CORS. */
  readonly headHeaders: readonly string[];
  readonly headHintIndex: number;
  readonly body: Uint8Array;
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

/** The only fields of an answer that are stored and replayed. `Set-Cookie` is not among them (L6). */
const storedNames: ReadonlySet<string> = new Set([
  "cache-control",
  "content-type",
  "content-length",
  "date",
  "ory-session-cache-for",
  "vary",
  "x-kratos-authenticated-identity-id",
]);

/** Whether a field belongs to CORS (the Fetch standard's response headers). */
function isCors(lowerName: string): boolean {
  return lowerName.startsWith("access-control-");
}

/**
 * Whether a field is left out on `HEAD`: the origin sends no CORS headers on `HEAD`. `Cache-Control` stays, although
 * the origin sends none.
 */
export function isLeftOutOnHead(lowerName: string): boolean {
  return isCors(lowerName);
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
  const headers = withCacheControl(
    filterLines(
      withContentLength(source.headers, source.body.byteLength),
      (name) => storedNames.has(name) || isCors(name),
    ),
  );
  const headHeaders = filterLines(headers, (name) => !isLeftOutOnHead(name));
  const { session } = source;
  return {
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
    headers,
    hintIndex: hintIndex(headers),
    headHeaders,
    headHintIndex: hintIndex(headHeaders),
    body: ownBytes(source.body),
    renew: source.renew,
    refreshSpread: source.refreshSpread,
    lastCallAtMs: calls.lastCallAtMs,
    lastForegroundAtMs: calls.lastForegroundAtMs,
    renewUntilMs: calls.renewUntilMs,
    servedUntilMs: calls.servedUntilMs,
  };
}

/** The session and identity scopes of entries, without duplicates. */
export function scopesOfEntries(
  entries: readonly Pick<Entry, "sessionId" | "identityId">[],
): Scope[] {
  const scopes = new Map<string, Scope>();
  for (const { sessionId, identityId } of entries) {
    if (sessionId !== undefined) scopes.set(`s${sessionId}`, { kind: "session", value: sessionId });
    if (identityId !== undefined) {
      scopes.set(`i${identityId}`, { kind: "identity", value: identityId });
    }
  }
  return [...scopes.values()];
}

/** A body with its own buffer. A view would keep the whole buffer alive that it was read into. */
function ownBytes(body: Uint8Array): Uint8Array {
  return body.byteLength === body.buffer.byteLength ? body : new Uint8Array(body);
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

function hintIndex(lines: readonly string[]): number {
  for (let i = 0; i + 1 < lines.length; i += 2) {
    if (lines[i]?.toLowerCase() === "ory-session-cache-for") return i + 1;
  }
  return -1;
}

/**
 * The stored header lines as text, each ended by CRLF, with what is left of the hint in whole seconds. Undefined leaves
 * the hint as it is.
 */
export function storedHead(
  entry: Entry,
  forHead: boolean,
  hintSeconds: number | undefined,
): string {
  const lines = forHead ? entry.headHeaders : entry.headers;
  const hintIndex = forHead ? entry.headHintIndex : entry.hintIndex;
  let text = "";
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const value = i + 1 === hintIndex && hintSeconds !== undefined ? hintSeconds : lines[i + 1];
    text += `${lines[i]}: ${value}\r\n`;
  }
  return text;
}
