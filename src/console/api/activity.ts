// The audit log.
import type { Schemas } from "./wire.ts";

/** Lines, newest first. `next` continues the list, and is null at its end. */
export type ActivityPage = Schemas["AuditPage"];

/** Who did what to what, with the state before and after. */
export type ActivityLine = ActivityPage["lines"][number];
