// Edges and their entries as the API shows them: schemas, which the OpenAPI document includes, and types.
import { z } from "@hono/zod-openapi";

/** A number of things. */
export const count = () => z.number().int().nonnegative();

/** An instant in JSON. */
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
      .openapi({ description: "The entries of all projects. Null for a project's key." }),
    bytes: count().nullable(),
    projects: z.array(
      z.object({ id: z.string(), revision: count(), cacheable_sessions: z.boolean() }),
    ),
  })
  .openapi("Edge");
export type EdgeView = z.infer<typeof edgeSchema>;

/** One entry of an edge. */
export const sessionEntrySchema = z
  .object({
    edge: z.string(),
    session_id: z.string(),
    identity_id: z.string(),
    credentials: count().openapi({ description: "The number of credentials in its cache key." }),
    origin: z
      .string()
      .nullable()
      .openapi({ description: "The `Origin` header of its checks. Null if they have none." }),
    begun_at: instantSchema,
    age_seconds: z.number(),
    fresh_for_seconds: z.number().openapi({ description: "Negative if it is past its limit." }),
    expires_at: instantSchema.nullable(),
    renew: z.boolean(),
    bytes: count(),
  })
  .openapi("SessionEntry");
export type SessionEntryView = z.infer<typeof sessionEntrySchema>;
