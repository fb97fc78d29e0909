// What an origin's answer to a fill means. The status matters before the hint, because the origin sends hints on some
// 500s.
// It is over 300 lines, because every kind of answer is read here.
import type { RawCredential } from "./credential.ts";
import type { EntrySource } from "./entry.ts";
import { headerValues } from "./header-lines.ts";
import { parseHttpDateMs } from "./instants.ts";
import type { Scope } from "./invalidation.ts";
import type { Limits } from "./limits.ts";
import { isCoded, isOwnError, isPlainJson } from "./own-words.ts";
import { readPauseMs } from "./pause.ts";
import { readSession, readStatedSession, type SessionFacts } from "./session.ts";
import type { ProjectSettings } from "./settings.ts";
import { tokenLimitMs } from "./tokenized.ts";

/** An answer, or the part of it that was read. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  /** The body as text. Empty if it is not whole, or not UTF-8. The caller may decode it when it is first read. */
  readonly text: string;
  /** `large`: the body is longer than is read for sharing. `broken`: the origin broke off. */
  readonly ending: "whole" | "large" | "broken";
}

/** The result of a fill. */
export type FillResult =
  | { readonly kind: "answer"; readonly answer: ReadAnswer }
  | { readonly kind: "failure"; readonly failure: "timeout" | "unreachable" | "broken" | "busy" };

/** How long the origin lets an answer be stored. `refused` means 0 or malformed, and `silent` means absent. */
export type Hint =
  | { readonly kind: "seconds"; readonly ms: number }
  | { readonly kind: "refused" }
  | { readonly kind: "silent" };

/** The meaning of an answer. */
export type Outcome =
  | {
      readonly kind: "active";
      readonly session: SessionFacts;
      readonly storable: boolean;
      /**
       * Undefined if the origin gave no hint. 0 if its hint was 0 or malformed. If the answer has a token, at most what is
       * left of the token.
       */
      readonly hintMs: number | undefined;
      readonly renew: boolean;
    }
  | { readonly kind: "anonymous"; readonly hintMs: number }
  /** A 200 that is not stored. Its hint still bounds which checks it may answer. */
  | { readonly kind: "not-active" | "truncated"; readonly hintMs: number | undefined }
  | { readonly kind: "refused"; readonly status: 401 | 403 }
  /** `pauseMs` is undefined if the origin named no pause. */
  | { readonly kind: "limited"; readonly pauseMs: number | undefined }
  /**
   * Not the origin's own answer, but a challenge, a maintenance page or a login page from something in front of it. It
   * says nothing about the session.
   */
  | { readonly kind: "foreign" }
  | { readonly kind: "unavailable" }
  | { readonly kind: "other" };

/** The parts of a fill's request that the meaning of its answer depends on. */
export interface Asked {
  /** Whether it presented no credential. */
  readonly anonymous: boolean;
  /** Whether it carried an `Origin`. */
  readonly withOrigin: boolean;
  /** Whether it asked for a token. */
  readonly tokenized?: boolean;
}

/**
 * Whether an anonymous answer may be stored for its `Origin`. The origin must allow that one, so that invented ones do
 * not take the places.
 */
function allowsOrigin(headers: readonly string[]): boolean {
  return headerValues(headers, "access-control-allow-origin").length > 0;
}

/**
 * Classifies the result of a fill. `wallAtBeginMs` is the instant that the session's expiry is compared with, as for
 * entries. Pass `known` if a stored answer has the same body: its session is then not read from the JSON again.
 */
export function classifyResult(
  result: FillResult,
  asked: Asked,
  wallAtBeginMs: number,
  settings: ProjectSettings,
  limits: Limits,
  known?: SessionFacts,
): Outcome {
  if (result.kind === "failure") return { kind: "unavailable" };
  const { answer } = result;
  const { status } = answer;
  if (status >= 500) return { kind: "unavailable" };
  if (status === 429) {
    return { kind: "limited", pauseMs: readPauseMs(answer.headers, wallAtBeginMs, limits) };
  }
  if (status === 401 || status === 403) return refusal(answer, status, asked);
  if (status === 404 && !isOwnError(answer)) return { kind: "foreign" };
  if (status !== 200) return { kind: "other" };
  return success(answer, asked, wallAtBeginMs, settings, limits, known);
}

/** The meaning of a 401 or 403. The anonymous answer is one of the origin's refusals. */
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
  known: SessionFacts | undefined,
): Outcome {
  // If a body is not whole, only its type shows whether it is the origin's.
  if (answer.ending !== "whole" && !isPlainJson(answer.headers)) return { kind: "foreign" };
  const hint = readHint(answer.headers);
  const tokenMs = asked.tokenized === true ? tokenLimitMs(answer.text, wallAtBeginMs) : undefined;
  const hintMs = leastOf(hintLimitMs(hint), tokenMs);
  if (answer.ending === "broken") return { kind: "truncated", hintMs };
  if (answer.ending === "large") return { kind: "not-active", hintMs };
  if (isCoded(answer.headers)) return { kind: "foreign" };
  const stated = known === undefined ? readStatedSession(answer.text) : undefined;
  const session = known ?? stated;
  if (session === undefined) return { kind: "foreign" };
  const { sessionId, identityId, expiresAtWallMs } = session;
  if (asked.anonymous || stated?.active === false || expiresAtWallMs <= wallAtBeginMs) {
    return { kind: "not-active", hintMs };
  }
  const identities = headerValues(answer.headers, "x-kratos-authenticated-identity-id");
  if (identities.some((id) => id !== identityId)) return { kind: "not-active", hintMs };
  return {
    kind: "active",
    session: known ?? { sessionId, identityId, expiresAtWallMs },
    storable:
      answer.body.byteLength <= limits.entryBodyBytesMax &&
      tokenMs !== 0 &&
      (hint.kind === "seconds" || (hint.kind === "silent" && !settings.requireOriginHint)),
    hintMs,
    renew: renewsCookie(answer.headers, settings.cookieName),
  };
}

/**
 * Whether the answer sets the session cookie to a value. A front's own cookie, or a deletion, does not renew the
 * client's cookie.
 */
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

function leastOf(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

/**
 * The session and identity that the origin confirms when it is asked about a credential. Empty unless it answers 200
 * with an active session.
 */
export function readConfirmedOwners(result: FillResult): readonly Scope[] {
  if (result.kind !== "answer" || result.answer.status !== 200) return [];
  const session = readSession(result.answer.text);
  if (session === undefined) return [];
  return [
    { kind: "session", value: session.sessionId },
    { kind: "identity", value: session.identityId },
  ];
}

/** Whether an answer is young enough for a check by its hint and by the session's end (L2). */
export function isWithinOwnLimits(
  outcome: Outcome,
  begunAtMs: number,
  wallAtBeginMs: number,
  arrivedAtMs: number,
): boolean {
  if (!("hintMs" in outcome)) return true;
  // A call that began after the check arrived answers it with any result.
  const ageMs = arrivedAtMs - begunAtMs;
  if (ageMs <= 0) return true;
  if (outcome.hintMs !== undefined && ageMs > outcome.hintMs) return false;
  return outcome.kind !== "active" || ageMs < outcome.session.expiresAtWallMs - wallAtBeginMs;
}

/** Reads `Ory-Session-Cache-For` (whole seconds). Two such lines are malformed. */
export function readHint(headers: readonly string[]): Hint {
  const values = headerValues(headers, "ory-session-cache-for");
  const [value] = values;
  if (value === undefined) return { kind: "silent" };
  if (values.length > 1 || !/^\d{1,10}$/.test(value)) return { kind: "refused" };
  const ms = Number(value) * 1_000;
  return ms === 0 ? { kind: "refused" } : { kind: "seconds", ms };
}

/**
 * How long before its start a call already began, by the `Age` of its answer. Senders round `Age` down, so a second is
 * added: an answer may count as too old, but never as too young. A malformed `Age` counts as very old. If the call
 * allowed no stored answer (`max-age=0`), `Age: 0` adds nothing, because some caches send it with an answer that they
 * have just fetched.
 */
export function ageMs(
  headers: readonly string[],
  allowedSeconds: number,
): {
  readonly ms: number;
  readonly seconds: number;
  /** The time that the rounding of `Age` may hide where `ms` does not include it. */
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

/**
 * The wall-clock instant that an expiry is compared with: the answer's `Date` (whole seconds, so one second more), or
 * else the edge's own clock.
 */
export function wallAtBeginMs(headers: readonly string[], ownWallMs: number): number {
  const dates = headerValues(headers, "date");
  const dated = dates.length === 1 ? parseHttpDateMs(dates[0] ?? "") : undefined;
  return dated === undefined ? ownWallMs : dated + 1_000;
}

/** When a call was made, and the age that it allowed a cache on the way. */
export interface CallStart {
  readonly startedAtMs: number;
  readonly startedWallMs: number;
  /** The age in seconds that it allowed a cache to answer with. */
  readonly maxAgeSeconds: number;
}

/** When the call behind an answer began. */
export interface AnswerBegin {
  /** When the call began, with its answer's age subtracted. */
  readonly begunAtMs: number;
  /** The wall-clock instant that the session's expiry is compared with. */
  readonly wallAtBeginMs: number;
  /** Whether the answer came from a store although the call did not allow that. */
  readonly disobeyed: boolean;
}

/** When the call behind an answer began, by the answer's `Age` and `Date`. */
export function beginOf(result: FillResult, call: CallStart): AnswerBegin {
  const headers = result.kind === "answer" ? result.answer.headers : [];
  const age = ageMs(headers, call.maxAgeSeconds);
  return {
    begunAtMs: call.startedAtMs - age.ms,
    wallAtBeginMs: wallAtBeginMs(headers, call.startedWallMs) + age.uncertainMs,
    disobeyed: age.seconds > call.maxAgeSeconds,
  };
}

/** Whether an answer confirms the session cookie's name: it accepts the check, which presented this cookie alone. */
export function confirmsCookieName(
  outcome: Outcome,
  presented: readonly Pick<RawCredential, "header">[],
): boolean {
  return outcome.kind === "active" && presented.every(({ header }) => header === "cookie");
}

/** The fields of an entry that come from its answer's meaning. */
export type EntryFacts = Pick<EntrySource, "status" | "session" | "hintMs" | "renew">;

/** The fields of an entry that come from the meaning of an answer. Undefined for an answer that is never stored. */
export function entryFacts(outcome: Outcome): EntryFacts | undefined {
  if (outcome.kind === "active") {
    const { session, hintMs, renew } = outcome;
    return { status: 200, session, hintMs, renew };
  }
  if (outcome.kind !== "anonymous") return undefined;
  return { status: 401, session: undefined, hintMs: outcome.hintMs, renew: false };
}
