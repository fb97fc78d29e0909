// Plain counters: counting costs a field or a map entry, and everything else waits for the scrape.

/** Counts by label values, bounded in the number of different ones. */
export interface Tally {
  /** Adds to the count of these label values. Beyond the ceiling, everything new counts as `other`. */
  add(labels: readonly string[], amount?: number): void;
  /** Every count with its label values, in the order they first came. */
  entries(): Iterable<readonly [labels: readonly string[], count: number]>;
}

const seriesMax = 256;
// Below any character that a label value of ours has.
const separator = "\u0000";

/** An empty tally. Known label values can be given at once, so that they show as 0 before anything happened. */
export function createTally(known: readonly (readonly string[])[] = []): Tally {
  const counts = new Map<string, number>(known.map((labels) => [labels.join(separator), 0]));
  return {
    add: (labels, amount = 1) => {
      const wanted = labels.join(separator);
      const room = counts.size < seriesMax || counts.has(wanted);
      const key = room ? wanted : labels.map(() => "other").join(separator);
      counts.set(key, (counts.get(key) ?? 0) + amount);
    },
    entries: () => [...counts].map(([key, count]) => [key.split(separator), count] as const),
  };
}

/** Durations sorted into buckets. */
export interface Buckets {
  /** Upper bounds in seconds; one more bucket holds what is above. */
  readonly boundsSeconds: readonly number[];
  /** Not cumulated, one more than there are bounds. */
  readonly counts: Float64Array;
  sumSeconds: number;
}

/** Empty buckets. */
export function createBuckets(boundsSeconds: readonly number[]): Buckets {
  return { boundsSeconds, counts: new Float64Array(boundsSeconds.length + 1), sumSeconds: 0 };
}

/** Counts one duration, in milliseconds. Allocates nothing: every hit passes here. */
export function record(buckets: Buckets, durationMs: number): void {
  const seconds = durationMs / 1_000;
  const { boundsSeconds, counts } = buckets;
  let index = 0;
  while (index < boundsSeconds.length && seconds > (boundsSeconds[index] ?? 0)) index += 1;
  counts[index] = (counts[index] ?? 0) + 1;
  buckets.sumSeconds += seconds;
}
