// What can be looked at: plans, edges, and how a project is.
import { z } from "@hono/zod-openapi";
import { isEntitled, planOf, type PlanTable } from "../projects/plans.ts";
import type { ControlEdges } from "../ports.ts";
import type { Addressing } from "../projects/addressing.ts";
import type { ProjectHealths } from "../health/project-healths.ts";
import { healthAtEdgesSchema, healthAtEdgesView } from "./health-at-edges-view.ts";
import { projectUrls } from "../set-up/project-urls.ts";
import { content, projectRoute, route, type ApiRoute } from "./route.ts";
import { edgeSchema } from "./views.ts";

/** What these routes need. */
export interface InsightRoutesParts {
  readonly edges: ControlEdges;
  readonly healths: ProjectHealths;
  readonly plans: () => PlanTable;
  readonly addressing: Addressing;
  /** The URL of the edges' public listener, whose host is replaced by a project's. Undefined if no edge is known. */
  readonly edgeUrl: () => string | undefined;
}

const planSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    cacheable_sessions: z
      .boolean()
      .openapi({ description: "Whether its projects may use Edge Sessions." }),
  })
  .openapi("Plan");

const stateSchema = z
  .object({
    cacheable_sessions: z.boolean().openapi({ description: "Whether it is set to on." }),
    entitled: z.boolean().openapi({ description: "Whether the plan includes it." }),
    effective: z.boolean().openapi({
      description: "Whether it is on at the edges: it is set to on, and the plan includes it.",
    }),
    plan: planSchema,
    urls: z.array(z.string()).openapi({ description: "The URLs of the project at the edges." }),
    revision: z.number().int(),
    applied_revision: z.number().int().nullable(),
  })
  .openapi("EdgeSessionsState");

/** The routes. */
export function insightRoutes(parts: InsightRoutesParts): readonly ApiRoute[] {
  const { edges, healths, plans, addressing } = parts;
  return [
    route({
      method: "get",
      path: "/plans",
      summary: "List the operator's plans",
      scope: "read",
      answer: { status: 200, schema: z.array(planSchema.extend({ default: z.boolean() })) },
      handle: () =>
        content(
          plans().plans.map(({ name, title, cacheableSessions }) => ({
            name,
            title,
            cacheable_sessions: cacheableSessions,
            default: name === plans().defaultPlan,
          })),
        ),
    }),
    route({
      method: "get",
      path: "/edges",
      summary: "List the edges",
      scope: "read",
      answer: { status: 200, schema: z.array(edgeSchema) },
      handle: ({ caller }) => {
        const { projectId } = caller.key;
        const all = edges.list();
        if (projectId === undefined) return content(all);
        return content(
          all.map((edge) => ({
            ...edge,
            // The figures of all projects say something about the other projects.
            entries: null,
            bytes: null,
            checks: null,
            hit_ratio: null,
            projects: edge.projects.filter(({ id }) => id === projectId),
          })),
        );
      },
    }),
    projectRoute({
      method: "get",
      path: "/projects/{project}/edge-sessions",
      summary: "Get whether Edge Sessions is set to on, allowed and on at the edges",
      scope: "read",
      answer: { status: 200, schema: stateSchema },
      handle: ({ project }) => {
        const { name, title, cacheableSessions } = planOf(plans(), project.plan);
        const entitled = isEntitled(project, plans());
        return content({
          cacheable_sessions: project.flags.cacheable_sessions,
          entitled,
          effective: project.flags.cacheable_sessions && entitled,
          plan: { name, title, cacheable_sessions: cacheableSessions },
          urls: projectUrls(project, addressing, parts.edgeUrl()),
          revision: project.revision,
          applied_revision: edges.appliedRevision(project.id) ?? null,
        });
      },
    }),
    projectRoute({
      method: "get",
      path: "/projects/{project}/health",
      summary: "Get how a project is",
      scope: "read",
      answer: { status: 200, schema: healthAtEdgesSchema },
      handle: ({ project }) =>
        content(healthAtEdgesView(healths.of(project), healths.atEdges(project))),
    }),
  ];
}
