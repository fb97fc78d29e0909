// One flight: how it begins, which checks may join it, and which get its answer.
import type { CacheableCheck } from "../../core/check.ts";
import { opensRenewal } from "../../core/decide.ts";
import { scopesOfEntries } from "../../core/entry.ts";
import { laneOfFill } from "../../core/lane.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import type { WhoamiAnswer } from "../call/whoami-call.ts";
import { scopesNamed, type SettledCall } from "./settlement.ts";
import { deliver, type FetchRequest, type Waiter } from "./waiter.ts";
import type { Background, ByteStream } from "../ports.ts";
import type { CallPurpose, LaneName } from "../events.ts";

/** One flight. Instants are milliseconds of the edge's clock. */
export interface Flight {
  readonly check: CacheableCheck;
  readonly purpose: CallPurpose;
  readonly lane: LaneName;
  /** `own`: it belongs to one check, and no other may join it. */
  readonly slot: "unforced" | "forced" | "own";
  /**
   * When the flight was registered here. Its request is sent then, or later if it waits for a place or a connection.
   */
  readonly startedAtMs: number;
  readonly maxAgeSeconds: number;
  /** The check that started it. Undefined for a background refresh. */
  readonly starter: Waiter | undefined;
  readonly waiters: Waiter[];
  readonly alone: boolean;
  /** Whether it is the first flight in a while that waits for a new cookie. */
  readonly opensRenewal: boolean;
  /**
   * The session of the entry that it refreshes. Its fences concern the flight before the answer is known. Undefined if
   * there is none.
   */
  readonly sessionId: string | undefined;
  /** The identity of that entry. The same holds for it. */
  readonly identityId: string | undefined;
  /**
   * The body of the entry that it refreshes in the background. Its answer will probably repeat it, unless it has a token.
   */
  readonly knownBody: Uint8Array | undefined;
  /** The version of that entry. 0 if there is none. */
  readonly knownVersion: number;
  /**
   * When its credentials last changed, if only this flight was fenced and not the table. Minus infinity if they have
   * not.
   */
  fencedAtMs: number;
}

/** The plan of a flight. */
export interface FlightPlan {
  readonly check: CacheableCheck;
  readonly purpose: CallPurpose;
  /** The age that caches on the way may answer with, in milliseconds. */
  readonly maxAgeMs: number;
  readonly starter: Waiter | undefined;
  readonly others: readonly Waiter[];
  readonly alone: boolean;
  /** Keeps the flight alive in place of the port. Undefined if the host does not need that. */
  readonly background?: Background | undefined;
}

/** Begins a flight, notes it in the entry that it refreshes, and chooses its lane. */
export function beginFlight(
  context: EdgeContext,
  slot: Flight["slot"],
  { check, purpose, maxAgeMs, starter, others, alone }: FlightPlan,
): Flight {
  const { clock, store } = context.ports;
  const limits = limitsOf(context);
  const entry = store.view(check.key);
  const startedAtMs = clock.nowMs();
  const opens =
    starter?.request.why === "renew" &&
    entry !== undefined &&
    opensRenewal(entry, startedAtMs, limits);
  const startedByKnown = starter?.request.known === true;
  const flight: Flight = {
    check,
    purpose,
    lane: laneOfFill({ hasEntry: entry !== undefined, startedByKnown, purpose }),
    slot,
    startedAtMs,
    maxAgeSeconds: Math.floor(Math.max(0, Math.min(maxAgeMs, context.settings.maxAgeMs)) / 1_000),
    starter,
    waiters: starter === undefined ? [...others] : [starter, ...others],
    alone,
    opensRenewal: opens,
    sessionId: entry?.sessionId,
    identityId: entry?.identityId,
    knownBody: purpose === "refresh" && check.template === undefined ? entry?.body : undefined,
    knownVersion: entry?.version ?? 0,
    fencedAtMs: Number.NEGATIVE_INFINITY,
  };
  if (entry !== undefined) {
    entry.lastCallAtMs = startedAtMs;
    if (starter !== undefined) entry.lastForegroundAtMs = startedAtMs;
    if (opens) entry.renewUntilMs = startedAtMs + limits.renewWindowMs;
  }
  return flight;
}

/**
 * When a flight began, as far as joining it goes. A flight that this check may not join counts as infinitely old. It
 * may not join one that runs alone, or one that a fence has been raised since. A check that waits for a new cookie may
 * not join a flight without a client, because no client would get the cookie (L6).
 */
export function joinableAtMs(
  context: EdgeContext,
  flight: Flight | undefined,
  { why }: FetchRequest,
): number | undefined {
  if (flight === undefined) return undefined;
  const { starter, startedAtMs } = flight;
  if (why === "renew" && starter === undefined) return Number.NEGATIVE_INFINITY;
  const fenced =
    flight.fencedAtMs > startedAtMs ||
    (flight.sessionId !== undefined &&
      context.fences.verdict(scopesOfEntries([flight])).lastAtMs > startedAtMs);
  return flight.alone || fenced ? Number.NEGATIVE_INFINITY : startedAtMs;
}

/** Gives the answer to all checks that waited for a flight. Returns those that need another call. */
export function deliverToAll(
  context: EdgeContext,
  flight: Flight,
  { result, rest: whole }: WhoamiAnswer,
  settled: SettledCall,
): readonly Waiter[] {
  let rest: ByteStream | undefined = whole;
  const again: Waiter[] = [];
  const scopes =
    flight.waiters.length === 0 ? undefined : scopesNamed(flight.check, settled.outcome);
  for (const waiter of flight.waiters) {
    const starter = waiter === flight.starter;
    const fetched = deliver(context, waiter.request, { result, settled, scopes, rest, starter });
    if ("again" in fetched) {
      again.push({ ...waiter, request: fetched.again });
      continue;
    }
    // A body that is too large to be read whole can stream to only one client.
    if (fetched.answer.body !== undefined && !(fetched.answer.body instanceof Uint8Array)) {
      rest = undefined;
    }
    waiter.resolve(fetched);
  }
  if (rest !== undefined) void rest[Symbol.asyncIterator]().return?.();
  return again;
}
