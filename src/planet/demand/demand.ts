// Where checks come from.
import type { Place } from "../world/place.ts";

/** One place that checks come from. */
export interface DemandPoint extends Place {
  /** Its share of all checks. The shares of a demand add up to 1. */
  readonly share: number;
  /** Round trip between the client and the core of the network. */
  readonly lastMileMs: number;
}

/** All places that checks come from. */
export interface Demand {
  /** Whose checks these are: people with their browsers and apps, or servers in data centres. */
  readonly of: "people" | "backends";
  readonly points: readonly DemandPoint[];
  /** What it was made of, for reports: `the world's people`, `requests.csv`. */
  readonly source: string;
}
