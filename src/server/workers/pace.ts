// How soon a worker that ended is replaced: at once, unless its predecessors ended soon after their start as well.

/** A worker that lived this long was not broken from the start. */
const soundAfterMs = 10_000;
const firstPauseMs = 1_000;
const pauseMaxMs = 30_000;

/** How often in a row a worker's place has lost its worker soon after the start. */
export interface Replacement {
  readonly early: number;
  /** Pause before the next worker starts, in milliseconds. */
  readonly pauseMs: number;
}

/** Decides about the replacement of a worker that lived for `livedMs`. `early` is what the decision before said. */
export function paceReplacement(livedMs: number, early: number): Replacement {
  if (livedMs >= soundAfterMs) return { early: 0, pauseMs: 0 };
  const pauseMs = early === 0 ? 0 : Math.min(pauseMaxMs, firstPauseMs * 2 ** (early - 1));
  return { early: early + 1, pauseMs };
}
