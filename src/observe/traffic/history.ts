// What is remembered of one project's traffic: the last hour in steps of five seconds, in memory that never grows. Times
// take most of the memory, so three steps share one row of them.
import { durationBins } from "../../core/durations.ts";
import { columns } from "../../core/traffic-sum.ts";
import { clearRing, createRing, type Ring } from "./ring.ts";

/** Length of a step, in seconds. */
export const stepSeconds = 5;

/** Steps remembered: an hour. */
const stepsHeld = 720;

const msPerStep = stepSeconds * 1_000;
const stepsPerMinute = 60 / stepSeconds;
// An hour touches 61 minutes unless it begins with one.
const minutesHeld = 61;
const stepsPerTimes = 3;
const timesHeld = minutesHeld * (stepsPerMinute / stepsPerTimes);

/** Traffic of one project: about 0.35 MB, whatever happens. */
export interface TrafficHistory {
  /** Counts by step. */
  readonly counts: Ring;
  /** Times of hits by `timesOf` a step, in bins. */
  readonly hitTimes: Ring;
  /** Times of origin calls by `timesOf` a step, in bins. */
  readonly callTimes: Ring;
  /** Lag of invalidations by minute, in bins. */
  readonly invalidationLag: Ring;
  /** The step of the first check, or `noStep` before it. */
  firstStep: number;
  /** The step of the last event. */
  lastStep: number;
  /** The step of the last check in this process. */
  ownStep: number;
  /** The edges of other processes, with the step of their latest checks. */
  readonly others: Map<string, number>;
}

/** A step before all others. It is a small integer, so that writing the field allocates nothing. */
const never = -(2 ** 30);
/** A step after all others. */
export const noStep = 2 ** 30;
/** The most edges that are counted for a project. */
const othersMax = 1_000;

/** A history without events. */
export function createHistory(step: number): TrafficHistory {
  return {
    counts: createRing(stepsHeld, columns),
    hitTimes: createRing(timesHeld, durationBins),
    callTimes: createRing(timesHeld, durationBins),
    invalidationLag: createRing(minutesHeld, durationBins),
    firstStep: noStep,
    lastStep: step,
    ownStep: never,
    others: new Map(),
  };
}

/** Sums since the beginning instead of an hour: one row of each, at step 0. About 4 kB. */
export function createSums(): TrafficHistory {
  return {
    counts: createRing(1, columns, Float64Array),
    hitTimes: createRing(1, durationBins, Float64Array),
    callTimes: createRing(1, durationBins, Float64Array),
    invalidationLag: createRing(1, durationBins, Float64Array),
    firstStep: noStep,
    lastStep: 0,
    ownStep: 0,
    others: new Map(),
  };
}

/** Forgets everything, so that another project can have the memory. */
export function clearHistory(history: TrafficHistory, step: number): void {
  history.firstStep = noStep;
  history.lastStep = step;
  history.ownStep = never;
  history.others.clear();
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

/** Notes that an edge of another process had checks. */
export function noteOther({ others }: TrafficHistory, instance: string, step: number): void {
  if (!others.has(instance) && others.size >= othersMax) return;
  others.set(instance, Math.max(step, others.get(instance) ?? step));
}

/** How many edges had checks in a step or later. */
export function edgesSince({ ownStep, others }: TrafficHistory, step: number): number {
  let edges = ownStep >= step ? 1 : 0;
  for (const last of others.values()) if (last >= step) edges += 1;
  return edges;
}

/** The first step of a minute. */
export function stepOfMinute(minute: number): number {
  return minute * stepsPerMinute;
}

/** The row of times that a step shares with others. */
export function timesOf(step: number): number {
  return Math.floor(step / stepsPerTimes);
}

/** The minute of a step, as rows of `invalidationLag` are numbered. */
export function minuteOf(step: number): number {
  return Math.floor(step / stepsPerMinute);
}
