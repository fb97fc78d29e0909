// What a project's checks came to, in steps of time.

/** One step, or a span of them. Milliseconds; null where nothing was measured. */
export interface TrafficCounts {
  readonly checks: number;
  readonly hits: number;
  readonly misses: number;
  /** Checks that asked for a fresh answer. */
  readonly forced: number;
  /** Checks that were passed on and not stored. */
  readonly bypass: number;
  readonly errors: number;
  readonly origin_calls: number;
  readonly hit_p50_ms: number | null;
  readonly hit_p95_ms: number | null;
  readonly hit_p99_ms: number | null;
  readonly origin_p50_ms: number | null;
  readonly origin_p95_ms: number | null;
  readonly origin_p99_ms: number | null;
}

/** The whole span. */
export interface TrafficTotal extends TrafficCounts {
  readonly calls_saved: number;
  readonly invalidations: number;
  /** From a change to its being in force at the edge. */
  readonly news_p50_ms: number | null;
  readonly news_p99_ms: number | null;
}

/** Steps, oldest first, without gaps. */
export interface Traffic {
  readonly now: string;
  readonly step_seconds: number;
  /** Start of the first step. */
  readonly from: string;
  readonly buckets: readonly TrafficCounts[];
  readonly total: TrafficTotal;
}
