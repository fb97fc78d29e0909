// How a project's checks were answered, in steps of time.
import type { Schemas } from "./wire.ts";

/** Steps, oldest first, without gaps. */
export type Traffic = Schemas["Traffic"];

/** One step, or several. Times are in milliseconds, and null if nothing was measured. */
export type TrafficCounts = Traffic["buckets"][number];

/** The whole span. */
export type TrafficTotal = Traffic["total"];
