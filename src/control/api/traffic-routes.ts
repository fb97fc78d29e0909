// A project's traffic.
import { z } from "@hono/zod-openapi";
import { readLongTraffic, type LongTrafficParts } from "../traffic/long-traffic.ts";
import { longRanges } from "../traffic/long-ranges.ts";
import { content, projectRoute, type ApiRoute } from "./route.ts";
import { trafficSchema, trafficView } from "./traffic-view.ts";

const shortMax = 60;
const long = longRanges.map(({ minutes }) => minutes);

const trafficQuery = z.strictObject({
  minutes: z.coerce
    .number()
    .int()
    .min(1)
    .refine((minutes) => minutes <= shortMax || long.includes(minutes), {
      error: `must be from 1 to ${shortMax}, or ${long.join(" or ")}`,
    })
    .default(shortMax)
    .openapi({
      description:
        "From 1 to 60 in steps of 5 seconds, 1440 (24 hours) in steps of 5 minutes, or 43200 (30 days) in steps of 2 hours.",
    }),
});

/** The routes. */
export function trafficRoutes(parts: LongTrafficParts): readonly ApiRoute[] {
  return [
    projectRoute({
      method: "get",
      path: "/projects/{project}/traffic",
      summary: "Get a project's traffic of at most the last 30 days",
      scope: "read",
      query: trafficQuery,
      answer: { status: 200, schema: trafficSchema },
      handle: async ({ project, query }) => {
        const range = longRanges.find(({ minutes }) => minutes === query.minutes);
        const traffic =
          range === undefined
            ? parts.traffic.read(project.id, query.minutes)
            : await readLongTraffic(parts, project.id, range);
        return content(trafficView(traffic));
      },
    }),
  ];
}
