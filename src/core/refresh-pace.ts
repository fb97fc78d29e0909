// How many background refreshes start in one turn of the event loop, and how many are in flight. Hits are answered between
// the turns, so a turn must stay short, whether refreshes start in it or their answers arrive in it.
import type { Limits } from "./limits.ts";

/** The most refreshes that start in one turn. */
export const refreshesPerTurnMax = 8;

/** A turn that was shorter, in milliseconds, shows that the loop has little to do. */
export const shortTurnMs = 0.5;

/**
 * How many refreshes may start in the next turn. After a short turn it is one more than before. After any other turn it
 * is half, but one for each whole millisecond that the turn took, so that a busy loop spends a small share of its time on
 * refreshes. It is always from 1 to `refreshesPerTurnMax`. Pass `undefined` for the first turn after a rest.
 */
export function refreshesNextTurn(before: number, turnMs: number | undefined): number {
  if (turnMs === undefined) return 1;
  const next = turnMs < shortTurnMs ? before + 1 : Math.max(before >> 1, Math.floor(turnMs));
  return Math.min(Math.max(next, 1), refreshesPerTurnMax);
}

/** The refreshes that may be in flight while none has waited long. So many answers may arrive in one turn. */
export const refreshesAtOnce = 16;

/** One more refresh may be in flight for each time that the oldest noted one has waited so long, in milliseconds. */
export const waitPerRefreshMs = 4;

/**
 * How many refreshes may be in flight. A near origin needs few of them. While a far one is slower than refreshes become
 * due, the noted ones wait longer, and more may be in flight: up to half of their lane, and the rest is left to checks
 * that wait.
 */
export function refreshesAtOnceMax(
  waitedMs: number,
  { knownCallsMax }: Pick<Limits, "knownCallsMax">,
): number {
  const half = Math.max(1, knownCallsMax >> 1);
  return Math.min(half, refreshesAtOnce + Math.floor(waitedMs / waitPerRefreshMs));
}
