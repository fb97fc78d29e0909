// A project's traffic as the API shows it: its schema, and the only place where measurements become JSON.
import { z } from "@hono/zod-openapi";
import type { Traffic, TrafficCounts } from "../../core/traffic.ts";
import { count, instantSchema } from "./views.ts";

const milliseconds = () => z.number().nonnegative().nullable();

const bucketShape = {
  checks: count(),
  hits: count(),
  misses: count(),
  forced: count().openapi({ description: "Checks that asked for a fresh answer." }),
  bypass: count().openapi({ description: "Checks that were passed on and not stored." }),
  errors: count(),
  origin_calls: count(),
  hit_p50_ms: milliseconds(),
  hit_p95_ms: milliseconds(),
  hit_p99_ms: milliseconds(),
  origin_p50_ms: milliseconds(),
  origin_p95_ms: milliseconds(),
  origin_p99_ms: milliseconds(),
};

/** What passed through a project's edges. */
export const trafficSchema = z
  .object({
    now: instantSchema,
    from: instantSchema,
    known_from: instantSchema.nullable().openapi({
      description: "From when on traffic is known. Null if none is. Buckets before it are 0.",
    }),
    edges: count().openapi({ description: "Edges that had checks in this time." }),
    step_seconds: count(),
    refresh_interval_ms: milliseconds().openapi({
      description:
        "The time between the background refreshes of a stored answer that is in force. Null if no edge has said so.",
    }),
    buckets: z.array(z.object(bucketShape)).readonly(),
    total: z.object({
      ...bucketShape,
      calls_saved: count(),
      invalidations: count(),
      news_p50_ms: milliseconds().openapi({
        description: "Time from a change until an edge has applied it.",
      }),
      news_p99_ms: milliseconds(),
    }),
  })
  .openapi("Traffic");

type TrafficView = z.infer<typeof trafficSchema>;

/** The traffic as JSON. */
export function trafficView(traffic: Traffic): TrafficView {
  const { nowMs, stepSeconds, fromMs, knownFromMs, edges, refreshIntervalMs, buckets, total } =
    traffic;
  return {
    now: new Date(nowMs).toISOString(),
    step_seconds: stepSeconds,
    refresh_interval_ms: refreshIntervalMs,
    from: new Date(fromMs).toISOString(),
    known_from: knownFromMs === null ? null : new Date(knownFromMs).toISOString(),
    edges,
    buckets: buckets.map(countsView),
    total: {
      ...countsView(total),
      calls_saved: total.callsSaved,
      invalidations: total.invalidations,
      news_p50_ms: total.invalidationP50Ms,
      news_p99_ms: total.invalidationP99Ms,
    },
  };
}

function countsView(counts: TrafficCounts): TrafficView["buckets"][number] {
  return {
    checks: counts.checks,
    hits: counts.hits,
    misses: counts.misses,
    forced: counts.forced,
    bypass: counts.bypass,
    errors: counts.errors,
    origin_calls: counts.originCalls,
    hit_p50_ms: counts.hitP50Ms,
    hit_p95_ms: counts.hitP95Ms,
    hit_p99_ms: counts.hitP99Ms,
    origin_p50_ms: counts.originP50Ms,
    origin_p95_ms: counts.originP95Ms,
    origin_p99_ms: counts.originP99Ms,
  };
}
