// A project's traffic, from what is remembered.
import { rowOf, type Ring } from "./ring.ts";
import {
  beginOfStepMs,
  edgesSince,
  minuteOf,
  noStep,
  stepAt,
  stepOfMinute,
  stepSeconds,
  stepsIn,
  timesOf,
  type TrafficHistory,
} from "./history.ts";
import {
  addCells,
  column,
  columns,
  countsOf,
  emptySum,
  totalOf,
  type GrowingSum,
} from "../../core/traffic-sum.ts";
import type { RecentTraffic, Traffic, TrafficCounts } from "../../core/traffic.ts";

/** What to report. Instants are milliseconds of the time that never goes back. */
export interface ReportSpan {
  readonly atMs: number;
  /** What to add to `atMs` for the wall clock's reading. */
  readonly toWallMs: number;
  /** From 1 to 60. */
  readonly minutes: number;
}

const nothing = emptySum();

/** Traffic of the last minutes, without the refresh interval. Without a history everything is 0. */
export function reportTraffic(
  history: TrafficHistory | undefined,
  span: ReportSpan,
): Omit<Traffic, "refreshIntervalMs"> {
  const { atMs, toWallMs, minutes } = span;
  const lastStep = stepAt(atMs);
  const steps = stepsIn(minutes);
  const firstStep = lastStep - steps + 1;
  const buckets = Array.from({ length: steps }, (_, index) => bucketOf(history, firstStep + index));
  const first = history?.firstStep ?? noStep;
  const known = first === noStep ? undefined : Math.max(firstStep, first);
  return {
    nowMs: atMs + toWallMs,
    stepSeconds,
    fromMs: beginOfStepMs(firstStep) + toWallMs,
    knownFromMs: known === undefined ? null : beginOfStepMs(known) + toWallMs,
    edges: history === undefined ? 0 : edgesSince(history, firstStep),
    buckets,
    total: totalOf(sumOf(history, firstStep, lastStep)),
  };
}

/** What was counted in one minute. Undefined if that is nothing. */
export function minuteSum(history: TrafficHistory, minute: number): GrowingSum | undefined {
  const firstStep = stepOfMinute(minute);
  const lastStep = stepOfMinute(minute + 1) - 1;
  const sum = sumOf(history, firstStep, lastStep);
  const counted = [...sum.counts, ...sum.lags].some((cell) => cell !== 0);
  return counted ? sum : undefined;
}

/** The last minute in three numbers. Reads the counts only. */
export function recentTraffic(history: TrafficHistory | undefined, atMs: number): RecentTraffic {
  const lastStep = stepAt(atMs);
  const firstStep = lastStep - stepsIn(1) + 1;
  const sums = new Float64Array(columns);
  addRows(sums, history?.counts, firstStep, lastStep);
  const of = (name: keyof typeof column): number => sums[column[name]] ?? 0;
  const cacheable = of("hits") + of("misses") + of("forced") + of("errors");
  const checks = cacheable + of("bypass");
  return {
    // The last step is still open.
    checksPerSecond: (checks * 1_000) / (atMs - beginOfStepMs(firstStep) || 1),
    hitRatio: checks === 0 ? undefined : of("hits") / checks,
    originCallsPerCheck: cacheable === 0 ? undefined : of("originCalls") / cacheable,
  };
}

function bucketOf(history: TrafficHistory | undefined, step: number): TrafficCounts {
  const counts = history && rowOf(history.counts, step);
  if (history === undefined || counts === undefined) return countsOf(nothing);
  // Steps share a row of times, so a step has none of its own if it counted nothing that is timed.
  const timed = (ring: Ring, name: keyof typeof column) =>
    counts[column[name]] === 0 ? undefined : rowOf(ring, timesOf(step));
  return countsOf({
    counts,
    hitTimes: timed(history.hitTimes, "hits") ?? nothing.hitTimes,
    callTimes: timed(history.callTimes, "originCalls") ?? nothing.callTimes,
  });
}

/** Counts of the steps, and times of every row that they touch. */
function sumOf(
  history: TrafficHistory | undefined,
  firstStep: number,
  lastStep: number,
): GrowingSum {
  const sum = emptySum();
  addRows(sum.counts, history?.counts, firstStep, lastStep);
  const [firstTimes, lastTimes] = [timesOf(firstStep), timesOf(lastStep)];
  if (sum.counts[column.hits] !== 0) {
    addRows(sum.hitTimes, history?.hitTimes, firstTimes, lastTimes);
  }
  if (sum.counts[column.originCalls] !== 0) {
    addRows(sum.callTimes, history?.callTimes, firstTimes, lastTimes);
  }
  addRows(sum.lags, history?.invalidationLag, minuteOf(firstStep), minuteOf(lastStep));
  return sum;
}

function addRows(into: Float64Array, ring: Ring | undefined, first: number, last: number): void {
  if (ring === undefined) return;
  for (let step = first; step <= last; step += 1) {
    const row = rowOf(ring, step);
    if (row !== undefined) addCells(into, row);
  }
}
