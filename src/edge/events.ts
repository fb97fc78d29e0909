// Everything an edge tells about itself. Metrics, logs, the Console and tests' traces subscribe to this and to nothing else.
// No event carries a credential, a key, a header value or a body.
import type { InvalidationSource, Scope } from "../core/invalidation.ts";
import type { Limits } from "../core/limits.ts";

/** How a check was answered, as `Cache-Status` says it. */
export type CheckResult =
  | "hit"
  | "stale-if-error"
  | "miss"
  | "stale"
  | "forced"
  | "renew"
  | "collapsed"
  | "bypass"
  | "unsatisfied"
  | "error";

/** Which queue of origin calls a call belongs to. */
export type LaneName = "known" | "unknown" | "forward";

/** Why the edge called the origin. */
export type CallPurpose = "fill" | "forced" | "refresh" | "ask" | "warm" | "forward" | "mutation";

/** How an origin call ended: an answer's status class, or the failure's kind. */
export type CallOutcome =
  | "2xx"
  | "3xx"
  | "4xx"
  | "429"
  | "5xx"
  | "timeout"
  | "unreachable"
  | "broken"
  | "aborted";

/** One thing that happened in an edge. Durations are milliseconds. */
export type EdgeEvent =
  | {
      readonly kind: "check";
      readonly project: string;
      readonly result: CheckResult;
      readonly status: number;
      readonly durationMs: number;
      readonly refreshing: boolean;
    }
  | {
      readonly kind: "forwarded";
      readonly project: string;
      readonly method: string;
      readonly status: number;
      readonly durationMs: number;
      readonly why: string;
    }
  | {
      readonly kind: "call";
      readonly project: string;
      readonly lane: LaneName;
      readonly purpose: CallPurpose;
      readonly outcome: CallOutcome;
      readonly status: number | undefined;
      readonly durationMs: number;
      readonly cause?: unknown;
    }
  | {
      readonly kind: "settled";
      readonly project: string;
      readonly row: string;
      readonly store: "put" | "remove" | "keep";
      readonly begunAtMs: number;
    }
  | { readonly kind: "decided"; readonly project: string; readonly row: string }
  | {
      readonly kind: "fence";
      readonly project: string;
      readonly scope: Scope;
      readonly atMs: number;
      readonly removed: number;
    }
  | {
      readonly kind: "doubt";
      readonly project: string;
      readonly scope: Scope;
      readonly ended: boolean;
    }
  | {
      readonly kind: "mutation";
      readonly project: string;
      readonly row: string;
      readonly status: number | undefined;
      readonly scopes: readonly Scope[];
      readonly published: boolean;
      readonly durationMs: number;
    }
  | {
      readonly kind: "published";
      readonly project: string;
      readonly scope: Scope;
      readonly source: InvalidationSource;
      readonly ok: boolean;
      readonly durationMs: number;
    }
  | {
      readonly kind: "applied";
      readonly project: string;
      readonly scope: Scope;
      readonly source: InvalidationSource;
      readonly removed: number;
      readonly lagMs: number;
    }
  | {
      readonly kind: "change-unseen";
      readonly project: string;
      readonly identityId: string;
      readonly published: boolean;
    }
  | { readonly kind: "session-mismatch"; readonly project: string }
  | { readonly kind: "origin-too-old"; readonly project: string }
  | { readonly kind: "refresh-paused"; readonly project: string; readonly untilMs: number }
  | { readonly kind: "evicted"; readonly project: string; readonly entries: number }
  | { readonly kind: "limit-reached"; readonly project: string; readonly limit: keyof Limits }
  | { readonly kind: "settings"; readonly project: string; readonly cacheableSessions: boolean }
  | {
      readonly kind: "error-answered";
      readonly project: string;
      readonly id: string;
      readonly status: number;
      readonly cause?: unknown;
    };

/** Receives every event, synchronously, in the order they happen. Must not throw. */
export type EventSink = (event: EdgeEvent) => void;
