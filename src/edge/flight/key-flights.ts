// The flights of one key: at most one unforced and one forced call, and the checks that only the next call can answer
// (L7). In hosts that decline shared flights, also one call for each check.
import type { CacheableCheck } from "../../core/check.ts";
import type { Scope } from "../../core/invalidation.ts";
import type { Flight } from "./flight.ts";
import type { Waiter } from "./waiter.ts";

/** The flights of one key, and the checks that wait for the next. */
export interface KeyFlights {
  unforced: Flight | undefined;
  forced: Flight | undefined;
  /** The flights that belong to one check each. Empty unless the host declines shared flights. */
  readonly own: Set<Flight>;
  /** The checks that only the next forced flight can answer. */
  next: Waiter[];
  /** Whether the next forced flight checks a mismatch. No check joins it, and its answer is not stored. */
  nextAlone: boolean;
  /** Set if a second look is due once the forced flight has ended. */
  lookDue: CacheableCheck | undefined;
  /** The begin of the latest call that has settled while others were in flight (L9). */
  settledBegunAtMs: number;
  /**
   * The number of calls outside of flights that will settle under this key, plus a second look that is still to come.
   */
  held: number;
}

/** A key without flights. */
export function createKeyFlights(): KeyFlights {
  return {
    unforced: undefined,
    forced: undefined,
    own: new Set(),
    next: [],
    nextAlone: false,
    lookDue: undefined,
    settledBegunAtMs: Number.NEGATIVE_INFINITY,
    held: 0,
  };
}

/** Whether nothing is in flight any more. The key can then be forgotten. */
export function isOver({ unforced, forced, own, held }: KeyFlights): boolean {
  return unforced === undefined && forced === undefined && own.size === 0 && held === 0;
}

/** The flights of a key that are in progress. */
export function flightsInProgress({ unforced, forced, own }: KeyFlights): readonly Flight[] {
  return [unforced, forced, ...own].filter((flight) => flight !== undefined);
}

/** Notes a flight that has begun. */
export function enterFlight(flights: KeyFlights, flight: Flight): void {
  if (flight.slot === "own") flights.own.add(flight);
  else flights[flight.slot] = flight;
}

/** Forgets a flight that has ended. */
export function leaveFlight(flights: KeyFlights, flight: Flight): void {
  if (flight.slot === "own") flights.own.delete(flight);
  else if (flights[flight.slot] === flight) flights[flight.slot] = undefined;
}

/**
 * Fences the flights of these scopes' credentials. Such a fence ends with its flights, so strangers may cause any
 * number of them.
 */
export function fenceFlights(
  all: Iterable<KeyFlights>,
  scopes: readonly Scope[],
  atMs: number,
): void {
  const digests = new Set(
    scopes.flatMap((scope) => (scope.kind === "credential" ? [scope.value] : [])),
  );
  if (digests.size === 0) return;
  for (const flights of all) {
    for (const flight of flightsInProgress(flights)) {
      if (flight.startedAtMs >= atMs) continue;
      const { credentials } = flight.check;
      if (credentials.some((digest) => digests.has(digest))) flight.fencedAtMs = atMs;
    }
  }
}
