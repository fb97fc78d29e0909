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
