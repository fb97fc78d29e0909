// The traffic of a project as the control plane's API answers it.
import type { stepSeconds } from "./history.ts";

/**
 * Counts and times of some span. Field names are those of the control plane's JSON. Every check is in exactly one of
 * `hits`, `misses`, `forced`, `bypass` and `errors`; together they are `checks`.
 * Times are null where nothing was timed, and otherwise within `quantileErrorFactor`.
 */
export interface TrafficCounts {
  readonly checks: number;
  /** Answered from the store, also in place of a failed call: results `hit` and `stale-if-error`. */
  readonly hits: number;
  /**
   * Waited for a call: results `miss`, `stale`, `renew` and `collapsed`. The last waited for another check's call,
   * and is a miss to its client as `Cache-Status` says (RFC 9211, section 2.6); as it made no call itself, it
   * shows in `calls_saved`.
   */
  readonly misses: number;
  /** Result `forced`: only a fresh answer would do. */
  readonly forced: number;
  /** Result `bypass`: passed on, so that neither its call nor its time is counted here. */
  readonly bypass: number;
  /** An error of the edge's own instead of an answer: results `error` and `unsatisfied`. */
  readonly errors: number;
  /** Calls for checks: purposes `fill`, `forced`, `refresh`, `ask` and `warm`, whatever came of them. */
  readonly origin_calls: number;
  /** Times of result `hit`, in milliseconds. A `stale-if-error` took as long as the call that failed it. */
  readonly hit_p50_ms: number | null;
  readonly hit_p95_ms: number | null;
  readonly hit_p99_ms: number | null;
  /** Times of `origin_calls`, in milliseconds. */
  readonly origin_p50_ms: number | null;
  readonly origin_p95_ms: number | null;
  readonly origin_p99_ms: number | null;
}

/** Counts and times of the whole span. */
export interface TrafficTotal extends TrafficCounts {
  /**
   * Checks that the edge answered, less `origin_calls`; 0 if that is negative. Neither `bypass` nor `errors` are
   * among these checks: the one is a call that `origin_calls` leaves out, the other saved nothing.
   */
  readonly calls_saved: number;
  /**
   * Scopes (a session, an identity, a credential, the project) whose answers were invalidated: by other
   * edges, from outside (a hook's second time does not count again), or by this edge itself, after a mutation
   * or a change that it noticed.
   */
  readonly invalidations: number;
  /** From a change to its being in force here, in milliseconds, by whole minutes that the span touches. */
  readonly news_p50_ms: number | null;
  readonly news_p99_ms: number | null;
}

/** Traffic of one project over the last minutes. */
export interface Traffic {
  /** Wall clock at reading, ISO 8601. */
  readonly now: string;
  readonly step_seconds: typeof stepSeconds;
  /**
   * Start of the first bucket, ISO 8601, as the clock reads now: where it has stepped back meanwhile, buckets keep
   * their distance from now.
   */
  readonly from: string;
  /** One per step, oldest first, with nothing left out; the last one is under way. */
  readonly buckets: readonly TrafficCounts[];
  readonly total: TrafficTotal;
}
