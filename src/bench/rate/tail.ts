// What is said about many waiting times: some percentiles and the longest.

/** Waiting times of one kind of request in one turn, in milliseconds. */
export interface Tail {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** The percentiles of a tail and their names, from the shortest wait to the longest. */
export const percentiles = [
  { name: "p50", label: "p50" },
  { name: "p99", label: "p99" },
  { name: "p999", label: "p99.9" },
  { name: "max", label: "max" },
] as const;

/** Name of a percentile. */
export type PercentileName = (typeof percentiles)[number]["name"];

const p99 = 0.99;
const p999 = 0.999;

/**
 * The value that a share of all values does not exceed (the nearest rank, so it is one of them). The values must be
 * sorted. Throws on an empty series.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error("a percentile needs at least one value");
  return value;
}

/** The tail of waiting times in any order; undefined without any. */
export function tailOf(waits: Float64Array): Tail | undefined {
  if (waits.length === 0) return undefined;
  const sorted = waits.toSorted();
  return {
    count: sorted.length,
    p50: percentile(sorted, 1 / 2),
    p99: percentile(sorted, p99),
    p999: percentile(sorted, p999),
    max: percentile(sorted, 1),
  };
}
