// How a series of times is shown: some of its percentiles, and a histogram.

/** The value that this share of the series does not exceed. NaN if it is empty. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

const boundsMs = [
  0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 80, 100, 150, 200, 300, 500, 1_000, 3_000,
];
const barWidth = 50;

/** Lines with the number of values in each range, and a bar. */
export function histogram(values: readonly number[]): readonly string[] {
  const counts = boundsMs.map(
    (bound, index) =>
      values.filter((value) => value <= bound && value > (boundsMs[index - 1] ?? -1)).length,
  );
  const beyond = values.filter((value) => value > (boundsMs.at(-1) ?? 0)).length;
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  const most = Math.max(...counts);
  const lines = boundsMs.slice(first, last + 1).map((bound, index) => {
    const count = counts[first + index] ?? 0;
    const bar = "#".repeat(Math.ceil((count / most) * barWidth));
    return `${`≤ ${bound} ms`.padStart(10)} ${String(count).padStart(6)} ${bar}`;
  });
  return beyond === 0 ? lines : [...lines, `   later   ${String(beyond).padStart(6)}`];
}
