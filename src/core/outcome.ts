// What an origin's answer to a fill means. The status counts before the hint: the origin hints on some 500s.
import type { RawCredential } from "./credential.ts";
import type { EntrySource } from "./entry.ts";
import { headerValues } from "./header-lines.ts";
import { parseHttpDateMs } from "./instants.ts";
import type { Scope } from "./invalidation.ts";
import type { Limits } from "./limits.ts";
import { isCoded, isOwnError, isPlainJson } from "./own-words.ts";
import { askedPauseMs } from "./pause.ts";
import { readSession, readStatedSession, type SessionFacts } from "./session.ts";
import type { ProjectSettings } from "./settings.ts";

/** A whole answer, or as much of it as was read. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  /** The body as text, decoded by the caller; empty where it is no UTF-8. */
  readonly text: string;
  /** `large`: more follows than is read for sharing; `broken`: the origin broke off. */
  readonly ending: "whole" | "large" | "broken";
}

/** What came of a fill. */
export type FillResult =
  | { readonly kind: "answer"; readonly answer: ReadAnswer }
  | { readonly kind: "failure"; readonly failure: "timeout" | "unreachable" | "broken" | "busy" };

/** How long an answer may be kept by the origin's word; `refused` is 0 or malformed, and `silent` absent. */
export type Hint =
  | { readonly kind: "seconds"; readonly ms: number }
  | { readonly kind: "refused" }
  | { readonly kind: "silent" };

/** An answer classified. */
export type Outcome =
  | {
      readonly kind: "active";
      readonly session: SessionFacts;
      readonly storable: boolean;
      /** Undefined where the origin said nothing; 0 where it refused. */
      readonly hintMs: number | undefined;
      readonly renew: boolean;
    }
  | { readonly kind: "anonymous"; readonly hintMs: number }
  /** A 200 that is nothing to be stored; its hint bounds all the same whom it may be given to. */
  | { readonly kind: "not-active" | "truncated"; readonly hintMs: number | undefined }
  | { readonly kind: "refused"; readonly status: 401 | 403 }
  /** `pauseMs` is undefined where the origin named no pause. */
  | { readonly kind: "limited"; readonly pauseMs: number | undefined }
  /** Not the origin's own words: a challenge, a maintenance page or a log-in of something before it. Says nothing of the session. */
  | { readonly kind: "foreign" }
  | { readonly kind: "unavailable" }
  | { readonly kind: "other" };

/** What the fill asked for, as far as its answer's meaning depends on it. */
export interface Asked {
  /** It presented no credential. */
  readonly anonymous: boolean;
  /** It carried an `Origin`. */
  readonly withOrigin: boolean;
}

/** An anonymous answer is kept per `Origin` only where the origin allows that one: invented ones must not take the places. */
function allowsOrigin(headers: readonly string[]): boolean {
  return headerValues(headers, "access-control-allow-origin").length > 0;
}

/** Classifies what came of a fill. `wallAtBeginMs` as for entries: the instant the session's expiry is compared with. */
export function classifyResult(
  result: FillResult,
  asked: Asked,
  wallAtBeginMs: number,
  settings: ProjectSettings,
  limits: Limits,
): Outcome {
  if (result.kind === "failure") return { kind: "unavailable" };
  const { answer } = result;
  const { status } = answer;
  if (status >= 500) return { kind: "unavailable" };
  if (status === 429) {
    return { kind: "limited", pauseMs: askedPauseMs(answer.headers, wallAtBeginMs, limits) };
  }
  if (status === 401 || status === 403) return refusal(answer, status, asked);
  if (status === 404 && !isOwnError(answer)) return { kind: "foreign" };
  if (status !== 200) return { kind: "other" };
  return success(answer, asked, wallAtBeginMs, settings, limits);
}

/** A 401 or 403; the anonymous answer is one of the origin's refusals. */
function refusal(answer: ReadAnswer, status: 401 | 403, asked: Asked): Outcome {
  if (!isOwnError(answer)) return { kind: "foreign" };
  const hint = readHint(answer.headers);
  const keep =
    asked.anonymous && status === 401 && (!asked.withOrigin || allowsOrigin(answer.headers));
  return keep && hint.kind === "seconds"
    ? { kind: "anonymous", hintMs: hint.ms }
    : { kind: "refused", status };
}

function success(
  answer: ReadAnswer,
  asked: Asked,
  wallAtBeginMs: number,
  settings: ProjectSettings,
  limits: Limits,
): Outcome {
  // Of a body that did not come whole only its type tells whose it is.
  if (answer.ending !== "whole" && !isPlainJson(answer.headers)) return { kind: "foreign" };
  const hint = readHint(answer.headers);
  const hintMs = hintLimitMs(hint);
  if (answer.ending === "broken") return { kind: "truncated", hintMs };
  if (answer.ending === "large") return { kind: "not-active", hintMs };
  const session = isCoded(answer.headers) ? undefined : readStatedSession(answer.text);
  if (session === undefined) return { kind: "foreign" };
  if (asked.anonymous || !session.active || session.expiresAtWallMs <= wallAtBeginMs) {
    return { kind: "not-active", hintMs };
  }
  const stated = headerValues(answer.headers, "x-kratos-authenticated-identity-id");
  if (stated.some((id) => id !== session.identityId)) return { kind: "not-active", hintMs };
  const { sessionId, identityId, expiresAtWallMs } = session;
  return {
    kind: "active",
    session: { sessionId, identityId, expiresAtWallMs },
    storable:
      answer.body.byteLength <= limits.entryBodyBytesMax &&
      (hint.kind === "seconds" || (hint.kind === "silent" && !settings.requireOriginHint)),
    hintMs,
    renew: renewsCookie(answer.headers, settings.cookieName),
  };
}

/** Whether the answer sets the session cookie to a value: a front's own cookie, or a deletion, brings its client no newer one. */
function renewsCookie(headers: readonly string[], cookieName: string): boolean {
  return headerValues(headers, "set-cookie").some((line) => {
    const [pair = "", ...attributes] = line.split(";");
    const equals = pair.indexOf("=");
    if (equals === -1 || pair.slice(0, equals).trim() !== cookieName) return false;
    if (pair.slice(equals + 1).trim() === "") return false;
    return !attributes.some((attribute) => /^max-age=(?:0+|-\d+)$/i.test(attribute.trim()));
  });
}

function hintLimitMs(hint: Hint): number | undefined {
  switch (hint.kind) {
    case "seconds":
      return hint.ms;
    case "refused":
      return 0;
    case "silent":
      return undefined;
    default:
      return hint satisfies never;
  }
}

/** Session and identity that the origin confirms in answer to a question; empty for anything but its 200 with an active session. */
export function confirmedOwners(result: FillResult): readonly Scope[] {
  if (result.kind !== "answer" || result.answer.status !== 200) return [];
  const session = readSession(result.answer.text);
  if (session === undefined) return [];
  return [
    { kind: "session", value: session.sessionId },
    { kind: "identity", value: session.identityId },
  ];
}

/** Whether an answer is young enough for a check by the origin's own word: its hint, and the session's end (L2). */
export function isWithinOwnLimits(
  outcome: Outcome,
  begunAtMs: number,
  wallAtBeginMs: number,
  arrivedAtMs: number,
): boolean {
  if (!("hintMs" in outcome)) return true;
  // A call that began after the check arrived answers it with whatever it found.
  const ageMs = arrivedAtMs - begunAtMs;
  if (ageMs <= 0) return true;
  if (outcome.hintMs !== undefined && ageMs > outcome.hintMs) return false;
  return outcome.kind !== "active" || ageMs < outcome.session.expiresAtWallMs - wallAtBeginMs;
}

/** Reads `Ory-Session-Cache-For` (whole seconds). Two lines of it are malformed. */
export function readHint(headers: readonly string[]): Hint {
  const values = headerValues(headers, "ory-session-cache-for");
  const [value] = values;
  if (value === undefined) return { kind: "silent" };
  if (values.length > 1 || !/^\d{1,10}$/.test(value)) return { kind: "refused" };
  const ms = Number(value) * 1_000;
  return ms === 0 ? { kind: "refused" } : { kind: "seconds", ms };
}

/**
 * How long before its start a call already began, by the `Age` that its answer carries.
 * `Age` is rounded down by whoever sent it, so a second is added: rather too old than too young. Malformed counts as very old.
 * Where nothing stored was allowed (`max-age=0`), `Age: 0` is what some caches say of an answer fetched just now.
 */
export function ageMs(
  headers: readonly string[],
  allowedSeconds: number,
): {
  readonly ms: number;
  readonly seconds: number;
  /** What the rounding of `Age` may hide where `ms` does not count it. */
  readonly uncertainMs: number;
} {
  const values = headerValues(headers, "age");
  if (values.length === 0) return { ms: 0, seconds: 0, uncertainMs: 0 };
  let seconds = 0;
  for (const value of values) {
    seconds = Math.max(seconds, /^\d{1,9}$/.test(value) ? Number(value) : 1e9);
  }
  if (seconds === 0 && allowedSeconds === 0) return { ms: 0, seconds, uncertainMs: 1_000 };
  return { ms: seconds * 1_000 + 1_000, seconds, uncertainMs: 0 };
}

/** The wall-clock instant that an expiry counts from: the answer's `Date` (whole seconds, so a second more), else the own clock's. */
export function wallAtBeginMs(headers: readonly string[], ownWallMs: number): number {
  const dates = headerValues(headers, "date");
  const dated = dates.length === 1 ? parseHttpDateMs(dates[0] ?? "") : undefined;
  return dated === undefined ? ownWallMs : dated + 1_000;
}

/** When a call was made, and what it allowed a cache on the way. */
export interface CallStart {
  readonly startedAtMs: number;
  readonly startedWallMs: number;
  /** The age that it allowed an answering cache, in seconds. */
  readonly maxAgeSeconds: number;
}

/** From when an answer is. */
export interface AnswerBegin {
  /** When the call began, its answer's age taken off. */
  readonly begunAtMs: number;
  /** The wall-clock instant that the session's expiry counts from. */
  readonly wallAtBeginMs: number;
  /** The answer came from a store that the call had not allowed. */
  readonly disobeyed: boolean;
}

/** From when the answer to a call is, by its `Age` and `Date`. */
export function beginOf(result: FillResult, call: CallStart): AnswerBegin {
  const headers = result.kind === "answer" ? result.answer.headers : [];
  const age = ageMs(headers, call.maxAgeSeconds);
  return {
    begunAtMs: call.startedAtMs - age.ms,
    wallAtBeginMs: wallAtBeginMs(headers, call.startedWallMs) + age.uncertainMs,
    disobeyed: age.seconds > call.maxAgeSeconds,
  };
}

/** Whether an answer confirms the session cookie's name: it accepts what was presented, and that was this cookie alone. */
export function confirmsCookieName(
  outcome: Outcome,
  presented: readonly Pick<RawCredential, "header">[],
): boolean {
  return outcome.kind === "active" && presented.every(({ header }) => header === "cookie");
}

/** What an entry has from its answer's meaning. */
export type EntryFacts = Pick<EntrySource, "status" | "session" | "hintMs" | "renew">;

/** What an entry of an answer has from its meaning; undefined for one that is never stored. */
export function entryFacts(outcome: Outcome): EntryFacts | undefined {
  if (outcome.kind === "active") {
    const { session, hintMs, renew } = outcome;
    return { status: 200, session, hintMs, renew };
  }
  if (outcome.kind !== "anonymous") return undefined;
  return { status: 401, session: undefined, hintMs: outcome.hintMs, renew: false };
}
