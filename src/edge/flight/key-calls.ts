// What is in flight for one key: at most one unforced and one forced call, and those whom only the next can answer (L7).
import type { CacheableCheck } from "../../core/check.ts";
import { opensRenewal } from "../../core/decide.ts";
import { scopesOfEntries } from "../../core/entry.ts";
import type { Scope } from "../../core/invalidation.ts";
import { laneOfFill } from "../../core/lane.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import type { Fetched, FetchRequest } from "./delivery.ts";
import type { CallPurpose, LaneName } from "../events.ts";

/** A check that waits for a call. */
export interface Waiter {
  readonly request: FetchRequest;
  readonly resolve: (fetched: Fetched) => void;
}

/** One call in flight. Instants are milliseconds of the edge's clock. */
export interface Call {
  readonly check: CacheableCheck;
  readonly purpose: CallPurpose;
  readonly slot: "unforced" | "forced";
  /** When it was entered here. It leaves for the origin then, or later where it waits for a place or a connection. */
  readonly startedAtMs: number;
  readonly maxAgeSeconds: number;
  /** The client whose request started it; nobody for a background refresh. */
  readonly starter: Waiter | undefined;
  readonly waiters: Waiter[];
  readonly alone: boolean;
  /** The first in a while that waits for a new cookie. */
  readonly opensRenewal: boolean;
  /** Session and identity of the entry that it refreshes: fences of theirs concern it before its answer is known. */
  readonly scopes: readonly Scope[];
  /** When its credentials last changed, where only this call was fenced and not the table; minus infinity without a change. */
  fencedAtMs: number;
}

/** The calls of one key, and those who wait. */
export interface KeyCalls {
  unforced: Call | undefined;
  forced: Call | undefined;
  /** Those whom only the next forced call can answer. */
  next: Waiter[];
  /** The next forced call is to check a mismatch: nobody joins it, and nothing of it is stored. */
  nextAlone: boolean;
  /** A second look is due, as soon as the forced call in flight has ended. */
  lookDue: CacheableCheck | undefined;
  /** Begin of the latest call that has settled while others were in flight (L9). */
  settledBegunAtMs: number;
  /** Calls made outside of flights that will settle under this key, and a second look that is still to come. */
  held: number;
}

/** A key of which nothing is in flight yet. */
export function noCalls(): KeyCalls {
  return {
    unforced: undefined,
    forced: undefined,
    next: [],
    nextAlone: false,
    lookDue: undefined,
    settledBegunAtMs: Number.NEGATIVE_INFINITY,
    held: 0,
  };
}

/** Whether nothing is in flight any more, so that the key can be forgotten. */
export function isOver({ unforced, forced, held }: KeyCalls): boolean {
  return unforced === undefined && forced === undefined && held === 0;
}

/** What a call is to be. */
export interface CallPlan {
  readonly check: CacheableCheck;
  readonly purpose: CallPurpose;
  /** What caches on the way may use, in milliseconds. */
  readonly maxAgeMs: number;
  readonly starter: Waiter | undefined;
  readonly others: readonly Waiter[];
  readonly alone: boolean;
}

/** A call that begins now, noted in the entry that it refreshes; and the lane that it takes. */
export function beginCall(
  context: EdgeContext,
  slot: Call["slot"],
  { check, purpose, maxAgeMs, starter, others, alone }: CallPlan,
): { readonly call: Call; readonly lane: LaneName } {
  const { clock, store } = context.ports;
  const limits = limitsOf(context);
  const entry = store.peek(check.key);
  const startedAtMs = clock.nowMs();
  const opens =
    starter?.request.why === "renew" &&
    entry !== undefined &&
    opensRenewal(entry, startedAtMs, limits);
  const call: Call = {
    check,
    purpose,
    slot,
    startedAtMs,
    maxAgeSeconds: Math.floor(Math.max(0, Math.min(maxAgeMs, context.settings.maxAgeMs)) / 1_000),
    starter,
    waiters: starter === undefined ? [...others] : [starter, ...others],
    alone,
    opensRenewal: opens,
    scopes: entry === undefined ? [] : scopesOfEntries([entry]),
    fencedAtMs: Number.NEGATIVE_INFINITY,
  };
  if (entry !== undefined) {
    entry.lastCallAtMs = startedAtMs;
    if (starter !== undefined) entry.lastForegroundAtMs = startedAtMs;
    if (opens) entry.renewUntilMs = startedAtMs + limits.renewWindowMs;
  }
  const startedByKnown = starter?.request.known === true;
  return { call, lane: laneOfFill({ hasEntry: entry !== undefined, startedByKnown, purpose }) };
}
