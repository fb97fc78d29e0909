// The schedule of a fixed rate. Request n is due at an instant that is known beforehand and does not depend on answers,
// so a slow server is asked as often as a fast one, and its waiting times count from when a request was due.
import type { Tail } from "./tail.ts";

const secondMs = 1_000;

/** Requests at equal distances. */
export interface Schedule {
  readonly requests: number;
  /** When request `index` is due, in the milliseconds of the clock that `begunAtMs` was read from. */
  readonly dueAtMs: (index: number) => number;
  /** How many requests are due at that instant. */
  readonly dueBy: (nowMs: number) => number;
}

/** A schedule that begins at an instant: the first request is due then. */
export function scheduleOf(begunAtMs: number, ratePerSecond: number, requests: number): Schedule {
  const dueAtMs = (index: number): number => begunAtMs + (index * secondMs) / ratePerSecond;
  return {
    requests,
    dueAtMs,
    dueBy: (nowMs) => {
      if (nowMs < begunAtMs) return 0;
      const due = Math.floor(((nowMs - begunAtMs) * ratePerSecond) / secondMs) + 1;
      // The two directions round differently.
      const missed = dueAtMs(due) <= nowMs ? 1 : 0;
      const early = dueAtMs(due - 1) > nowMs ? 1 : 0;
      return Math.min(due + missed - early, requests);
    },
  };
}

/** By how much the load may be late before a turn is not quoted, in milliseconds. */
export type Lateness = Readonly<Pick<Tail, "p99" | "p999">>;

/** Whether the load kept to its schedule: the waiting times of a turn in which it did not are its own. */
export function wasPunctual(late: Tail, most: Lateness): boolean {
  return late.p99 <= most.p99 && late.p999 <= most.p999;
}
