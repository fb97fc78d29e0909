// A clock over the time that a runtime gives. It needs nothing of Node.js.
import { timerMaxMs } from "../core/limits.ts";
import type { Clock } from "../edge/ports.ts";

/** The sources of a clock. Tests bring their own. */
export interface ClockSources {
  /** Milliseconds that never go back, but may stand still while the machine is suspended. */
  readonly monotonicMs: () => number;
  /** Milliseconds since 1970. They may jump either way. */
  readonly wallMs: () => number;
  /** Starts a timer and returns a function that stops it. Accepts any delay up to `timerMaxMs`. */
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
}

/**
 * How far the two clocks may differ although neither was set: `Date.now` has whole milliseconds, and the two are read
 * one after the other.
 */
const jitterMaxMs = 5;

/**
 * The least distance between two readings. It is small compared with what is measured, yet exact in a double for weeks
 * of uptime.
 */
const readingStepMs = 2 ** -20;

/**
 * A clock whose elapsed time is the greater of monotonic and wall time, so that entries age while a machine sleeps.
 * Each reading is greater than the one before, so all instants of an edge are ordered.
 */
export function createClockFrom(sources: ClockSources): Clock {
  const { monotonicMs, wallMs, setTimer } = sources;
  let difference = wallMs() - monotonicMs();
  let aheadMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    nowMs() {
      const monotonic = monotonicMs();
      const drift = wallMs() - monotonic - difference;
      if (Math.abs(drift) > jitterMaxMs) {
        // If the drift is forward, time has passed that the monotonic clock missed. If it is backward, only the wall
        // clock was set.
        if (drift > 0) aheadMs += drift;
        difference += drift;
      }
      const now = monotonic + aheadMs;
      // The relative step is used where doubles can no longer resolve the absolute one.
      lastMs =
        now > lastMs ? now : lastMs + Math.max(readingStepMs, Math.abs(lastMs) * Number.EPSILON);
      return lastMs;
    },
    wallMs,
    after(delayMs, run) {
      let cancel: () => void;
      const wait = (leftMs: number): void => {
        const partMs = Math.min(leftMs, timerMaxMs);
        cancel = setTimer(() => (leftMs > partMs ? wait(leftMs - partMs) : run()), partMs);
      };
      wait(delayMs);
      return () => cancel();
    },
  };
}
