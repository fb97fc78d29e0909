// Durations sorted into bins that grow by a sixth of an octave each, and quantiles read from them.

/** The shortest duration that is measured, in milliseconds (2 µs). A shorter one counts in the first bin. */
export const shortestMs = 2 ** -9;

/** The end of the last bin, in milliseconds (65.5 s); what is longer counts in that bin. */
export const longestMs = 2 ** 16;

const octaves = 25;
const binsPerOctave = 6;

/** Bins of one histogram. Their bounds are `shortestMs` × 2^(bin / 6). */
export const durationBins = octaves * binsPerOctave;

/**
 * No quantile is further off than this factor, up or down, for durations between `shortestMs` and `longestMs`:
 * the width of a bin, 2^(1/6) = 1.1225, and rounding to four digits. Where durations lie evenly within their bin,
 * as many of them do, interpolation leaves an error of a few percent.
 */
export const quantileErrorFactor = 1.1231;

const quantileDigits = 4;

/** The bin of a duration in milliseconds. Anything that is not a duration counts as the shortest. */
export function binOf(durationMs: number): number {
  if (!(durationMs > shortestMs)) return 0;
  if (durationMs >= longestMs) return durationBins - 1;
  // The logarithm rounds, so that the last instant before `longestMs` would be a bin too far.
  const bin = Math.trunc(Math.log2(durationMs / shortestMs) * binsPerOctave);
  return Math.min(bin, durationBins - 1);
}

/**
 * The duration, in milliseconds, of rank `share` × n among the n that `bins` counts (nearest rank, rounded up), or
 * null where n is 0. Interpolated within its bin as if what the bin holds were spread evenly on the logarithmic
 * scale; `quantileErrorFactor` bounds the error.
 */
export function quantileMs(bins: ArrayLike<number>, share: number): number | null {
  let durations = 0;
  for (let bin = 0; bin < bins.length; bin += 1) durations += bins[bin] ?? 0;
  if (durations === 0) return null;
  const rank = Math.max(1, Math.ceil(share * durations));
  let below = 0;
  let bin = 0;
  while (below + (bins[bin] ?? 0) < rank) {
    below += bins[bin] ?? 0;
    bin += 1;
  }
  const within = (rank - below - 0.5) / (bins[bin] ?? 1);
  const ms = shortestMs * 2 ** ((bin + within) / binsPerOctave);
  return Number(ms.toPrecision(quantileDigits));
}

/**
 * Bins as text: the first bin that is not 0, a colon, and the counts from there on, separated by points. All numbers are in
 * base 36, and a 0 is left out. Empty if all are 0.
 */
export function binsText(bins: ArrayLike<number>): string {
  let first = 0;
  while (first < bins.length && bins[first] === 0) first += 1;
  let end = bins.length;
  while (end > first && bins[end - 1] === 0) end -= 1;
  if (first === end) return "";
  const counts = Array.from({ length: end - first }, (_, index) => {
    const count = bins[first + index] ?? 0;
    return count === 0 ? "" : count.toString(36);
  });
  return `${first.toString(36)}:${counts.join(".")}`;
}

/** The longest text of bins that is read: each bin with a count of eight digits, which is 2.8 billion. */
const binsTextMax = durationBins * 9;

/** Adds what `binsText` wrote to `into`, `times` times. A text of another shape adds nothing. */
export function addBins(into: Float64Array, text: string, times = 1): void {
  if (text.length > binsTextMax || !/^[\da-z]{1,2}:[\da-z.]+$/.test(text)) return;
  const colon = text.indexOf(":");
  const first = Number.parseInt(text.slice(0, colon), 36);
  const counts = text.slice(colon + 1).split(".");
  counts.forEach((count, index) => {
    const bin = first + index;
    if (count === "" || bin >= into.length) return;
    into[bin] = (into[bin] ?? 0) + times * Number.parseInt(count, 36);
  });
}
