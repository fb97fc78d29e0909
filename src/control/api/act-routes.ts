// What an operator does to a running project: send invalidations and live checks.
import { z } from "@hono/zod-openapi";
import type { EventSink } from "../../edge/events.ts";
import { readInvalidations } from "../../intake/invalidation-request.ts";
import { operatorWaitMs } from "../../intake/limits.ts";
import { reachShape } from "../../intake/reach.ts";
import { scopeId } from "../../core/invalidation.ts";
import { auditRecord, type AuditAction } from "../audit.ts";
import { actorOf } from "../access/callers.ts";
import type { ControlEdges } from "../ports.ts";
import type { Addressing } from "../projects/addressing.ts";
import { hostsOf } from "../projects/project-view.ts";
import type { ControlStorage } from "../storage.ts";
import { cookieSchema, shownWord, wordSchema } from "./edge-words.ts";
import { content, projectRoute, refuse, type ApiRoute, type ProjectCall } from "./route.ts";

/** What these routes need. */
export interface ActRoutesParts {
  readonly storage: ControlStorage;
  readonly edges: ControlEdges;
  readonly addressing: Addressing;
  readonly nowMs: () => number;
  readonly emit: EventSink;
}

const checkSchema = z
  .strictObject({
    /** The value of the session cookie. Without it, the check is anonymous. */
    cookie: cookieSchema.optional(),
    max_age: z.number().int().min(0).max(86_400).optional(),
  })
  .openapi("LiveCheckBody");

const checkedSchema = z
  .object({
    edge: z.string().nullable().openapi({
      description:
        "The edge that was asked, in the process that answers. Null if that process has no edge. A stand-in with the same settings was then asked.",
    }),
    checks: z.array(wordSchema),
  })
  .openapi("LiveCheck");

const checksPerTry = 2;

/** The routes. */
export function actRoutes(parts: ActRoutesParts): readonly ApiRoute[] {
  const { storage, edges, addressing, nowMs, emit } = parts;

  const audited = (
    { caller, project }: ProjectCall,
    action: AuditAction,
    after: unknown,
  ): Promise<void> => {
    const about = { projectId: project.id, subject: project.slug, after };
    return storage.appendAudit(auditRecord(nowMs(), actorOf(caller), action, about));
  };

  return [
    projectRoute({
      method: "post",
      path: "/projects/{project}/invalidations",
      summary:
        "Invalidate an identity, a session, or everything in a project, and wait up to 3 s for every edge",
      scope: "invalidate",
      body: z.looseObject({}).openapi("Invalidations"),
      answer: {
        status: 200,
        schema: z.object({ applied: z.number().int(), ...reachShape }).openapi("Invalidated"),
      },
      handle: async (call) => {
        const read = readInvalidations(call.body);
        if (read.kind === "refused") {
          const problems = (read.refusal.problems ?? []).map((problem) => ({ path: "/", problem }));
          return refuse({ error: "control_body_malformed", problems });
        }
        const scopes = read.value;
        const takenAtMs = nowMs();
        const edge = edges.invalidationTarget(call.project.id);
        if (edge === undefined) throw new Error("a project is not served in this process");
        const published = await edge.invalidate(scopes, "api", operatorWaitMs);
        const lagMs = Math.max(0, nowMs() - takenAtMs);
        const about = {
          source: "api" as const,
          scopes,
          again: false,
          keyName: call.caller.key.name,
          lagMs,
        };
        emit({ kind: "intake-applied", project: call.project.id, ...about });
        const reach = await edges.findReach(published, Math.max(0, operatorWaitMs - lagMs));
        const named = scopes.map((scope) => scopeId("", scope).trim());
        await audited(call, "invalidate", named);
        return content({ applied: scopes.length, ...reach });
      },
    }),
    projectRoute({
      method: "post",
      path: "/projects/{project}/live-check",
      summary: "Send two session checks through a project's edge, and get its answers",
      scope: "invalidate",
      body: checkSchema,
      answer: { status: 200, schema: checkedSchema },
      handle: async (call) => {
        const { cookie, max_age: maxAge } = call.body;
        const { project } = call;
        const [host = ""] = hostsOf(project, addressing);
        const headers = ["Host", host, "Accept", "application/json"];
        if (cookie !== undefined) headers.push("Cookie", `${project.flags.cookie_name}=${cookie}`);
        if (maxAge !== undefined) headers.push("Cache-Control", `max-age=${maxAge}`);
        const checks: z.input<typeof checkedSchema>["checks"] = [];
        for (let tries = 0; tries < checksPerTry; tries += 1) {
          const checked = await edges.check(project.id, headers);
          if (checked === undefined) break;
          checks.push(shownWord(checked));
        }
        await audited(call, "live-check", {
          with_cookie: cookie !== undefined,
          max_age: maxAge ?? null,
        });
        return content({ edge: edges.looksAt().edge, checks });
      },
    }),
  ];
}
