// Traffic of some time as it is added up: counters, and times in bins. Counts and quantiles are read from such a sum.
import { addBins, binsText, durationBins, quantileMs } from "./durations.ts";
import type { TrafficCounts, TrafficTotal } from "./traffic.ts";

/** Place of each counter. A report and the control database have them in this order, so that a new one comes last. */
export const column = {
  hits: 0,
  misses: 1,
  forced: 2,
  bypass: 3,
  errors: 4,
  originCalls: 5,
  invalidations: 6,
} as const;

/** The number of counters. */
export const columns = 7;

/** Numbers that are only read. */
type Cells = ArrayLike<number>;

/** A sum of traffic. */
export interface TrafficSum<Numbers extends Cells = Cells> {
  /** One for each of `column`. */
  readonly counts: Numbers;
  /** Times of hits in bins. */
  readonly hitTimes: Numbers;
  /** Times of origin calls in bins. */
  readonly callTimes: Numbers;
  /** Time from a change until it was in force, in bins. */
  readonly lags: Numbers;
}

/** A sum that can be added to. */
export type GrowingSum = TrafficSum<Float64Array>;

/** A sum as text, for reports and rows: `counts` are numbers, and each of the others is a text of bins. */
export interface SumText {
  readonly counts: readonly number[];
  readonly hitTimes: string;
  readonly callTimes: string;
  readonly lags: string;
}

/** A sum of nothing. */
export function emptySum(): GrowingSum {
  return {
    counts: new Float64Array(columns),
    hitTimes: new Float64Array(durationBins),
    callTimes: new Float64Array(durationBins),
    lags: new Float64Array(durationBins),
  };
}

/** Adds numbers to others. */
export function addCells(into: Float64Array, from: Cells): void {
  for (let cell = 0; cell < into.length; cell += 1) {
    into[cell] = (into[cell] ?? 0) + (from[cell] ?? 0);
  }
}

/** Adds a sum to another. */
export function addSum(into: GrowingSum, from: TrafficSum): void {
  addCells(into.counts, from.counts);
  addCells(into.hitTimes, from.hitTimes);
  addCells(into.callTimes, from.callTimes);
  addCells(into.lags, from.lags);
}

/** Writes a sum as text. */
export function sumText(sum: TrafficSum): SumText {
  return {
    counts: Array.from(sum.counts),
    hitTimes: binsText(sum.hitTimes),
    callTimes: binsText(sum.callTimes),
    lags: binsText(sum.lags),
  };
}

/** Adds what `sumText` wrote to a sum, `times` times. */
export function addSumText(into: GrowingSum, text: SumText, times = 1): void {
  for (let cell = 0; cell < columns; cell += 1) {
    into.counts[cell] = (into.counts[cell] ?? 0) + times * (text.counts[cell] ?? 0);
  }
  addBins(into.hitTimes, text.hitTimes, times);
  addBins(into.callTimes, text.callTimes, times);
  addBins(into.lags, text.lags, times);
}

/** Reads counts and quantiles. */
export function countsOf({ counts, hitTimes, callTimes }: Omit<TrafficSum, "lags">): TrafficCounts {
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

/** Reads counts and quantiles, and what only a whole period has. */
export function totalOf(sum: TrafficSum): TrafficTotal {
  const whole = countsOf(sum);
  const { hits, misses, forced, originCalls: calls } = whole;
  return {
    ...whole,
    callsSaved: Math.max(0, hits + misses + forced - calls),
    invalidations: sum.counts[column.invalidations] ?? 0,
    invalidationP50Ms: quantileMs(sum.lags, 0.5),
    invalidationP99Ms: quantileMs(sum.lags, 0.99),
  };
}

/** What was counted of a project in a minute. */
export interface MinuteTraffic {
  readonly project: string;
  /** How many edges had checks of the project then or later. */
  readonly edges: number;
  readonly sum: TrafficSum;
}
