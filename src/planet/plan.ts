// What a plan is: what was asked, the edges that were found, and what they give.
import type { CheckMix } from "./checks/mix.ts";
import type { ProfileName } from "./checks/profiles.ts";
import type { Figures } from "./search/figures.ts";
import type { Demand } from "./demand/demand.ts";
import type { Network } from "./physics/network.ts";
import type { Metro, Place } from "./world/place.ts";

/** What a plan must reach. */
export type Goal =
  /** The best set of so many edges. */
  | { readonly kind: "edges"; readonly count: number }
  /** The fewest edges whose checks wait at most so long: all checks, or only hits on open connections. */
  | {
      readonly kind: "target";
      readonly of: "checks" | "hits";
      readonly p95Ms?: number;
      readonly p99Ms?: number;
    }
  /** The fewest edges that answer this share of people or backends within `ms` (hits on open connections). */
  | { readonly kind: "within"; readonly ms: number; readonly share: number };

/** What is asked of the planner. */
export interface PlanRequest {
  readonly goal: Goal;
  readonly demand: Demand;
  /** Where edges may be. Includes `keep`. */
  readonly candidates: readonly Metro[];
  /** Where edges are already, or must be. */
  readonly keep: readonly Metro[];
  /** Where the identity server is. */
  readonly origin: Place & { readonly name: string };
  readonly mix: CheckMix;
  readonly network: Network;
}

/** One edge of a plan. */
export interface PlannedEdge {
  readonly metro: Metro;
  /** Of all checks, those to which it is the nearest. */
  readonly share: number;
  /** Hits on open connections there. */
  readonly p95Ms: number;
  /** Round trip to the identity server. */
  readonly originMs: number;
  readonly kept: boolean;
}

/** What a change of one edge does. */
export interface Change {
  readonly metro: Metro;
  readonly figures: Figures;
}

/** How the NATS servers of the regions are joined. Times are those of an invalidation between two regions. */
export interface PlannedBus {
  /** The best hub: the servers of the other regions would connect to it. In a mesh, operators make the logs there. */
  readonly hub: Metro;
  /** Through the hub. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** If each region has a relay, and each relay is connected with all others. */
  readonly mesh: { readonly p50Ms: number; readonly p99Ms: number };
  /** Which of the two the plan uses. */
  readonly join: "hub" | "mesh";
}

/** The plan. */
export interface Plan {
  readonly goal: Goal;
  /** Whether the goal is reached. An `edges` goal is, unless there are fewer candidates or more kept edges. */
  readonly reached: boolean;
  readonly edges: readonly PlannedEdge[];
  readonly figures: Figures;
  /** Each check at the candidate that is best for it: no choice of candidates is better. `edges`: all candidates. */
  readonly bound: { readonly edges: number; readonly figures: Figures };
  /** The best next edges, the best first. At most 3. */
  readonly next: readonly Change[];
  /** What is left without each edge, the worst first. */
  readonly losses: readonly Change[];
  readonly bus: PlannedBus;
  readonly mix: CheckMix;
  readonly demand: Pick<Demand, "of" | "source">;
  readonly origin: PlanRequest["origin"];
}

/** What a settings profile gives with the edges of a plan. */
export interface PricedProfile {
  readonly profile: ProfileName;
  readonly mix: CheckMix;
  readonly figures: Figures;
}
