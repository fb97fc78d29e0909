// How a project is.
import type { Schemas } from "./wire.ts";

/** The gravest state of a project, and the others that hold too. */
export type ProjectHealth = Schemas["ProjectHealth"];

/** The same, with how it is at each edge. */
export type ProjectHealthAtEdges = Schemas["ProjectHealthAtEdges"];

/** One state. */
export type ProjectState = ProjectHealth["also"][number];
