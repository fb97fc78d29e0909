// The words for how a project can be, and what they follow from.
import type { ProjectSign } from "./signs.ts";

/** Every state of a project, gravest first. */
export const healthStates = [
  "not-set-up",
  "no-edge",
  "origin-failing",
  "invalidations-missing",
  "cookie-name-wrong",
  "rate-limited",
  "plan-excludes",
  "settings-pending",
  "off",
  "serving",
] as const;

/** A state of a project. */
export type HealthState = (typeof healthStates)[number];

/** How grave a state is: `bad` harms checks now, `warning` may, `off` is as an operator chose it. */
export type Severity = "good" | "warning" | "bad" | "off";

/** Where a state is fixed: a page of the Console. */
export type FixPage = "advanced" | "edges" | "set-up" | "overview";

/** One state of a project, for people. */
export interface ProjectState {
  readonly state: HealthState;
  readonly severity: Severity;
  /** When it began, in wall-clock milliseconds. Undefined if that is not known. */
  readonly sinceMs: number | undefined;
  /**
   * What is, such as "Identity server failing: 502s". Without the time and without a final dot. The time belongs before the
   * colon.
   */
  readonly sentence: string;
  /** Why, and what it means for checks. */
  readonly reason: string;
  /** What to do about it. Undefined if there is nothing to do. */
  readonly fix: { readonly text: string; readonly page: FixPage } | undefined;
}

/** What one edge says of a project. */
export interface EdgeOfProject {
  readonly name: string;
  /** Another one after each restart. */
  readonly instance: string;
  readonly state: "healthy" | "degraded" | "silent";
  /** Since when it has been in that state, in wall-clock milliseconds. Undefined if that is not known. */
  readonly sinceMs: number | undefined;
  /** Why it is degraded. Undefined if that is not known. */
  readonly reason?: string | undefined;
  readonly sign: ProjectSign | undefined;
}

/** What the state of a project follows from. */
export interface HealthFacts {
  /** Whether it has the URL of an identity server. */
  readonly hasOrigin: boolean;
  /** Whether Edge Sessions is set to on. */
  readonly wanted: boolean;
  /** Whether the plan includes Edge Sessions. */
  readonly entitled: boolean;
  /** The title of the plan. */
  readonly plan: string;
  readonly cookieName: string;
  /** Whether every edge that can be heard has applied the current settings. */
  readonly applied: boolean;
  /** Every edge that should serve it. Edges that stopped in order are not among them. */
  readonly edges: readonly EdgeOfProject[];
  /** Why the process that computes this does not hear how the edges are. Undefined if it does. */
  readonly unheard?: string | undefined;
  /** What the control plane itself notices of the identity server. */
  readonly own: ProjectSign | undefined;
}
