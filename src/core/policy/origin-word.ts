// What the identity server's answer to a check means for a decision. What is neither a session nor a refusal decides nothing.
import type { Entry } from "../entry.ts";
import { headerValues } from "../header-lines.ts";
import { ageMs, wallAtBeginMs } from "../outcome.ts";
import { isOwnError, isPlainJson, type Spoken } from "../own-words.ts";
import { isRecord, parseObject, readStatedSession } from "../session.ts";

/** What an answer says about the session. */
export type OriginWord =
  | { readonly kind: "session" }
  /** There is no session, or not any more. */
  | { readonly kind: "none" }
  /** There is a session, and the identity server itself asks for a second factor. */
  | { readonly kind: "step-up" }
  /** It failed, or limits the rate. */
  | { readonly kind: "failed" }
  /** Something else, perhaps from something in front of the identity server. */
  | { readonly kind: "unexpected" };

/**
 * The present by the clock of the identity server, in milliseconds since 1970, as its answer states it: the one by which
 * sessions end, whatever the clock of the edge says. `ownWallMs` is taken if the answer states none.
 */
export function statedWallMs(lines: readonly string[], ownWallMs: number): number {
  // Without a date, the own clock says what time it is. With one, the answer has aged since.
  if (headerValues(lines, "date").length !== 1) return ownWallMs;
  const [age = "0"] = headerValues(lines, "age");
  const ageMs = /^\d{1,9}$/.test(age) ? Number(age) * 1_000 : 0;
  return wallAtBeginMs(lines, ownWallMs - ageMs) + ageMs;
}

/** The same at an instant of the edge's clock, by an entry that names a session. */
export function entryWallMs(
  { expiresAtWallMs, endsAtMs }: Pick<Entry, "expiresAtWallMs" | "endsAtMs">,
  nowMs: number,
): number {
  return expiresAtWallMs - (endsAtMs - nowMs);
}

/** Reads an answer. `wallMs` is the present, which a session must not have ended before. */
export function readOriginWord(answer: Spoken, wallMs: number): OriginWord {
  const { status, headers, text } = answer;
  if (status === 429 || status >= 500) return { kind: "failed" };
  if (status === 200) {
    const session = isPlainJson(headers) ? readStatedSession(text) : undefined;
    if (session === undefined) return { kind: "unexpected" };
    return { kind: session.active && wallMs < session.expiresAtWallMs ? "session" : "none" };
  }
  if (!isOwnError(answer)) return { kind: "unexpected" };
  if (status === 401) return { kind: "none" };
  const error = parseObject(text)?.["error"];
  const asksForMore = isRecord(error) && error["id"] === "session_aal2_required";
  return { kind: status === 403 && asksForMore ? "step-up" : "unexpected" };
}

/**
 * The status of a decision after such a failure. Some gateways have a list of the statuses at which a request may not go on,
 * so a decision has only those that every list has: 521 of a front would let everybody through.
 */
export function failureStatus(status: number): number {
  return failureStatuses.has(status) ? status : 502;
}

const failureStatuses: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/** Whether an answer is older than a policy allows, because a cache on the way did not obey the check's `max-age`. */
export function isOlderThan(lines: readonly string[], maxAgeMs: number): boolean {
  const allowedSeconds = Math.floor(maxAgeMs / 1_000);
  return ageMs(lines, allowedSeconds).seconds > allowedSeconds;
}
