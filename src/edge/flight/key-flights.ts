// What is in flight for one key: at most one unforced and one forced call, and those whom only the next can answer (L7).
import type { CacheableCheck } from "../../core/check.ts";
import type { Scope } from "../../core/invalidation.ts";
import type { Flight } from "./flight.ts";
import type { Waiter } from "./waiter.ts";

/** The flights of one key, and those who wait for the next. */
export interface KeyFlights {
  unforced: Flight | undefined;
  forced: Flight | undefined;
  /** Those whom only the next forced flight can answer. */
  next: Waiter[];
  /** The next forced flight is to check a mismatch: nobody joins it, and nothing of it is stored. */
  nextAlone: boolean;
  /** A second look is due, as soon as the forced flight has ended. */
  lookDue: CacheableCheck | undefined;
  /** Begin of the latest call that has settled while others were in flight (L9). */
  settledBegunAtMs: number;
  /** Calls made outside of flights that will settle under this key, and a second look that is still to come. */
  held: number;
}

/** A key of which nothing is in flight yet. */
export function noFlights(): KeyFlights {
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
export function isOver({ unforced, forced, held }: KeyFlights): boolean {
  return unforced === undefined && forced === undefined && held === 0;
}

/** The flights of a key that are under way. */
export function underWay({ unforced, forced }: KeyFlights): readonly Flight[] {
  return [unforced, forced].filter((flight) => flight !== undefined);
}

/**
 * Fences the flights of these scopes' credentials. Nothing of it outlasts those flights, so it may be done for strangers
 * without end.
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
    for (const flight of underWay(flights)) {
      if (flight.startedAtMs >= atMs) continue;
      const { credentials } = flight.check;
      if (credentials.some((digest) => digests.has(digest))) flight.fencedAtMs = atMs;
    }
  }
}
