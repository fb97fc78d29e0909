// What is remembered of one project's traffic: the last hour in steps of five seconds, in memory that never grows.
import { durationBins } from "./durations.ts";
import { clearRing, createRing, type Ring } from "./ring.ts";

/** Length of a step, in seconds. */
export const stepSeconds = 5;

/** Steps remembered: an hour. */
const stepsHeld = 720;

const msPerStep = stepSeconds * 1_000;
const stepsPerMinute = 60 / stepSeconds;
// An hour touches 61 minutes unless it begins with one.
const minutesHeld = 61;

/** Place of each counter in a row of `counts`. */
export const column = {
  hits: 0,
  misses: 1,
  forced: 2,
  bypass: 3,
  errors: 4,
  originCalls: 5,
  invalidations: 6,
} as const;

/** Counters per row of `counts`. */
export const columns = 7;

/** Traffic of one project: about 0.9 MB, whatever happens. */
export interface TrafficHistory {
  /** Counts by step. */
  readonly counts: Ring;
  /** Times of hits by step, in bins. */
  readonly hitTimes: Ring;
  /** Times of origin calls by step, in bins. */
  readonly callTimes: Ring;
  /** Lag of invalidations by minute, in bins. */
  readonly invalidationLag: Ring;
  /** The step of the last event. */
  lastStep: number;
}

/** A history without events. */
export function createHistory(step: number): TrafficHistory {
  return {
    counts: createRing(stepsHeld, columns),
    hitTimes: createRing(stepsHeld, durationBins),
    callTimes: createRing(stepsHeld, durationBins),
    invalidationLag: createRing(minutesHeld, durationBins),
    lastStep: step,
  };
}

/** Forgets everything, so that another project can have the memory. */
export function clearHistory(history: TrafficHistory): void {
  clearRing(history.counts);
  clearRing(history.hitTimes);
  clearRing(history.callTimes);
  clearRing(history.invalidationLag);
}

/** The step of an instant in milliseconds. */
export function stepAt(atMs: number): number {
  return Math.floor(atMs / msPerStep);
}

/** Where a step begins, in milliseconds. */
export function beginOfStepMs(step: number): number {
  return step * msPerStep;
}

/** How many steps some minutes are: at least one minute's, at most an hour's. */
export function stepsIn(minutes: number): number {
  return Math.min(stepsHeld, Math.max(stepsPerMinute, Math.round(minutes * stepsPerMinute)));
}

/** The minute of a step, as rows of `invalidationLag` are numbered. */
export function minuteOf(step: number): number {
  return Math.floor(step / stepsPerMinute);
}
