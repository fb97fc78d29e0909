// How far the set-up of a project is.
import type { Schemas } from "./wire.ts";

/** The steps, and how many of them are done. */
export type SetUp = Schemas["SetUp"];

/** One step. */
export type SetUpStep = Schemas["SetUpStep"];

/** The name of the session cookie among pasted cookies. */
export type CookieNameFound = Schemas["CookieNameFound"];

/** How far a test hook has got. */
export type HookTested = Schemas["HookTested"];
