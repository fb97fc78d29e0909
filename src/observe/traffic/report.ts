// A project's traffic, from what is remembered.
import { durationBins, quantileMs } from "./durations.ts";
import { rowOf } from "./ring.ts";
import {
  beginOfStepMs,
  column,
  columns,
  minuteOf,
  stepAt,
  stepSeconds,
  stepsIn,
  type TrafficHistory,
} from "./history.ts";
import type { RecentTraffic, Traffic, TrafficCounts, TrafficTotal } from "../../core/traffic.ts";

/** What to report. Instants are milliseconds of the time that never goes back. */
export interface ReportSpan {
  readonly atMs: number;
  /** What to add to `atMs` for the wall clock's reading. */
  readonly toWallMs: number;
  /** From 1 to 60. */
  readonly minutes: number;
}

type Row = Uint32Array | Float64Array;

/** What was counted in some span. */
interface Rows {
  readonly counts: Row;
  readonly hitTimes: Row;
  readonly callTimes: Row;
}

const nothing: Rows = {
  counts: new Uint32Array(columns),
  hitTimes: new Uint32Array(durationBins),
  callTimes: new Uint32Array(durationBins),
};

/** Traffic of the last minutes, without the refresh interval. Without a history everything is 0. */
export function reportTraffic(
  history: TrafficHistory | undefined,
  span: ReportSpan,
): Omit<Traffic, "refreshIntervalMs"> {
  const { atMs, toWallMs, minutes } = span;
  const lastStep = stepAt(atMs);
  const steps = stepsIn(minutes);
  const firstStep = lastStep - steps + 1;
  const rows = Array.from({ length: steps }, (_, index) => rowsOf(history, firstStep + index));
  return {
    nowMs: atMs + toWallMs,
    stepSeconds,
    fromMs: beginOfStepMs(firstStep) + toWallMs,
    buckets: rows.map(countsOf),
    total: totalOf(rows, lagsOf(history, firstStep, lastStep)),
  };
}

/** The last minute in three numbers. Reads the counts only. */
export function recentTraffic(history: TrafficHistory | undefined, atMs: number): RecentTraffic {
  const sums = new Float64Array(columns);
  const lastStep = stepAt(atMs);
  const firstStep = lastStep - stepsIn(1) + 1;
  for (let step = firstStep; step <= lastStep; step += 1) {
    const row = history && rowOf(history.counts, step);
    if (row === undefined) continue;
    for (let cell = 0; cell < columns; cell += 1) {
      sums[cell] = (sums[cell] ?? 0) + (row[cell] ?? 0);
    }
  }
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

function rowsOf(history: TrafficHistory | undefined, step: number): Rows {
  const counts = history && rowOf(history.counts, step);
  if (history === undefined || counts === undefined) return nothing;
  return {
    counts,
    hitTimes: rowOf(history.hitTimes, step) ?? nothing.hitTimes,
    callTimes: rowOf(history.callTimes, step) ?? nothing.callTimes,
  };
}

function lagsOf(history: TrafficHistory | undefined, firstStep: number, lastStep: number): Row {
  const minutes: Row[] = [];
  for (let minute = minuteOf(firstStep); minute <= minuteOf(lastStep); minute += 1) {
    const row = history && rowOf(history.invalidationLag, minute);
    if (row !== undefined) minutes.push(row);
  }
  return sumOf(minutes, durationBins);
}

function sumOf(rows: readonly Row[], width: number): Row {
  const sum = new Float64Array(width);
  for (const row of rows) {
    for (let cell = 0; cell < width; cell += 1) sum[cell] = (sum[cell] ?? 0) + (row[cell] ?? 0);
  }
  return sum;
}

function countsOf({ counts, hitTimes, callTimes }: Rows): TrafficCounts {
  const of = (name: keyof typeof column): number => counts[column[name]] ?? 0;
  const [hits, misses, forced] = [of("hits"), of("misses"), of("forced")];
  const [bypass, errors] = [of("bypass"), of("errors")];
  return {
    checks: hits + misses + forced + bypass + errors,
    hits,
    misses,
    forced,
    bypass,
    errors,
    originCalls: of("originCalls"),
    hitP50Ms: quantileMs(hitTimes, 0.5),
    hitP95Ms: quantileMs(hitTimes, 0.95),
    hitP99Ms: quantileMs(hitTimes, 0.99),
    originP50Ms: quantileMs(callTimes, 0.5),
    originP95Ms: quantileMs(callTimes, 0.95),
    originP99Ms: quantileMs(callTimes, 0.99),
  };
}

function totalOf(rows: readonly Rows[], lags: Row): TrafficTotal {
  const used = rows.filter((row) => row !== nothing);
  const counts = sumOf(
    used.map((row) => row.counts),
    columns,
  );
  const whole = countsOf({
    counts,
    hitTimes: sumOf(
      used.map((row) => row.hitTimes),
      durationBins,
    ),
    callTimes: sumOf(
      used.map((row) => row.callTimes),
      durationBins,
    ),
  });
  const { hits, misses, forced, originCalls: calls } = whole;
  return {
    ...whole,
    callsSaved: Math.max(0, hits + misses + forced - calls),
    invalidations: counts[column.invalidations] ?? 0,
    invalidationP50Ms: quantileMs(lags, 0.5),
    invalidationP99Ms: quantileMs(lags, 0.99),
  };
}
