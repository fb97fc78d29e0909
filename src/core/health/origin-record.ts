// Whether an identity server is failing, from how the calls to it end. One failure among many is not "failing".
import type { OriginFailure } from "./signs.ts";

/** How one call ended, as far as it says how the identity server is. */
export type OriginObservation =
  /**
   * It answered. `sure` if that shows that it can read sessions, and not only that something answers. `ofCheck` if the call was
   * for a check.
   */
  | { readonly kind: "answered"; readonly sure: boolean; readonly ofCheck: boolean }
  /** It answered 429. */
  | { readonly kind: "limited" }
  /** It failed. `ofSession` if the call was for a session that the identity server has accepted before. */
  | { readonly kind: "failed"; readonly how: OriginFailure; readonly ofSession: boolean };

/** Failures, or refusals by a rate limit, without an answer between them. Instants are milliseconds of the edge's clock. */
interface Streak {
  /** When the first of the calls began. */
  readonly beganAtMs: number;
  /** When the latest of them ended. */
  readonly latestAtMs: number;
}

/** What is known about one identity server. */
export interface OriginRecord {
  readonly failures: (Streak & { readonly count: number; readonly how: OriginFailure }) | undefined;
  /** When the latest call for a known session failed. Minus infinity if none of this streak has. */
  readonly sessionFailedAtMs: number;
  readonly limited: Streak | undefined;
  /** When it last answered. Minus infinity if it has not. */
  readonly answeredAtMs: number;
}

/** Two failures or more are "failing" if they span this long, without an answer since the first one began. */
export const failingSpanMs = 500;
/** A single failure is "failing" if it took this long. */
export const singleFailureSpanMs = 1_000;
/** Refusals by a rate limit must last this long to be worth saying. */
export const limitedSpanMs = 10_000;
/** A rate limit is over if no call has met it for this long. An edge pauses refreshes for a minute at most. */
export const limitedForgottenMs = 90_000;
/**
 * An answer that is not sure outweighs a failed call for a known session only after this long. A server without its database
 * still answers clients without a session.
 */
export const unsureAfterMs = 3_000;

/** The record of an identity server that has not been called. */
export const noRecord: OriginRecord = {
  failures: undefined,
  sessionFailedAtMs: Number.NEGATIVE_INFINITY,
  limited: undefined,
  answeredAtMs: Number.NEGATIVE_INFINITY,
};

/** The record after a call that began and ended at these instants. */
export function noteCall(
  record: OriginRecord,
  seen: OriginObservation,
  beganAtMs: number,
  endedAtMs: number,
): OriginRecord {
  switch (seen.kind) {
    case "failed": {
      // A call may have begun before another one was answered.
      const first = record.failures?.beganAtMs ?? Math.max(beganAtMs, record.answeredAtMs);
      const count = (record.failures?.count ?? 0) + 1;
      return {
        ...record,
        failures: { beganAtMs: first, latestAtMs: endedAtMs, count, how: seen.how },
        sessionFailedAtMs: seen.ofSession ? endedAtMs : record.sessionFailedAtMs,
      };
    }
    case "limited":
      return {
        ...noted(record, false, endedAtMs),
        limited: { beganAtMs: record.limited?.beganAtMs ?? endedAtMs, latestAtMs: endedAtMs },
      };
    case "answered": {
      const next = noted(record, seen.sure, endedAtMs);
      return seen.ofCheck ? { ...next, limited: undefined } : next;
    }
    default:
      return seen satisfies never;
  }
}

/** The record after an answer: it ends the streak of failures, unless it is not sure and sessions failed just now. */
function noted(record: OriginRecord, sure: boolean, endedAtMs: number): OriginRecord {
  const ends = sure || endedAtMs - record.sessionFailedAtMs >= unsureAfterMs;
  if (!ends) return record;
  return {
    ...record,
    failures: undefined,
    sessionFailedAtMs: Number.NEGATIVE_INFINITY,
    answeredAtMs: endedAtMs,
  };
}

/** Since when it fails, and how. Undefined if it does not. */
export function failingOf({
  failures,
}: OriginRecord): { readonly sinceMs: number; readonly how: OriginFailure } | undefined {
  if (failures === undefined) return undefined;
  const { beganAtMs, latestAtMs, count, how } = failures;
  const neededMs = count === 1 ? singleFailureSpanMs : failingSpanMs;
  return latestAtMs - beganAtMs < neededMs ? undefined : { sinceMs: beganAtMs, how };
}

/** Since when it refuses calls by its rate limit. Undefined if it does not, or not for long. */
export function limitedOf({ limited }: OriginRecord, nowMs: number): number | undefined {
  if (limited === undefined || nowMs - limited.latestAtMs > limitedForgottenMs) return undefined;
  return limited.latestAtMs - limited.beganAtMs < limitedSpanMs ? undefined : limited.beganAtMs;
}
