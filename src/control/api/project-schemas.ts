// Projects as the OpenAPI document describes them. Their rules are checked elsewhere: these say what comes out.
import { z } from "@hono/zod-openapi";
import { namePattern } from "../projects/project-change.ts";
import { instantSchema } from "./views.ts";

/** A name that a request gives. */
export function nameOf(charactersMax: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(charactersMax)
    .refine((name) => namePattern.test(name), { error: "holds a control character" });
}

const noCors = z
  .object({ enabled: z.boolean(), origins: z.array(z.string()) })
  .openapi("ProjectCors");

/** Settings of one project. */
const flagsSchema = z
  .object({
    cacheable_sessions: z.boolean(),
    cacheable_sessions_max_age: z.string().openapi({ example: "1m" }),
    refresh_after: z.string().openapi({ example: "1s" }),
    stale_if_error: z.string().openapi({ example: "0s" }),
    degraded_max_age: z.string().openapi({ example: "10s" }),
    session_tokens: z.boolean(),
    require_origin_hint: z.boolean(),
    ignore_no_cache: z.boolean(),
    cookie_name: z.string(),
    origin_url: z.string(),
    admin_origin_url: z.string(),
    hosts: z.array(z.string()),
  })
  .openapi("FeatureFlags");

const named = {
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  environment: z.enum(["prod", "stage", "dev"]),
  home_region: z.string(),
  state: z.literal("running"),
  workspace_id: z.null(),
};

/** Ory's `Project`, with the revision's number and the plan besides. */
export const projectSchema = z
  .object({
    ...named,
    organizations: z.array(z.object({})),
    cors_admin: noCors,
    cors_public: noCors,
    revision_id: z.uuid(),
    revision: z.number().int(),
    subscription_plan: z.string(),
    services: z.object({
      identity: z.object({ config: z.object({ feature_flags: flagsSchema }) }),
    }),
  })
  .openapi("Project");

/** Ory's `ProjectMetadata`. */
export const projectMetadataSchema = z
  .object({
    ...named,
    hosts: z.array(z.string()),
    created_at: instantSchema,
    updated_at: instantSchema,
    subscription_id: z.null(),
    subscription_plan: z.string(),
  })
  .openapi("ProjectMetadata");

/** Ory's `SuccessfulProjectUpdate`. */
export const updateSchema = z
  .object({
    project: projectSchema,
    warnings: z.array(z.object({ code: z.number().int(), message: z.string() })),
  })
  .openapi("SuccessfulProjectUpdate");
