// Edges, what they hold, and two checks through one of them.
import type { Calls, Schemas } from "./wire.ts";

/** An edge that has been heard of. */
export type Edge = Schemas["Edge"];

/** One stored answer. */
export type HeldEntry = Schemas["SessionEntry"];

/** What edges hold of one identity or session. */
export type Held = Calls["GET /projects/{project}/sessions"]["answer"];

/** Whose stored answers to remove: of all that the API takes, what the page sends. */
export type Invalidation =
  | { readonly scope: "identity" | "session"; readonly id: string }
  | { readonly scope: "project" };

/** What to send with two checks; `max_age` is in seconds. */
export type LiveCheckOrder = Schemas["LiveCheckBody"];

/** The answers without their bodies and cookies. */
export type LiveChecks = Schemas["LiveCheck"];

/** One check's answer. */
export type LiveCheck = LiveChecks["checks"][number];
