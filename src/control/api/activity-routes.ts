// The audit log.
import { z } from "@hono/zod-openapi";
import { auditPageMax } from "../limits.ts";
import type { AuditLine, ControlStorage } from "../storage.ts";
import { content, projectRoute, route, type ApiRoute } from "./route.ts";
import { instantSchema } from "./views.ts";

/** What these routes need. */
export interface ActivityRoutesParts {
  readonly storage: ControlStorage;
}

const auditSchema = z
  .object({
    lines: z.array(
      z.object({
        sequence: z.number().int(),
        id: z.string(),
        at: instantSchema,
        actor: z.object({ key_id: z.string().nullable(), name: z.string() }),
        action: z.string(),
        project_id: z.string().nullable(),
        subject: z.string(),
        before: z.unknown(),
        after: z.unknown(),
      }),
    ),
    next: z.number().int().nullable(),
  })
  .openapi("AuditPage");

const auditQuery = z.strictObject({
  before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(auditPageMax).default(50),
});
/** The routes. */
export function activityRoutes({ storage }: ActivityRoutesParts): readonly ApiRoute[] {
  return [
    projectRoute({
      method: "get",
      path: "/projects/{project}/activity",
      summary: "Read a project's audit log, newest first",
      scope: "read",
      query: auditQuery,
      answer: { status: 200, schema: auditSchema },
      handle: async ({ project, query }) => content(await auditPage(storage, project.id, query)),
    }),
    route({
      method: "get",
      path: "/activity",
      summary: "Read the whole audit log, newest first",
      scope: "read",
      operator: true,
      query: auditQuery,
      answer: { status: 200, schema: auditSchema },
      handle: async ({ query }) => content(await auditPage(storage, undefined, query)),
    }),
  ];
}

async function auditPage(
  storage: ControlStorage,
  projectId: string | undefined,
  { before, limit }: z.output<typeof auditQuery>,
): Promise<z.input<typeof auditSchema>> {
  const { lines, more } = await storage.listAudit({ projectId, beforeSequence: before, limit });
  return { lines: lines.map(auditView), next: more ? (lines.at(-1)?.sequence ?? null) : null };
}

function auditView(line: AuditLine): z.input<typeof auditSchema>["lines"][number] {
  const { sequence, id, atMs, actor, action, projectId, subject, before, after } = line;
  return {
    sequence,
    id,
    at: new Date(atMs).toISOString(),
    actor: { key_id: actor.keyId ?? null, name: actor.name },
    action,
    project_id: projectId ?? null,
    subject,
    before,
    after,
  };
}
