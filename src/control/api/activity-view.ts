// Lines of the audit log as the API shows them, and which lines a request asks for.
import { z } from "@hono/zod-openapi";
import { auditPageMax, auditSearchCharactersMax, instantCharactersMax } from "../limits.ts";
import type { AuditFilter, AuditLine } from "../storage.ts";
import { instantSchema, orNull } from "./views.ts";

const lineSchema = z
  .object({
    sequence: z.number().int(),
    id: z.string(),
    at: instantSchema,
    actor: z.object({ key_id: z.string().nullable(), name: z.string() }),
    action: z.string(),
    project_id: z.string().nullable(),
    project: orNull(z.object({ slug: z.string(), name: z.string() })).openapi({
      description:
        "The project as it is called now. Null if the line is about none, or if it is gone.",
    }),
    subject: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .openapi("AuditLine");

/** A page of the audit log. */
export const auditSchema = z
  .object({
    lines: z.array(lineSchema),
    next: z.number().int().nullable().openapi({
      description:
        "The `before` of the next page. Null if there are no older lines. With a filter a page may have few lines, or none, although older ones match.",
    }),
    newest: z.number().int().nullable().openapi({
      description:
        "The newest line that was looked at. With it as `after`, a later request gets what has been added since. Null if there was none.",
    }),
  })
  .openapi("AuditPage");

// Postgres refuses a text with a NUL.
const text = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .regex(/^[^\0]*$/, { error: "must not contain a NUL character" });

const sequence = () => z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional();

const instant = () => z.iso.datetime({ offset: true }).max(instantCharactersMax).optional();

const filterShape = {
  actor: text(256).optional().openapi({ description: "The id or the name of an API key." }),
  action: z
    .string()
    .regex(/^[a-z][a-z.-]{0,39}$/, { error: "must be an action such as key.create, or key." })
    .optional()
    .openapi({ description: "An action, or a prefix that ends with a dot, such as `project.`." }),
  search: text(auditSearchCharactersMax).optional().openapi({
    description: "A text in the subject, the name of the key, the action, `before` or `after`.",
  }),
  from: instant().openapi({ description: "No line from before this instant." }),
  to: instant().openapi({ description: "Only lines from before this instant." }),
};

const auditFilterSchema = z.strictObject(filterShape);

/** The parameters that choose lines. */
export type AuditFilterQuery = z.output<typeof auditFilterSchema>;

/** The parameters of a page. */
export const auditPageQuery = auditFilterSchema.extend({
  before: sequence().openapi({ description: "Only lines before this one: `next` of a page." }),
  after: sequence().openapi({ description: "Only lines after this one: `newest` of a page." }),
  limit: z.coerce.number().int().min(1).max(auditPageMax).default(50),
});

/** The parameters of an export. */
export const auditExportQuery = auditFilterSchema.extend({
  format: z.enum(["csv", "jsonl"]),
});

/** The parameter with which an operator key chooses a project. */
export const ofProject = {
  project: text(256).optional().openapi({
    description: "Id or slug of a project, or the id of one that is gone.",
  }),
};

/** The filter that parameters describe. */
export function filterOf({ actor, action, search, from, to }: AuditFilterQuery): AuditFilter {
  const [fromMs, toMs] = [from, to].map((at) => (at === undefined ? undefined : Date.parse(at)));
  return { actor, action, search, fromMs, toMs };
}

/** A line as the API shows it. */
export function auditView(line: AuditLine): z.input<typeof lineSchema> {
  const { sequence: number, id, atMs, actor, action, projectId, project, subject } = line;
  return {
    sequence: number,
    id,
    at: new Date(atMs).toISOString(),
    actor: { key_id: actor.keyId ?? null, name: actor.name },
    action,
    project_id: projectId ?? null,
    project: project ?? null,
    subject,
    before: line.before,
    after: line.after,
  };
}
