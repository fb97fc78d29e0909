// As much of the API's answers as is printed as text; with `--format json` they are printed as they came.
import { z } from "zod";
import type { Outcome } from "./client-command.ts";
import type { Reply } from "./reply.ts";

const named = { id: z.string(), name: z.string(), slug: z.string(), environment: z.string() };

/** A project in a list. A control plane of an earlier version does not say how it is. */
const foundProject = z.object({
  ...named,
  subscription_plan: z.string(),
  hosts: z.array(z.string()),
  health: z.object({ sentence: z.string() }).optional(),
  checks_per_second: z.number().optional(),
  hit_ratio: z.number().nullish(),
});

/** One of them. */
export type FoundProject = z.output<typeof foundProject>;

/** `GET /projects`. */
export const projectList = z.array(foundProject);

/** `GET /project-list`. */
export const foundProjects = z.object({
  projects: z.array(foundProject.extend({ checks_per_second: z.number() })),
  pages: z.number().int(),
});

/** A project with its settings. */
export const project = z.object({
  ...named,
  subscription_plan: z.string(),
  revision: z.number(),
  services: z.object({
    identity: z.object({
      config: z.object({ feature_flags: z.record(z.string(), z.unknown()) }),
    }),
  }),
});

/** A project after a change. */
export const changedProject = z.object({
  project,
  warnings: z.array(z.object({ message: z.string() })),
});

/** `GET /edges`. */
export const edgeList = z.array(
  z.object({
    name: z.string(),
    region: z.string().nullable(),
    role: z.string(),
    state: z.string(),
    settings: z.string(),
    hit_ratio: z.number().nullable(),
    lag_ms: z.number().nullable(),
    entries: z.number().nullable(),
    version: z.string(),
    started_at: z.string(),
    last_heard_at: z.string(),
    url: z.string().nullable(),
  }),
);

/** One edge of them. */
export type ListedEdge = z.output<typeof edgeList>[number];

/** A key as it is listed. */
export const listedKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  last_characters: z.string(),
  created_at: z.string(),
  expires_at: z.string().nullish(),
  last_used_at: z.string().nullish(),
});

/** A key just made. */
export const madeKey = listedKey.extend({ value: z.string() });

/** The kinds of answers by name. */
export type Project = z.output<typeof project>;

/** Answer of a kind, or the failure that it is instead. */
export type Read<Value> =
  | { readonly kind: "value"; readonly value: Value; readonly json: unknown }
  | (Outcome & { readonly kind: "failed" });

/** An answer as what it should be. */
export function readAnswer<Schema extends z.ZodType>(
  schema: Schema,
  reply: Reply,
): Read<z.output<Schema>> {
  if (reply.kind !== "answer") return { kind: "failed", failure: reply };
  const parsed = schema.safeParse(reply.body);
  if (parsed.success) return { kind: "value", value: parsed.data, json: reply.body };
  const place = parsed.error.issues[0]?.path.join(".") ?? "";
  const what = `sent an answer that this version does not understand${place === "" ? "" : ` (at ${place})`}`;
  return { kind: "failed", failure: { kind: "foreign", what } };
}
