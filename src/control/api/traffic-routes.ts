// A project's traffic.
import { z } from "@hono/zod-openapi";
import type { ControlTraffic } from "../ports.ts";
import { content, projectRoute, type ApiRoute } from "./route.ts";
import { trafficSchema, trafficView } from "./traffic-view.ts";

/** What these routes need. */
export interface TrafficRoutesParts {
  readonly traffic: ControlTraffic;
}

const trafficQuery = z.strictObject({
  minutes: z.coerce.number().int().min(1).max(60).default(60),
});

/** The routes. */
export function trafficRoutes({ traffic }: TrafficRoutesParts): readonly ApiRoute[] {
  return [
    projectRoute({
      method: "get",
      path: "/projects/{project}/traffic",
      summary: "Get a project's traffic of at most the last hour",
      scope: "read",
      query: trafficQuery,
      answer: { status: 200, schema: trafficSchema },
      handle: ({ project, query }) => content(trafficView(traffic.read(project.id, query.minutes))),
    }),
  ];
}
