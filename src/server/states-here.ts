// The states of the projects at one edge, as its metrics show them.
import { projectHealth } from "../core/health/project-health.ts";
import type { ProjectSign } from "../core/health/signs.ts";
import type { ServedProject } from "../core/served-project.ts";

/**
 * Every state that holds here, by project. An edge knows whether Edge Sessions is on for a project, and not whether that is
 * so because of its plan.
 */
export function statesHere(
  served: readonly ServedProject[],
  signs: readonly ProjectSign[],
  degraded: string | undefined,
): readonly (readonly [project: string, state: string])[] {
  const byProject = new Map(signs.map((sign) => [sign.project, sign]));
  return served.flatMap(({ settings, originUrl }) => {
    const sign = byProject.get(settings.project);
    const health = projectHealth({
      hasOrigin: originUrl !== undefined,
      wanted: settings.cacheableSessions,
      entitled: true,
      plan: "",
      cookieName: settings.cookieName,
      applied: true,
      edges: [
        {
          name: "",
          instance: "",
          state: degraded === undefined ? "healthy" : "degraded",
          sinceMs: undefined,
          sign,
        },
      ],
      own: sign,
    });
    return [health, ...health.also].map(({ state }) => [settings.project, state] as const);
  });
}
