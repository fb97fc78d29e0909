// Flights that never end, because the host has ended the request that they belong to. Only hosts that decline shared
// flights do that. Such a flight must not occupy its key forever.
import { flightsInProgress, isOver, leaveFlight, type KeyFlights } from "./key-flights.ts";

/** Keys that are looked at each time, so that more are forgotten than are added. */
const keysLookedAt = 2;

/**
 * Forgets the flights of a key that began before an instant. If one of them comes back after all, its answer is not
 * stored, because by then it may be forgotten that a later call was answered (L9).
 */
export function dropLostFlights(flights: KeyFlights, begunBeforeMs: number): void {
  for (const flight of flightsInProgress(flights)) {
    if (flight.startedAtMs >= begunBeforeMs) continue;
    flight.fencedAtMs = Number.POSITIVE_INFINITY;
    leaveFlight(flights, flight);
  }
}

/** Looks at the keys that were not looked at for longest, and removes those that have only lost flights. */
export function forgetLostKeys(byKey: Map<string, KeyFlights>, begunBeforeMs: number): void {
  let left = keysLookedAt;
  for (const [key, flights] of byKey) {
    if (left === 0) return;
    left -= 1;
    dropLostFlights(flights, begunBeforeMs);
    byKey.delete(key);
    if (!isOver(flights)) byKey.set(key, flights);
  }
}
