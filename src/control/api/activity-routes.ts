// The audit log: pages of it, and exports.
import { z } from "@hono/zod-openapi";
import { actorOf, type Caller } from "../access/callers.ts";
import { auditRecord } from "../audit.ts";
import type { ControlStorage } from "../storage.ts";
import { exportAudit, exportTypes, type ExportFormat } from "./activity-export.ts";
import {
  auditExportQuery,
  auditPageQuery,
  auditSchema,
  auditView,
  filterOf,
  ofProject,
  type AuditFilterQuery,
} from "./activity-view.ts";
import { content, projectRoute, route, type ApiRoute, type Reply } from "./route.ts";

/** What these routes need. */
export interface ActivityRoutesParts {
  readonly storage: ControlStorage;
  readonly nowMs: () => number;
}

const exported = z.string().openapi({ format: "binary" });

/** The routes. */
export function activityRoutes(parts: ActivityRoutesParts): readonly ApiRoute[] {
  const { storage } = parts;
  return [
    projectRoute({
      method: "get",
      path: "/projects/{project}/activity",
      summary: "Read a project's audit log, newest first",
      scope: "read",
      query: auditPageQuery,
      answer: { status: 200, schema: auditSchema },
      handle: async ({ project, query }) => content(await auditPage(storage, project.id, query)),
    }),
    projectRoute({
      method: "get",
      path: "/projects/{project}/activity/export",
      summary: "Export a project's audit log as CSV or JSON lines, newest first",
      scope: "read",
      query: auditExportQuery,
      answer: { status: 200, schema: exported, types: Object.values(exportTypes) },
      handle: ({ project, query, caller }) =>
        exportOf(parts, caller, { projectId: project.id, subject: project.slug, query }),
    }),
    route({
      method: "get",
      path: "/activity",
      summary: "Read the whole audit log, newest first",
      scope: "read",
      operator: true,
      query: auditPageQuery.extend(ofProject),
      answer: { status: 200, schema: auditSchema },
      handle: async ({ query }) =>
        content(await auditPage(storage, await idOf(storage, query.project), query)),
    }),
    route({
      method: "get",
      path: "/activity/export",
      summary: "Export the whole audit log as CSV or JSON lines, newest first",
      scope: "read",
      operator: true,
      query: auditExportQuery.extend(ofProject),
      answer: { status: 200, schema: exported, types: Object.values(exportTypes) },
      handle: async ({ query, caller }) => {
        const projectId = await idOf(storage, query.project);
        const subject = query.project ?? "all projects";
        return exportOf(parts, caller, { projectId, subject, query });
      },
    }),
  ];
}

/** The id of a project by id or slug. A project that is gone has only its id left. */
async function idOf(
  storage: ControlStorage,
  idOrSlug: string | undefined,
): Promise<string | undefined> {
  if (idOrSlug === undefined) return undefined;
  return (await storage.findProject(idOrSlug))?.id ?? idOrSlug;
}

async function auditPage(
  storage: ControlStorage,
  projectId: string | undefined,
  query: z.output<typeof auditPageQuery>,
): Promise<z.input<typeof auditSchema>> {
  const { before, after, limit, ...filter } = query;
  const { lines, next, newest } = await storage.listAudit({
    projectId,
    beforeSequence: before,
    afterSequence: after,
    filter: filterOf(filter),
    limit,
  });
  return { lines: lines.map(auditView), next: next ?? null, newest: newest ?? null };
}

interface Export {
  readonly projectId: string | undefined;
  readonly subject: string;
  readonly query: AuditFilterQuery & { readonly format: ExportFormat };
}

/** An export takes the log out of the control plane, so the log says who did that. */
async function exportOf(
  { storage, nowMs }: ActivityRoutesParts,
  caller: Caller,
  { projectId, subject, query }: Export,
): Promise<Reply> {
  const { format, actor, action, search, from, to } = query;
  const atMs = nowMs();
  // What was searched for may be a person's e-mail address, which the log does not keep.
  const after = { format, actor, action, searched: search !== undefined, from, to };
  const about = { projectId, subject, after };
  await storage.appendAudit(auditRecord(atMs, actorOf(caller), "activity.export", about));
  const day = new Date(atMs).toISOString().slice(0, 10);
  return {
    status: 200,
    type: exportTypes[format],
    file: `edge-sessions-activity-${day}.${format}`,
    pieces: exportAudit(storage, { projectId, filter: filterOf(query), format }),
  };
}
