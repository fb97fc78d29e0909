// A clock that only a test moves, with the timers of an edge. Nothing here waits for real time.
import type { Clock } from "../../src/edge/ports.ts";
import { createClock } from "../../src/runtime/node.ts";

/** A clock that stands still until a test moves it. */
export interface ScriptedClock {
  readonly clock: Clock;
  /** Lets time pass and runs each timer when it is due. Resolves when everything that the timers started is quiet. */
  readonly advance: (ms: number) => Promise<void>;
  /** How many timers wait. */
  readonly timers: () => number;
  /** Milliseconds on the scale of the edge's own instants. */
  readonly nowMs: () => number;
  readonly wallMs: () => number;
}

/** The wall clock at instant 0. */
export const startWallMs = Date.UTC(2026, 10, 23, 20, 0, 0);

/** Creates the clock. `passed` hears of every step that time makes, before the timer that is due runs. */
export function createScriptedClock(passed: (ms: number) => void = () => undefined): ScriptedClock {
  let nowMs = 1_000;
  const timers = new Set<{ readonly dueAtMs: number; readonly run: () => void }>();
  const moveTo = (atMs: number): void => {
    if (atMs <= nowMs) return;
    passed(atMs - nowMs);
    nowMs = atMs;
  };
  return {
    clock: createClock({
      monotonicMs: () => nowMs,
      wallMs: () => startWallMs + nowMs,
      setTimer: (run, delayMs) => {
        const timer = { dueAtMs: nowMs + delayMs, run };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    }),
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = [...timers]
          .filter(({ dueAtMs }) => dueAtMs <= untilMs)
          .toSorted((one, other) => one.dueAtMs - other.dueAtMs)[0];
        if (next === undefined) break;
        moveTo(next.dueAtMs);
        timers.delete(next);
        next.run();
        await quiet();
      }
      moveTo(untilMs);
    },
    timers: () => timers.size,
    nowMs: () => nowMs,
    wallMs: () => startWallMs + nowMs,
  };
}

/** Resolves after every turn of the event loop that answering may take, and some more. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
