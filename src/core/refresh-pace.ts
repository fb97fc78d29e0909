// How many background refreshes start in one turn of the event loop. Hits are answered between the turns, so a turn must
// stay short.

/** The most refreshes that start in one turn. */
export const refreshesPerTurnMax = 16;

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
