// Projects as the OpenAPI document describes them. These schemas describe answers. Requests are checked elsewhere.
// The bounds of the settings are in `config/settings/setting-table.ts`.
import { z } from "@hono/zod-openapi";
import { settings, type Setting } from "../../config/settings/setting-table.ts";
import type { SettingFlags } from "../../config/settings/setting-forms.ts";
import { defaultFlags, type FeatureFlags } from "../projects/feature-flags.ts";
import { oneLinePattern } from "../names.ts";
import { policiesSchema } from "./policy-schemas.ts";
import { instantSchema } from "./views.ts";

/** A name that a request gives. */
export function nameOf(charactersMax: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(charactersMax)
    .refine((name) => oneLinePattern.test(name), { error: "must not contain control characters" });
}

const noCors = z
  .object({ enabled: z.boolean(), origins: z.array(z.string()) })
  .openapi("ProjectCors");

const shownTypes: Readonly<Record<Setting["kind"], () => z.ZodType>> = {
  switch: () => z.boolean(),
  duration: () => z.string(),
  interval: () => z.string(),
  "cookie-name": () => z.string(),
  templates: () => z.array(z.string()).readonly(),
};

/** The settings of one project. */
const flagsSchema = z
  .object({
    ...shownSettings(),
    origin_url: z.string().openapi({
      description: "The URL of the identity server's public API. Empty if there is none.",
    }),
    admin_origin_url: z.string().openapi({
      description:
        "The URL of the identity server's admin API, for the admin gateway. Empty for no gateway.",
    }),
    session_lookup_by_email: z.boolean().openapi({
      description:
        "Whether sessions may be looked up by e-mail, for which the admin API is asked. Needs admin_origin_url.",
    }),
    hosts: z.array(z.string()).readonly().openapi({
      description: "Host names in addition to the project's own, in lower case and without port.",
    }),
    policies: policiesSchema,
  } satisfies Shown<FeatureFlags>)
  .openapi("FeatureFlags");

type Shown<Flags> = { readonly [Name in keyof Flags]: z.ZodType<Flags[Name]> };

/** The settings of session checks, from their table. */
function shownSettings(): Shown<SettingFlags> {
  const shape = settings.map(({ api, description, kind }): [string, z.ZodType] => {
    const type = shownTypes[kind]();
    const example =
      kind === "duration" || kind === "interval" ? { example: defaultFlags[api] } : {};
    return [api, type.openapi({ description, ...example })];
  });
  return Object.fromEntries(shape) as Shown<SettingFlags>;
}

const named = {
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  environment: z.enum(["prod", "stage", "dev"]),
  home_region: z.string(),
  state: z.literal("running"),
  workspace_id: z.null(),
};

/** Ory's `Project`, with the number of the revision and the plan added. */
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

/** A project as `GET /projects/{id}` shows it. */
export type ProjectView = z.infer<typeof projectSchema>;

/** Ory's `ProjectMetadata`. */
export const projectMetadataSchema = z
  .object({
    ...named,
    hosts: z.array(z.string()).readonly(),
    created_at: instantSchema,
    updated_at: instantSchema,
    subscription_id: z.null(),
    subscription_plan: z.string(),
  })
  .openapi("ProjectMetadata");

/** A line of `GET /projects`. */
export type ProjectMetadataView = z.infer<typeof projectMetadataSchema>;

/** Ory's `SuccessfulProjectUpdate`. */
export const updateSchema = z
  .object({
    project: projectSchema,
    warnings: z.array(z.object({ code: z.number().int(), message: z.string() })),
  })
  .openapi("SuccessfulProjectUpdate");
