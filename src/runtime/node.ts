// What an edge takes from Node.js: time, turns of the event loop, digests, ids, random numbers, and background work that
// outlasts a request.
import { hash, randomUUID } from "node:crypto";
import { refreshesNextTurn } from "../core/refresh-pace.ts";
import type { Background, Clock, Digest, NewId, RandomShare, Turns } from "../edge/ports.ts";
import { createClockFrom, type ClockSources } from "./clock.ts";

export type { ClockSources } from "./clock.ts";

const nodeSources: ClockSources = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A clock of Node.js, or of other sources. See `createClockFrom`. */
export function createClock(sources: ClockSources = nodeSources): Clock {
  return createClockFrom(sources);
}

/** SHA-256 by Node's crypto library, in one call. */
export const digest: Digest = (text) => hash("sha256", text, "base64url");

/** A random UUID v4. */
export const newId: NewId = () => randomUUID();

/** A random number from 0, less than 1. It needs no secrecy. */
export const random: RandomShare = () => Math.random();

/** What the pace of background steps depends on. Tests bring their own. */
export interface TurnSources {
  readonly clock: Pick<Clock, "nowMs">;
  /** Runs a function in the next turn of the event loop, after what has arrived by then. */
  readonly nextTurn?: (run: () => void) => void;
}

/**
 * Runs steps in later turns. It runs a few in each turn, and more while turns are short. Callers take turns, one step
 * each.
 */
export function createTurns({
  clock,
  nextTurn = (run) => void setImmediate(run),
}: TurnSources): Turns {
  const steps: (() => boolean)[] = [];
  let perTurn = 1;
  let scheduled = false;
  /** When the last turn began. Undefined after a rest, because an idle loop waits. */
  let turnedAtMs: number | undefined;

  function turn(): void {
    const nowMs = clock.nowMs();
    perTurn = refreshesNextTurn(perTurn, turnedAtMs === undefined ? undefined : nowMs - turnedAtMs);
    for (let left = perTurn; left > 0; left -= 1) {
      const step = steps.shift();
      if (step === undefined) break;
      if (step()) steps.push(step);
    }
    scheduled = steps.length > 0;
    turnedAtMs = scheduled ? nowMs : undefined;
    if (scheduled) nextTurn(turn);
  }

  return (step) => {
    steps.push(step);
    if (scheduled) return;
    scheduled = true;
    nextTurn(turn);
  };
}

/** Background work, and a way to wait for its end. */
export interface BackgroundWork {
  readonly run: Background;
  /** Resolves when nothing is pending, including tasks that are added meanwhile. */
  drain(): Promise<void>;
}

/**
 * Keeps track of background tasks. A task that rejects breaks its contract, and becomes an unhandled rejection so that
 * it is noticed.
 */
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
