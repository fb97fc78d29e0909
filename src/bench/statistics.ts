// What is told of a series of rounds: the middle one, and how far the others lie from it.

/** Median, least and greatest of a series. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle value; the mean of the middle two where the count is even. Throws on an empty series. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined)
    throw new Error("a median needs at least one value");
  return (lower + upper) / 2;
}

/** Median and range. Throws on an empty series. */
export function summarize(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * The ratio of two series, round by round: both had their turn at nearly the same time, so what else the machine did
 * weighs on both. Throws where the series differ in length.
 */
export function ratios(of: readonly number[], against: readonly number[]): readonly number[] {
  if (of.length !== against.length) throw new Error("the series must have the same rounds");
  return of.map((value, round) => value / (against[round] ?? Number.NaN));
}
