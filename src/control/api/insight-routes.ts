// What can be looked at: plans, edges, a project's state, its traffic, its stored answers, and the audit log.
import { z } from "@hono/zod-openapi";
import { isEntitled, planOf, type PlanTable } from "../projects/plans.ts";
import type { ControlEdges, ControlTraffic } from "../ports.ts";
import type { Addressing } from "../projects/addressing.ts";
import { hostsOf } from "../projects/project-view.ts";
import { auditPageMax } from "../limits.ts";
import type { AuditLine, ControlStorage } from "../storage.ts";
import { content, projectRoute, route, type ApiRoute } from "./route.ts";
import { trafficSchema, trafficView } from "./traffic-view.ts";
import { edgeSchema, instantSchema, sessionEntrySchema } from "./views.ts";

/** What these routes need. */
export interface InsightRoutesParts {
  readonly storage: ControlStorage;
  readonly edges: ControlEdges;
  readonly traffic: ControlTraffic;
  readonly plans: () => PlanTable;
  readonly addressing: Addressing;
  /** The URL of the edges' public listener, whose host is replaced by a project's. Undefined if no edge is known. */
  readonly edgeUrl: () => string | undefined;
}

/** The most entries that one look-up lists. */
const entriesMax = 200;

const planSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    cacheable_sessions: z
      .boolean()
      .openapi({ description: "Whether its projects may use Edge Sessions." }),
  })
  .openapi("Plan");

const stateSchema = z
  .object({
    cacheable_sessions: z.boolean().openapi({ description: "Whether it is set to on." }),
    entitled: z.boolean().openapi({ description: "Whether the plan includes it." }),
    effective: z.boolean().openapi({
      description: "Whether it is on at the edges: it is set to on, and the plan includes it.",
    }),
    plan: planSchema,
    urls: z.array(z.string()).openapi({ description: "The URLs of the project at the edges." }),
    revision: z.number().int(),
    applied_revision: z.number().int().nullable(),
  })
  .openapi("EdgeSessionsState");

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
const sessionsQuery = z
  .strictObject({ identity: z.uuid().optional(), session: z.uuid().optional() })
  .refine(({ identity, session }) => (identity === undefined) !== (session === undefined), {
    error: "must have exactly one of identity and session",
  });
const trafficQuery = z.strictObject({
  minutes: z.coerce.number().int().min(1).max(60).default(60),
});

/** The routes. */
export function insightRoutes(parts: InsightRoutesParts): readonly ApiRoute[] {
  const { storage, edges, traffic, plans, addressing } = parts;
  return [
    route({
      method: "get",
      path: "/plans",
      summary: "List the operator's plans",
      scope: "read",
      answer: { status: 200, schema: z.array(planSchema.extend({ default: z.boolean() })) },
      handle: () =>
        content(
          plans().plans.map(({ name, title, cacheableSessions }) => ({
            name,
            title,
            cacheable_sessions: cacheableSessions,
            default: name === plans().defaultPlan,
          })),
        ),
    }),
    route({
      method: "get",
      path: "/edges",
      summary: "List the edges",
      scope: "read",
      answer: { status: 200, schema: z.array(edgeSchema) },
      handle: ({ caller }) => {
        const { projectId } = caller.key;
        const all = edges.list();
        if (projectId === undefined) return content(all);
        return content(
          all.map((edge) => ({
            ...edge,
            // The figures of all projects say something about the other projects.
            entries: null,
            bytes: null,
            checks: null,
            hit_ratio: null,
            projects: edge.projects.filter(({ id }) => id === projectId),
          })),
        );
      },
    }),
    projectRoute({
      method: "get",
      path: "/projects/{project}/edge-sessions",
      summary: "Get whether Edge Sessions is set to on, allowed and on at the edges",
      scope: "read",
      answer: { status: 200, schema: stateSchema },
      handle: ({ project }) => {
        const { name, title, cacheableSessions } = planOf(plans(), project.plan);
        const entitled = isEntitled(project, plans());
        const edgeUrl = parts.edgeUrl();
        return content({
          cacheable_sessions: project.flags.cacheable_sessions,
          entitled,
          effective: project.flags.cacheable_sessions && entitled,
          plan: { name, title, cacheable_sessions: cacheableSessions },
          urls:
            edgeUrl === undefined
              ? []
              : hostsOf(project, addressing).map((host) => withHost(edgeUrl, host)),
          revision: project.revision,
          applied_revision: edges.appliedRevision(project.id) ?? null,
        });
      },
    }),
    projectRoute({
      method: "get",
      path: "/projects/{project}/traffic",
      summary: "Get a project's traffic of at most the last hour",
      scope: "read",
      query: trafficQuery,
      answer: { status: 200, schema: trafficSchema },
      handle: ({ project, query }) => content(trafficView(traffic.read(project.id, query.minutes))),
    }),
    projectRoute({
      method: "get",
      path: "/projects/{project}/sessions",
      summary: "List the stored answers of an identity or a session",
      scope: "read",
      query: sessionsQuery,
      answer: {
        status: 200,
        schema: z.object({
          entries: z.array(sessionEntrySchema),
          truncated: z.boolean(),
          edge: z.string().nullable().openapi({
            description:
              "The edge whose entries these are: the one in the process that answers. Null if that process has no edge. Entries of other edges cannot be listed.",
          }),
          other_edges: z
            .array(z.string())
            .openapi({ description: "The edges of other processes. Each has its own entries." }),
        }),
      },
      handle: ({ project, query: { identity, session } }) => {
        const scope =
          identity === undefined
            ? { kind: "session" as const, value: session ?? "" }
            : { kind: "identity" as const, value: identity };
        // One more than is shown, to know if there are more.
        const found = edges.sessions(project.id, scope, entriesMax + 1);
        return content({
          entries: found.slice(0, entriesMax),
          truncated: found.length > entriesMax,
          ...edges.looksAt(),
        });
      },
    }),
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

function withHost(url: string, host: string): string {
  const parsed = new URL(url);
  const path = parsed.pathname === "/" ? "" : parsed.pathname;
  return `${parsed.protocol}//${host}${parsed.port === "" ? "" : `:${parsed.port}`}${path}`;
}
