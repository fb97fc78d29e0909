// One call in flight: how it begins, who may join it, and who gets its answer.
import type { CacheableCheck } from "../../core/check.ts";
import { opensRenewal } from "../../core/decide.ts";
import { scopesOfEntries } from "../../core/entry.ts";
import type { Scope } from "../../core/invalidation.ts";
import { laneOfFill } from "../../core/lane.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import type { WhoamiAnswer } from "../call/whoami-call.ts";
import type { SettledCall } from "./settlement.ts";
import { deliver, type FetchRequest, type Waiter } from "./waiter.ts";
import type { ByteStream } from "../ports.ts";
import type { CallPurpose, LaneName } from "../events.ts";

/** One call in flight. Instants are milliseconds of the edge's clock. */
export interface Flight {
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

/** What a flight is to be. */
export interface FlightPlan {
  readonly check: CacheableCheck;
  readonly purpose: CallPurpose;
  /** What caches on the way may use, in milliseconds. */
  readonly maxAgeMs: number;
  readonly starter: Waiter | undefined;
  readonly others: readonly Waiter[];
  readonly alone: boolean;
}

/** A flight that begins now, noted in the entry that it refreshes; and the lane that it takes. */
export function beginFlight(
  context: EdgeContext,
  slot: Flight["slot"],
  { check, purpose, maxAgeMs, starter, others, alone }: FlightPlan,
): { readonly flight: Flight; readonly lane: LaneName } {
  const { clock, store } = context.ports;
  const limits = limitsOf(context);
  const entry = store.peek(check.key);
  const startedAtMs = clock.nowMs();
  const opens =
    starter?.request.why === "renew" &&
    entry !== undefined &&
    opensRenewal(entry, startedAtMs, limits);
  const flight: Flight = {
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
  return { flight, lane: laneOfFill({ hasEntry: entry !== undefined, startedByKnown, purpose }) };
}

/**
 * When a flight began, as far as joining goes. One that this check may not join counts as begun before all time: it is alone, a
 * fence was raised since, or the check waits for the sake of a cookie, which a flight without a client would bring to nobody (L6).
 */
export function joinableAtMs(
  context: EdgeContext,
  flight: Flight | undefined,
  { why }: FetchRequest,
): number | undefined {
  if (flight === undefined) return undefined;
  const { starter, startedAtMs, scopes } = flight;
  if (why === "renew" && starter === undefined) return Number.NEGATIVE_INFINITY;
  const fenced =
    flight.fencedAtMs > startedAtMs ||
    (scopes.length > 0 && context.fences.verdict(scopes).lastAtMs > startedAtMs);
  return flight.alone || fenced ? Number.NEGATIVE_INFINITY : startedAtMs;
}

/** Gives all who waited for a flight what is theirs. Returns those who have to ask again. */
export function deliverToAll(
  context: EdgeContext,
  flight: Flight,
  { result, rest: whole }: WhoamiAnswer,
  settled: SettledCall,
): readonly Waiter[] {
  let rest: ByteStream | undefined = whole;
  const again: Waiter[] = [];
  for (const waiter of flight.waiters) {
    const starter = waiter === flight.starter;
    const fetched = deliver(context, waiter.request, { result, settled, rest, starter });
    if ("again" in fetched) {
      again.push({ ...waiter, request: fetched.again });
      continue;
    }
    // What is too large to be read whole can be streamed to one client only.
    if (fetched.answer.body !== undefined && !(fetched.answer.body instanceof Uint8Array)) {
      rest = undefined;
    }
    waiter.resolve(fetched);
  }
  if (rest !== undefined) void rest[Symbol.asyncIterator]().return?.();
  return again;
}
