// The ranges of traffic that the database has.

/** A range longer than an hour. */
export interface LongRange {
  readonly minutes: number;
  /** The length of a step. */
  readonly stepMinutes: number;
  /** Which rows it is made of. */
  readonly unit: "minute" | "hour";
}

/** A day in steps of 5 minutes, and 30 days in steps of 2 hours. */
export const longRanges: readonly LongRange[] = [
  { minutes: 1_440, stepMinutes: 5, unit: "minute" },
  { minutes: 43_200, stepMinutes: 120, unit: "hour" },
];
