// What a project's checks came to, in steps of time.
import type { Schemas } from "./wire.ts";

/** Steps, oldest first, without gaps. */
export type Traffic = Schemas["Traffic"];

/** One step, or a span of them. Milliseconds; null where nothing was measured. */
export type TrafficCounts = Traffic["buckets"][number];

/** The whole span. */
export type TrafficTotal = Traffic["total"];
