// Where the scale of a chart ends, so that a few high values do not press all others to the ground.
import type { ChartData } from "./series.ts";

/** A scale that ends below some values. */
export interface Cut {
  /** The highest value of the scale. */
  readonly top: number;
  /** How many values are above it. */
  readonly above: number;
  /** The highest of them, and when it was measured, in seconds since the epoch. */
  readonly highest: number;
  readonly at: number;
}

/** With fewer values than this, each of them counts. */
const valuesMin = 20;
/** The share of values that the scale is made for. */
const shareShown = 0.97;
/** How much higher than those the highest value must be to be cut off. */
const factorMin = 3;
const headroom = 1.4;

/** Where to cut the scale. Undefined if all values fit. */
export function cutOf({ times, series }: ChartData): Cut | undefined {
  const values = series.flatMap((line) => line.values.filter((value) => value !== null));
  if (values.length < valuesMin) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const usual = sorted[Math.ceil(shareShown * sorted.length) - 1] ?? 0;
  const highest = sorted.at(-1) ?? 0;
  if (usual <= 0 || highest <= usual * factorMin) return undefined;
  const top = usual * headroom;
  const place = times.findIndex((_, index) =>
    series.some((line) => line.values[index] === highest),
  );
  return {
    top,
    above: sorted.filter((value) => value > top).length,
    highest,
    at: times[place] ?? 0,
  };
}

/** The places in the data where a line is above the scale. */
export function placesAbove({ times, series }: ChartData, top: number): readonly number[] {
  return times.flatMap((_, place) =>
    series.some((line) => (line.values[place] ?? 0) > top) ? [place] : [],
  );
}
