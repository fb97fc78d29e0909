// The list of projects as people look for one: searched, filtered, sorted, in pages, with the state and the traffic of
// each. Ory's `GET /projects` stays as it is.
import { z } from "@hono/zod-openapi";
import { healthStates } from "../../core/health/project-state.ts";
import { projectListPageMax, projectListPagesMax, projectSearchCharactersMax } from "../limits.ts";
import {
  ListedProjects,
  type DescribedProject,
  type ListedProjectsParts,
} from "../projects/listed-projects.ts";
import { findProjects, projectSorts, type ProjectSort } from "../projects/project-list.ts";
import { projectMetadata } from "../projects/project-view.ts";
import { healthSchema, healthView } from "./health-view.ts";
import { projectMetadataSchema } from "./project-schemas.ts";
import { content, route, type ApiRoute } from "./route.ts";
import { count } from "./views.ts";

/** What these routes need. */
export type ProjectListRoutesParts = ListedProjectsParts;

const ratio = () => z.number().nonnegative().nullable();

const rowSchema = projectMetadataSchema
  .extend({
    health: healthSchema,
    cacheable_sessions: z.boolean().openapi({ description: "Whether it is set to on." }),
    effective: z.boolean().openapi({
      description: "Whether it is on at the edges: it is set to on, and the plan includes it.",
    }),
    edges: z.object({ total: count(), on: count() }).openapi({
      description: "The edges that serve it, and those at which it is on.",
    }),
    checks_per_second: z.number().nonnegative().openapi({ description: "Of the last minute." }),
    hit_ratio: ratio().openapi({
      description: "Of the last minute, from 0 to 1. Null if there were no checks.",
    }),
    origin_calls_per_check: ratio().openapi({
      description:
        "Calls to the identity server for each check that was not passed on, of the last minute. Null if there were none.",
    }),
  })
  .openapi("ListedProject");

const listSchema = z
  .object({
    projects: z.array(rowSchema),
    total: count().openapi({ description: "The projects that were found, on all pages." }),
    page: count(),
    page_size: count(),
    pages: count(),
    states: z
      .array(z.object({ state: z.enum(healthStates), count: count() }))
      .readonly()
      .openapi({
        description:
          "How many of the projects that `q` and `environment` find are in each state, gravest first, whatever `state` is asked for.",
      }),
  })
  .openapi("ProjectList");

const listQuery = z.strictObject({
  q: z.string().max(projectSearchCharactersMax).default(""),
  state: z.enum(healthStates).optional(),
  environment: z.enum(["prod", "stage", "dev"]).optional(),
  sort: z.enum(projectSorts).default("name"),
  order: z.enum(["asc", "desc"]).optional(),
  page: z.coerce.number().int().min(1).max(projectListPagesMax).default(1),
  page_size: z.coerce.number().int().min(1).max(projectListPageMax).default(50),
});

/** The routes. */
export function projectListRoutes(parts: ProjectListRoutesParts): readonly ApiRoute[] {
  const listed = new ListedProjects(parts);
  return [
    route({
      method: "get",
      path: "/project-list",
      summary: "Search, filter and sort the projects, with the state and traffic of each",
      scope: "read",
      query: listQuery,
      answer: { status: 200, schema: listSchema },
      handle: async ({ caller, query }) => {
        const { projectId } = caller.key;
        const all = await (projectId === undefined ? listed.all() : listed.one(projectId));
        const { page, page_size: pageSize, order = usualOrder(query.sort) } = query;
        const { q, state, environment, sort } = query;
        const wanted = { q, state, environment, sort, order, page, pageSize };
        const { rows, total, pages, states } = findProjects(all, wanted);
        return content({
          projects: rows.map((row) => rowView(row, parts)),
          total,
          page,
          page_size: pageSize,
          pages,
          states,
        } satisfies z.infer<typeof listSchema>);
      },
    }),
  ];
}

/** Names from A, states from the gravest, and figures and times from the greatest. */
function usualOrder(sort: ProjectSort): "asc" | "desc" {
  return sort === "name" || sort === "state" ? "asc" : "desc";
}

function rowView(
  row: DescribedProject,
  { addressing }: ProjectListRoutesParts,
): z.infer<typeof rowSchema> {
  const { project, health, effective, edges } = row;
  return {
    ...projectMetadata(project, addressing),
    health: healthView(health),
    cacheable_sessions: project.flags.cacheable_sessions,
    effective,
    edges,
    checks_per_second: row.checksPerSecond,
    hit_ratio: row.hitRatio,
    origin_calls_per_check: row.originCallsPerCheck,
  };
}
