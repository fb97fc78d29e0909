// What a project's edges have counted and timed, as the observer measures it and the control plane reads it.

/**
 * Counts and times of some span. Every check is in exactly one of `hits`, `misses`, `forced`, `bypass` and `errors`;
 * together they are `checks`. Times are null where nothing was timed.
 */
export interface TrafficCounts {
  readonly checks: number;
  /** Answered from the store, also in place of a failed call: results `hit` and `stale-if-error`. */
  readonly hits: number;
  /**
   * Waited for a call: results `miss`, `stale`, `renew` and `collapsed`. The last waited for another check's call,
   * and is a miss to its client as `Cache-Status` says (RFC 9211, section 2.6); as it made no call itself, it
   * shows in `callsSaved`.
   */
  readonly misses: number;
  /** Result `forced`: only a fresh answer would do. */
  readonly forced: number;
  /** Result `bypass`: passed on, so that neither its call nor its time is counted here. */
  readonly bypass: number;
  /** An error of the edge's own instead of an answer: results `error` and `unsatisfied`. */
  readonly errors: number;
  /** Calls for checks: purposes `fill`, `forced`, `refresh`, `ask` and `warm`, whatever came of them. */
  readonly originCalls: number;
  /** Times of result `hit`, in milliseconds. A `stale-if-error` took as long as the call that failed it. */
  readonly hitP50Ms: number | null;
  readonly hitP95Ms: number | null;
  readonly hitP99Ms: number | null;
  /** Times of `originCalls`, in milliseconds. */
  readonly originP50Ms: number | null;
  readonly originP95Ms: number | null;
  readonly originP99Ms: number | null;
}

/** Counts and times of the whole span. */
export interface TrafficTotal extends TrafficCounts {
  /**
   * Checks that the edge answered, less `originCalls`; 0 if that is negative. Neither `bypass` nor `errors` are
   * among these checks: the one is a call that `originCalls` leaves out, the other saved nothing.
   */
  readonly callsSaved: number;
  /**
   * Scopes (a session, an identity, a credential, the project) whose answers were invalidated: by other
   * edges, from outside (a hook's second time does not count again), or by this edge itself, after a mutation
   * or a change that it noticed.
   */
  readonly invalidations: number;
  /** From a change to its being in force here, in milliseconds, by whole minutes that the span touches. */
  readonly invalidationP50Ms: number | null;
  readonly invalidationP99Ms: number | null;
}

/** Traffic of one project over the last minutes. */
export interface Traffic {
  /** Wall clock at reading, in milliseconds. */
  readonly nowMs: number;
  /** Length of a bucket. */
  readonly stepSeconds: number;
  /**
   * Start of the first bucket as the wall clock reads now, in milliseconds. After the clock has stepped back, buckets keep
   * their distance from now.
   */
  readonly fromMs: number;
  /** One per step, oldest first, without gaps. The last one is not over yet. */
  readonly buckets: readonly TrafficCounts[];
  readonly total: TrafficTotal;
}
