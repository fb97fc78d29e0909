// A plan with everything that is printed of it. It takes seconds, so a thread of its own does it (planning-thread.ts).
import { mixOf } from "../../planet/checks/mix-of.ts";
import { profileMixes } from "../../planet/checks/profile-mixes.ts";
import { findProfile } from "../../planet/checks/profiles.ts";
import { backendDemand } from "../../planet/demand/backends.ts";
import { peopleDemand } from "../../planet/demand/people.ts";
import { makePlan, priceProfiles } from "../../planet/make-plan.ts";
import { cellWaits, reachedShare, type CellWait } from "../../planet/search/evaluate.ts";
import { msText } from "../../planet/report/figure-texts.ts";
import { metros } from "../../planet/world/metros.ts";
import { neededFor, type Needed, type Reached } from "./needed.ts";
import type { Progress } from "../../planet/search/goals.ts";
import type { ProfileName } from "../../planet/checks/profiles.ts";
import type { Usage } from "../../planet/checks/usage.ts";
import type { Demand } from "../../planet/demand/demand.ts";
import type { Goal, Plan, PlanRequest, PricedProfile } from "../../planet/plan.ts";

/** What is planned: plain data, so that it can be sent to a thread. */
export interface PlanTask extends Pick<
  PlanRequest,
  "goal" | "candidates" | "keep" | "origin" | "network"
> {
  readonly of: Demand["of"];
  /** The operator's own. Undefined: that of the model. */
  readonly demand: Demand | undefined;
  readonly usage: Usage;
  readonly profile: ProfileName;
}

/** What was planned: plain data too. */
export interface Planned {
  readonly plan: Plan;
  /** Each settings profile with the edges of the plan. */
  readonly priced: readonly PricedProfile[];
  /** How each demand point is served. */
  readonly cells: readonly CellWait[];
  /** What a target of all checks needs that no choice of places reaches. Empty for other goals. */
  readonly needed: readonly Needed[];
  /** What was asked for as a share within a time. Undefined for other goals. */
  readonly reached: Reached | undefined;
}

/** Plans. `say` is called with what the search does. */
export function planned(task: PlanTask, say: (text: string) => void): Planned {
  const { goal, candidates, keep, origin, network, usage, of } = task;
  const demand =
    task.demand ?? (of === "people" ? peopleDemand(network) : backendDemand(metros, network));
  const profile = findProfile(task.profile);
  if (profile === undefined) throw new Error(`There is no profile ${task.profile}.`);
  const mix = mixOf(usage, profile.settings, network);
  const mixes = profileMixes(usage, profile, network);
  const scene = { demand, origin, mix, network };
  const plan = makePlan({ ...scene, goal, candidates, keep }, (progress) =>
    say(progressText(progress, goal)),
  );
  const edges = plan.edges.map(({ metro }) => metro);
  return {
    plan,
    priced: priceProfiles(scene, edges, mixes),
    cells: cellWaits(scene, edges),
    needed:
      goal.kind === "target" && goal.of === "checks" && !plan.reached
        ? neededFor(goal, { ...scene, candidates }, usage, profile.settings)
        : [],
    reached:
      goal.kind === "within"
        ? {
            ms: goal.ms,
            share: reachedShare(scene, edges, goal.ms),
            most: reachedShare(scene, candidates, goal.ms),
          }
        : undefined,
  };
}

const phases: Readonly<Record<Progress["phase"], string>> = {
  adding: "adding edges",
  swapping: "swapping edges",
  dropping: "trying fewer edges",
};

function progressText({ phase, edges, figures }: Progress, goal: Goal): string {
  const { p95Ms, p99Ms } = figures[goal.kind === "target" ? goal.of : "checks"];
  const count = edges === 1 ? "1 edge gives" : `${edges} edges give`;
  return `${phases[phase]}: ${count} P95 ${msText(p95Ms)} and P99 ${msText(p99Ms)}`;
}
