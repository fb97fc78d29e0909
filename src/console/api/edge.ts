// Edges, their stored answers, and live checks.
import type { Calls, Schemas } from "./wire.ts";

/** A known edge. */
export type Edge = Schemas["Edge"];

/** One stored answer. */
export type HeldEntry = Schemas["SessionEntry"];

/** The sessions with most hits, by edge. */
export type MostAsked = Calls["GET /projects/{project}/sessions/most-asked"]["answer"];

/** The identities of an e-mail address. */
export type FoundIdentities = Schemas["FoundIdentities"];

/** What each edge has stored of one identity, session or credential. */
export type Held = Calls["GET /projects/{project}/sessions"]["answer"];

/** Which stored answers to invalidate. The API accepts more forms than the Console sends. */
export type Invalidation =
  | { readonly scope: "identity" | "session"; readonly id: string }
  | { readonly scope: "project" };

/** How far an invalidation has got. */
export type Reach = Schemas["Invalidated"];

/** What to send with the two checks. `max_age` is in seconds. */
export type LiveCheckOrder = Schemas["LiveCheckBody"];

/** The answers without their bodies and cookies. */
export type LiveChecks = Schemas["LiveCheck"];

/** One check's answer. */
export type LiveCheck = LiveChecks["checks"][number];
