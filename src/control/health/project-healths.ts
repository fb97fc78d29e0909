// The health of each project, from what its record, its plan and its edges say.
import {
  projectHealth,
  type EdgeOfProject,
  type ProjectHealth,
} from "../../core/health/project-health.ts";
import type { ProjectSign } from "../../core/health/signs.ts";
import { soundFlags } from "../projects/feature-flags.ts";
import { planOf, type PlanTable } from "../projects/plans.ts";
import type { ControlEdges } from "../ports.ts";
import type { ProjectRecord } from "../storage.ts";

/** What the health of projects is made of. */
export interface HealthParts {
  readonly edges: ControlEdges;
  readonly plans: () => PlanTable;
}

/** The health of projects. */
export interface ProjectHealths {
  of(project: ProjectRecord): ProjectHealth;
}

/** Reads the health of projects at the moment that it is asked for. */
export function createProjectHealths({ edges, plans }: HealthParts): ProjectHealths {
  return {
    of: (project) => {
      const flags = soundFlags(project.flags);
      const plan = planOf(plans(), project.plan);
      return projectHealth({
        hasOrigin: flags.origin_url !== "",
        wanted: flags.cacheable_sessions,
        entitled: plan.cacheableSessions,
        plan: plan.title,
        cookieName: flags.cookie_name,
        applied: (edges.appliedRevision(project.id) ?? project.revision) >= project.revision,
        edges: edgesOf(edges, project.id),
        own: edges.signOf(project.id),
      });
    },
  };
}

/** The edges that follow this control plane and have not stopped in order. */
function edgesOf(edges: ControlEdges, projectId: string): readonly EdgeOfProject[] {
  return edges.list().flatMap(({ role, settings, state, name, instance, last_heard_at }) => {
    if (role !== "edge" || settings === "flags" || state === "stopped") return [];
    const sign: ProjectSign | undefined = edges.signOf(projectId, instance);
    const sinceMs = state === "silent" ? Date.parse(last_heard_at) : undefined;
    return [{ name, state, sinceMs, sign }];
  });
}
