// What an edge needs of its surroundings, from Node.js: time, hashes, ids, and work that outlasts a request.
import { hash, randomUUID } from "node:crypto";
import { timerMaxMs } from "../core/limits.ts";
import type { Background, Clock, Digest, NewId, RandomShare } from "../edge/ports.ts";

/** Where a clock takes time from; tests bring their own. */
export interface ClockSources {
  /** Milliseconds that never fall, but may stand still while the machine is suspended. */
  readonly monotonicMs: () => number;
  /** Milliseconds since 1970, which may step either way. */
  readonly wallMs: () => number;
  /** Starts a timer and returns what stops it. Takes any delay up to `timerMaxMs`. */
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
}

/** The two clocks differ by this much without either having stepped: `Date.now` has whole milliseconds, and both are read apart. */
const jitterMaxMs = 5;

/** The least distance between two readings: small against what is measured, yet exact in a double for weeks of uptime. */
const readingStepMs = 2 ** -20;

const nodeSources: ClockSources = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/**
 * A clock whose elapsed time is the greater of monotonic and wall time, so that what is held ages while a machine sleeps.
 * Every reading is greater than the one before, so that all instants of an edge are ordered.
 */
export function createClock(sources: ClockSources = nodeSources): Clock {
  const { monotonicMs, wallMs, setTimer } = sources;
  let difference = wallMs() - monotonicMs();
  let aheadMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    nowMs() {
      const monotonic = monotonicMs();
      const drift = wallMs() - monotonic - difference;
      if (Math.abs(drift) > jitterMaxMs) {
        // Forwards, time has passed that the monotonic clock missed. Backwards, only the wall clock was set.
        if (drift > 0) aheadMs += drift;
        difference += drift;
      }
      const now = monotonic + aheadMs;
      // The relative step takes over where doubles no longer resolve the absolute one.
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

/** SHA-256 by the host's crypto library, in one call. */
export const digest: Digest = (text) => hash("sha256", text, "base64url");

/** A random UUID v4. */
export const newId: NewId = () => randomUUID();

/** A random share. What it spreads needs no secrecy. */
export const random: RandomShare = () => Math.random();

/** Work in the background, and the waiting for its end. */
export interface BackgroundWork {
  readonly run: Background;
  /** Resolves when nothing is pending, what is added meanwhile included. */
  drain(): Promise<void>;
}

/** Keeps hold of background tasks. A task that rejects against its contract ends as an unhandled rejection, which is loud. */
export function createBackground(): BackgroundWork {
  const pending = new Set<Promise<void>>();
  return {
    run(task) {
      pending.add(task);
      void task.finally(() => pending.delete(task));
    },
    async drain() {
      while (pending.size > 0) await Promise.allSettled(pending);
    },
  };
}
