// The health of each project, from what its record, its plan and its edges say.
import {
  healthAtEdge,
  projectHealth,
  type ProjectHealth,
} from "../../core/health/project-health.ts";
import { type HealthFacts, type ProjectState } from "../../core/health/project-state.ts";
import { soundFlags } from "../projects/feature-flags.ts";
import { planOf, type PlanTable } from "../projects/plans.ts";
import type { ControlEdges, EdgesHealth } from "../ports.ts";
import type { ProjectRecord } from "../storage.ts";

/** What the health of projects is made of. */
export interface HealthParts {
  readonly edges: Pick<ControlEdges, "lookAtHealth">;
  readonly plans: () => PlanTable;
  /** Wall clock, in milliseconds. */
  readonly nowMs: () => number;
}

/** How a project is at one edge. */
export interface EdgeHealth extends ProjectState {
  readonly name: string;
  readonly instance: string;
}

/** The health of projects. */
export interface ProjectHealths {
  /** Cheap to call for many projects in a row, because the edges are looked at once for all of them. */
  of(project: ProjectRecord): ProjectHealth;
  /** How the project is at each edge that should serve it. */
  atEdges(project: ProjectRecord): readonly EdgeHealth[];
}

/** One look at the edges serves all questions of this time. */
const lookForMs = 50;

/** Reads the health of projects at the moment that it is asked for. */
export function createProjectHealths({ edges, plans, nowMs }: HealthParts): ProjectHealths {
  let latest: { readonly look: EdgesHealth; readonly atMs: number } | undefined;
  const look = (): EdgesHealth => {
    const atMs = nowMs();
    if (latest === undefined || Math.abs(atMs - latest.atMs) > lookForMs) {
      latest = { look: edges.lookAtHealth(), atMs };
    }
    return latest.look;
  };
  const factsOf = (project: ProjectRecord): HealthFacts => {
    const flags = soundFlags(project.flags);
    const plan = planOf(plans(), project.plan);
    const now = look();
    return {
      hasOrigin: flags.origin_url !== "",
      wanted: flags.cacheable_sessions,
      entitled: plan.cacheableSessions,
      plan: plan.title,
      cookieName: flags.cookie_name,
      applied: (now.appliedRevision(project.id) ?? project.revision) >= project.revision,
      edges: now.edgesOf(project.id),
      unheard: now.unheard,
      own: now.ownSignOf(project.id),
    };
  };
  return {
    of: (project) => projectHealth(factsOf(project)),
    atEdges: (project) => {
      const facts = factsOf(project);
      return facts.edges.map((edge) => ({
        name: edge.name,
        instance: edge.instance,
        ...healthAtEdge(facts, edge),
      }));
    },
  };
}
