// Policies of a project, and what the edge decides by them.
import type { Schemas } from "./wire.ts";

/** A policy as it is written. */
export type Policy = Schemas["Policy"];

/** What to send with a try. */
export type DecisionQuestion = Schemas["DecisionQuestion"];

/** What the edge answered. */
export type TriedDecision = Schemas["TriedDecision"];
