// What the control plane needs from outside, apart from its database: the edges, what passed through them, and health.
import type { ServedProject } from "../core/served-project.ts";
import type { Traffic } from "../core/traffic.ts";
import type { Edge } from "../edge/edge.ts";
import type { Origin } from "../edge/ports.ts";
import type { EdgeView, SessionEntryView } from "./api/views.ts";

/** The edges that this control plane can reach. */
export interface ControlEdges {
  /** Tells every edge of a project's revision. Resolves when the bus has taken it over. */
  publish(project: ServedProject): Promise<void>;
  /** Every edge, with what it holds. */
  list(): readonly EdgeView[];
  /** The revision of a project that is in force at every edge; undefined where none serves it. */
  appliedRevision(projectId: string): number | undefined;
  /** Where invalidations of a project are published, so that they are in force everywhere. */
  invalidationTarget(projectId: string): Pick<Edge, "invalidate" | "passAdmin"> | undefined;
  /** Where the project's admin gateway leads. */
  adminOrigin(projectId: string): Origin | undefined;
  /** What the edges hold of an identity or a session, at most so many entries. */
  sessions(
    projectId: string,
    scope: { readonly kind: "identity" | "session"; readonly value: string },
    entriesMax: number,
  ): readonly SessionEntryView[];
  /** One session check through a project's edge, as a caller would send it. */
  check(
    projectId: string,
    headers: readonly string[],
  ): Promise<
    | { readonly status: number; readonly headers: readonly string[]; readonly durationMs: number }
    | undefined
  >;
}

/** Answers the paths of health; undefined for every other path. */
export type ControlHealth = (
  path: string,
) => Promise<{ readonly status: number; readonly content: unknown } | undefined>;

/** What passed through the edges lately. */
export interface ControlTraffic {
  /** The last minutes of a project, from 1 to 60. */
  read(projectId: string, minutes: number): Traffic;
}
