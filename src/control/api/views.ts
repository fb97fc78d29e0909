// Edges and their entries as the API shows them: schemas, which the OpenAPI document includes, and types.
import { z } from "@hono/zod-openapi";

/** A number of things. */
export const count = () => z.number().int().nonnegative();

/** An instant in JSON. */
export const instantSchema = z.iso.datetime();

/** A figure of all projects of an edge. */
const forAll = (figure: z.ZodNumber) =>
  figure
    .nullable()
    .openapi({ description: "Of all projects of the edge. Null for a project's key." });

/** One of our named schemas, or null. `nullable()` would make the schema itself nullable wherever it is named. */
export const orNull = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);

/** A point on the earth with its name. */
export const locationSchema = z
  .object({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string(),
  })
  .openapi("Location");

/** The state of an edge. */
export const edgeStateSchema = z.enum(["healthy", "degraded", "silent", "stopped"]);

/** One edge. */
export const edgeSchema = z
  .object({
    name: z.string(),
    instance: z.string().openapi({ description: "Another one after each restart." }),
    region: z.string().nullable().openapi({ description: "Null without a bus." }),
    role: z.enum(["edge", "control"]).openapi({
      description: "`edge` answers checks. `control` is a control plane without an edge.",
    }),
    version: z.string(),
    this_process: z
      .boolean()
      .openapi({ description: "Whether it is in the process that answers this request." }),
    state: edgeStateSchema.openapi({
      description:
        "`healthy` hears of every invalidation in time. `degraded` may be missing some. `silent` sends no heartbeats any more, and said no goodbye: it has died, or is cut off. `stopped` said goodbye. Those that are gone are listed for an hour.",
    }),
    since: instantSchema.nullable().openapi({
      description: "When its state began. Null if that is not known.",
    }),
    reason: z.string().nullable().openapi({
      description: "Why it is degraded. Known only of the edge in the process that answers.",
    }),
    healthy: z.boolean().openapi({ description: "Whether `state` is `healthy`." }),
    started_at: instantSchema,
    last_heard_at: instantSchema.openapi({
      description:
        "When its latest heartbeat or its goodbye arrived. It has been silent or stopped since then.",
    }),
    url: z.string().nullable(),
    location: orNull(locationSchema).openapi({
      description:
        "Where it is: its own `--location`, or that of its region (`--region-locations`). Null if neither is known.",
    }),
    entries: forAll(count()),
    bytes: forAll(count()),
    checks: forAll(count()).openapi({ description: "The checks since it started." }),
    hit_ratio: forAll(z.number().min(0).max(1)).openapi({
      description: "The share of its checks that were hits. Null if there were none.",
    }),
    lag_ms: z.number().nonnegative().nullable().openapi({
      description:
        "The time from the publication of the latest invalidation of another process until it was applied here, in milliseconds. Null if there was none.",
    }),
    unpublished: count().openapi({ description: "Invalidations that wait to be published." }),
    settings: z.enum(["current", "behind", "flags"]).openapi({
      description:
        "`current` has every project in the revision that this control plane has. `behind` does not yet. `flags` does not follow a control plane: its one project is set by flags.",
    }),
    projects: z
      .array(
        z
          .object({
            id: z.string(),
            revision: count().nullable().openapi({ description: "Null if it is not known." }),
            cacheable_sessions: z.boolean().nullable().openapi({
              description: "Null if it has another revision than this control plane.",
            }),
          })
          .openapi("EdgeProject"),
      )
      .openapi({
        description:
          "Empty for edges that are gone, and for those that do not follow a control plane.",
      }),
  })
  .openapi("Edge");
export type EdgeView = z.infer<typeof edgeSchema>;
export type EdgeProjectView = EdgeView["projects"][number];

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
