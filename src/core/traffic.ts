// The counts and times of a project's edges, as the observer measures them and the control plane reads them.

/**
 * Counts and times of a period. Every check is counted in exactly one of `hits`, `misses`, `forced`, `bypass` and
 * `errors`. Their sum is `checks`. Times are null if nothing was timed.
 */
export interface TrafficCounts {
  readonly checks: number;
  /** Answered from the store, or by a stand-in for a failed call: results `hit` and `stale-if-error`. */
  readonly hits: number;
  /**
   * Waited for a call: results `miss`, `stale`, `renew` and `collapsed`. A `collapsed` check waited for another check's
   * call. `Cache-Status` calls it a miss (RFC 9211, section 2.6), but it made no call, so it counts in `callsSaved`.
   */
  readonly misses: number;
  /** Result `forced`: only a fresh answer was accepted. */
  readonly forced: number;
  /** Result `bypass`: passed on. Neither its call nor its time is counted here. */
  readonly bypass: number;
  /** Answered with an error by the edge itself: results `error` and `unsatisfied`. */
  readonly errors: number;
  /** Calls for checks, with any outcome: purposes `fill`, `forced`, `refresh`, `ask` and `warm`. */
  readonly originCalls: number;
  /** Times of result `hit`, in milliseconds. They exclude `stale-if-error`, which takes as long as the failed call. */
  readonly hitP50Ms: number | null;
  readonly hitP95Ms: number | null;
  readonly hitP99Ms: number | null;
  /** Times of `originCalls`, in milliseconds. */
  readonly originP50Ms: number | null;
  readonly originP95Ms: number | null;
  readonly originP99Ms: number | null;
}

/** Counts and times of the whole period. */
export interface TrafficTotal extends TrafficCounts {
  /**
   * Checks that the edge answered, minus `originCalls`, but at least 0. `bypass` is not among these checks, because its
   * calls are not in `originCalls`. `errors` is not, because an error saved nothing.
   */
  readonly callsSaved: number;
  /**
   * Scopes (a session, an identity, a credential, the project) whose answers were invalidated: from outside (the second
   * time of a web hook does not count), or by an edge after a mutation or a change that it noticed. Each counts once,
   * where it came in.
   */
  readonly invalidations: number;
  /** Time from a change until it is in force at an edge, in milliseconds, over all whole minutes that the period touches. */
  readonly invalidationP50Ms: number | null;
  readonly invalidationP99Ms: number | null;
}

/** Traffic of one project. */
export interface Traffic {
  /** The wall clock at the time of reading, in milliseconds. */
  readonly nowMs: number;
  /** The length of a bucket. */
  readonly stepSeconds: number;
  /**
   * The start of the first bucket by the present wall clock, in milliseconds. After the clock has been set back,
   * buckets keep their distance from now.
   */
  readonly fromMs: number;
  /**
   * From when on traffic of the project is known, by the present wall clock and not before `fromMs`. Null if none is. Buckets
   * before it are 0.
   */
  readonly knownFromMs: number | null;
  /** How many edges had checks of the project in this time. */
  readonly edges: number;
  /** The refresh interval in force: at the edge of this process, or else at the edge that said so last. Null if none did. */
  readonly refreshIntervalMs: number | null;
  /** One bucket per step, oldest first, without gaps. The last one is still open. */
  readonly buckets: readonly TrafficCounts[];
  readonly total: TrafficTotal;
}

/** How a project's checks were answered in the last minute. */
export interface RecentTraffic {
  readonly checksPerSecond: number;
  /** From 0 to 1. Undefined without checks. */
  readonly hitRatio: number | undefined;
  /** Checks that were passed on are left out. Undefined without others. */
  readonly originCallsPerCheck: number | undefined;
}
