// The health of a project with that of each edge, as the API shows it.
import { z } from "@hono/zod-openapi";
import type { ProjectHealth } from "../../core/health/project-health.ts";
import type { EdgeHealth } from "../health/project-healths.ts";
import { healthSchema, healthView } from "./health-view.ts";

const atEdgeSchema = healthSchema
  .pick({ severity: true, since: true, sentence: true, reason: true })
  .extend({ name: z.string(), instance: z.string() });

/** How a project is, and how it is at each edge. */
export const healthAtEdgesSchema = healthSchema
  .extend({
    edges: z.array(atEdgeSchema).readonly().openapi({
      description: "How it is at each edge that should serve it.",
    }),
  })
  .openapi("ProjectHealthAtEdges");

/** The health of a project and of each edge as JSON. */
export function healthAtEdgesView(
  health: ProjectHealth,
  edges: readonly EdgeHealth[],
): z.infer<typeof healthAtEdgesSchema> {
  return {
    ...healthView(health),
    edges: edges.map(({ name, instance, ...state }) => {
      const { severity, since, sentence, reason } = healthView({ ...state, also: [] });
      return { name, instance, severity, since, sentence, reason };
    }),
  };
}
