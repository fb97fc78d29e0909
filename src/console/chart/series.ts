// What a chart shows.

/** One line. `look` names a colour and a dash pattern: 1 to 3, and `bad` for errors. */
export interface Series {
  readonly label: string;
  readonly look: 1 | 2 | 3 | "bad";
  /** One value for each instant; null where nothing was measured. */
  readonly values: readonly (number | null)[];
}

/** Lines over the same instants. */
export interface ChartData {
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly stepSeconds: number;
  readonly series: readonly Series[];
}

/** Dashes of the looks, in pixels: lines can be told apart without colours. */
export const dashes: Readonly<Record<Series["look"], readonly number[]>> = {
  1: [],
  2: [6, 3],
  3: [2, 2],
  bad: [],
};
