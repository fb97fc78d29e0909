// What the control plane's own paths answer with: schemas, which the OpenAPI document shows, and their types.
import { z } from "@hono/zod-openapi";

const count = () => z.number().int().nonnegative();
const milliseconds = () => z.number().nonnegative().nullable();

/** An instant as JSON has it. */
export const instantSchema = z.iso.datetime();

/** One edge. */
export const edgeSchema = z
  .object({
    name: z.string(),
    instance: z.string(),
    version: z.string(),
    started_at: instantSchema,
    url: z.string().nullable(),
    healthy: z.boolean(),
    entries: count()
      .nullable()
      .openapi({ description: "For all projects. It is null for a project's key." }),
    bytes: count().nullable(),
    projects: z.array(
      z.object({ id: z.string(), revision: count(), cacheable_sessions: z.boolean() }),
    ),
  })
  .openapi("Edge");
export type EdgeView = z.infer<typeof edgeSchema>;

/** One entry that an edge holds. */
export const sessionEntrySchema = z
  .object({
    edge: z.string(),
    session_id: z.string(),
    identity_id: z.string(),
    credentials: count(),
    origin: z.string().nullable(),
    begun_at: instantSchema,
    age_seconds: z.number(),
    fresh_for_seconds: z.number(),
    expires_at: instantSchema.nullable(),
    renew: z.boolean(),
    bytes: count(),
  })
  .openapi("SessionEntry");
export type SessionEntryView = z.infer<typeof sessionEntrySchema>;

const bucketShape = {
  checks: count(),
  hits: count(),
  misses: count(),
  forced: count(),
  bypass: count(),
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
    step_seconds: count(),
    buckets: z.array(z.object(bucketShape)).readonly(),
    total: z.object({
      ...bucketShape,
      calls_saved: count(),
      invalidations: count(),
      news_p50_ms: milliseconds(),
      news_p99_ms: milliseconds(),
    }),
  })
  .openapi("Traffic");
export type TrafficView = z.infer<typeof trafficSchema>;
