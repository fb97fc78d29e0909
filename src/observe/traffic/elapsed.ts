// Time that never goes back, from a wall clock that may.

/** Time as it passes, with the wall clock's reading beside it. */
export interface Elapsed {
  /**
   * Milliseconds that never decrease. They grow with the wall clock, also over a suspension or a step forward;
   * where it steps back, they stand still for that one reading and grow on from there.
   */
  read(): number;
  /** What to add to an instant of `read` to have the wall clock's, as of its last reading. In milliseconds. */
  toWallMs(): number;
}

/** Starts at the wall clock's reading. Reading allocates nothing. */
export function createElapsed(nowMs: () => number): Elapsed {
  // Held in an array because a captured variable would be a new heap number at every write.
  const state = new Float64Array([-Infinity, 0]);
  return {
    read: () => {
      const wallMs = nowMs();
      const backMs = (state[0] ?? 0) - wallMs;
      const steppedMs = (state[1] ?? 0) + Math.max(0, backMs);
      state[0] = wallMs;
      state[1] = steppedMs;
      return wallMs + steppedMs;
    },
    toWallMs: () => -(state[1] ?? 0),
  };
}
