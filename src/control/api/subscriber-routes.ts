// The subscribers of a project, which are sent its endings, and their deliveries.
import { randomBytes, randomUUID } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { subscribersPerProjectMax } from "../../core/subscribers/limits.ts";
import { Secret } from "../../core/secret.ts";
import type { Subscriber } from "../../core/subscribers/subscriber.ts";
import { actorOf } from "../access/callers.ts";
import { auditRecord, type AuditAction } from "../audit.ts";
import type { PlacedProblem } from "../errors.ts";
import type { ControlDelivery } from "../ports.ts";
import type { AuditRecord, ControlStorage } from "../storage.ts";
import type { SeenSubscriber } from "../subscribers/subscriber-storage.ts";
import {
  content,
  projectRoute,
  refuse,
  type ApiRoute,
  type ProjectCall,
  type Reply,
} from "./route.ts";
import {
  deliverySchema,
  deliveryView,
  madeSubscriberSchema,
  newSubscriberSchema,
  subscriberChangeSchema,
  subscriberSchema,
  subscriberView,
} from "./subscriber-views.ts";

/** What these routes need. */
export interface SubscriberRoutesParts {
  readonly storage: ControlStorage;
  readonly delivery: ControlDelivery;
  readonly nowMs: () => number;
}

/** The bytes of a secret that is made: as many as the digest that it keys. */
const secretBytes = 32;

/** The routes. */
export function subscriberRoutes(parts: SubscriberRoutesParts): readonly ApiRoute[] {
  const { storage, delivery } = parts;
  const all = "/projects/{project}/subscribers" as const;
  const one = `${all}/{subscriber}` as const;
  return [
    projectRoute({
      method: "get",
      path: all,
      summary: "List the subscribers of a project",
      scope: "read",
      answer: { status: 200, schema: z.array(subscriberSchema) },
      handle: async ({ project }) =>
        content((await storage.subscribers.list(project.id)).map(subscriberView)),
    }),
    projectRoute({
      method: "post",
      path: all,
      summary: "Create a subscriber, which is sent the endings of the project",
      scope: "settings",
      body: newSubscriberSchema,
      answer: { status: 201, schema: madeSubscriberSchema },
      handle: (call) => create(parts, call),
    }),
    projectRoute({
      method: "get",
      path: one,
      summary: "View a subscriber",
      scope: "read",
      answer: { status: 200, schema: subscriberSchema },
      handle: (call) => withSubscriber(parts, call, async (seen) => content(subscriberView(seen))),
    }),
    projectRoute({
      method: "patch",
      path: one,
      summary: "Change a subscriber. One that answered 410 is sent to again",
      scope: "settings",
      body: subscriberChangeSchema,
      answer: { status: 200, schema: madeSubscriberSchema },
      handle: (call) => withSubscriber(parts, call, (seen) => change(parts, call, seen)),
    }),
    projectRoute({
      method: "delete",
      path: one,
      summary: "Delete a subscriber and what waits for it",
      scope: "settings",
      answer: { status: 204, schema: undefined },
      handle: (call) =>
        withSubscriber(parts, call, async (seen) => {
          const { id, project } = seen.subscriber;
          const audit = audited(parts, call, "subscriber.delete", seen.subscriber.url, {
            before: facts(seen.subscriber),
          });
          const removed = await storage.subscribers.remove(id, audit);
          delivery.forget(project);
          return removed === "done" ? { status: 204 } : refuse({ error: "control_not_found" });
        }),
    }),
    projectRoute({
      method: "get",
      path: `${one}/deliveries`,
      summary: "List the last 50 deliveries of a subscriber that were attempted",
      scope: "read",
      answer: { status: 200, schema: z.array(deliverySchema) },
      handle: (call) =>
        withSubscriber(parts, call, async ({ subscriber }) =>
          content((await storage.subscribers.history(subscriber.id)).map(deliveryView)),
        ),
    }),
    projectRoute({
      method: "post",
      path: `${one}/test`,
      summary: "Send a test to a subscriber, as a delivery like any other",
      scope: "settings",
      answer: { status: 201, schema: z.object({ ending_id: z.string() }).openapi("TestDelivery") },
      handle: (call) =>
        withSubscriber(parts, call, async ({ subscriber, state }) => {
          if (!subscriber.enabled || state.stopped !== undefined) {
            return conflict("the subscriber is not sent anything; enable it first");
          }
          const id = await delivery.sendTest(subscriber);
          await storage.appendAudit(audited(parts, call, "subscriber.test", subscriber.url, {}));
          return { status: 201, content: { ending_id: id } };
        }),
    }),
  ];
}

async function withSubscriber(
  { storage }: SubscriberRoutesParts,
  { project, params }: ProjectCall,
  then: (seen: SeenSubscriber) => Promise<Reply>,
): Promise<Reply> {
  const seen = await storage.subscribers.findIn(project.id, params["subscriber"] ?? "");
  return seen === undefined ? refuse({ error: "control_not_found" }) : then(seen);
}

async function create(
  parts: SubscriberRoutesParts,
  call: ProjectCall<z.output<typeof newSubscriberSchema>>,
): Promise<Reply> {
  const { body, project } = call;
  const { kind, url, types, enabled = true } = body;
  const made = kind === "web-hook" ? makeSecret() : undefined;
  const common = { id: randomUUID(), project: project.id, url, types: types ?? undefined, enabled };
  const { issuer = "", audience = "", bearer_token: token } = body;
  const subscriber: Subscriber =
    made !== undefined
      ? { ...common, kind: "web-hook", secret: made }
      : { ...common, kind: "caep", issuer, audience, secret: secretOf(token) };
  const problems = problemsOf(parts, subscriber, body);
  if (problems.length > 0) return refuse({ error: "control_body_malformed", problems });
  const atMs = parts.nowMs();
  const record = { subscriber, createdAtMs: atMs, updatedAtMs: atMs };
  const audit = audited(parts, call, "subscriber.create", url, { after: facts(subscriber) });
  const inserted = await parts.storage.subscribers.insert(record, audit);
  if (inserted === "project-gone") return refuse({ error: "control_not_found" });
  if (inserted === "full") {
    return conflict(
      `there are already ${subscribersPerProjectMax} subscribers, which is the maximum; delete one first`,
    );
  }
  parts.delivery.forget(project.id);
  const state = {
    failingSinceMs: undefined,
    stopped: undefined,
    gapAtMs: undefined,
    waiting: 0,
  };
  const view = { ...subscriberView({ ...record, state }), secret: made?.reveal() ?? null };
  return { status: 201, content: view };
}

async function change(
  parts: SubscriberRoutesParts,
  call: ProjectCall<z.output<typeof subscriberChangeSchema>>,
  { subscriber: before, createdAtMs }: SeenSubscriber,
): Promise<Reply> {
  const { body } = call;
  const made = body.rotate_secret === true && before.kind === "web-hook" ? makeSecret() : undefined;
  const common = {
    url: body.url ?? before.url,
    types: body.types === undefined ? before.types : (body.types ?? undefined),
    enabled: body.enabled ?? before.enabled,
  };
  const next: Subscriber =
    before.kind === "web-hook"
      ? { ...before, ...common, secret: made ?? before.secret }
      : {
          ...before,
          ...common,
          issuer: body.issuer ?? before.issuer,
          audience: body.audience ?? before.audience,
          secret: body.bearer_token === undefined ? before.secret : secretOf(body.bearer_token),
        };
  const problems = [...problemsOf(parts, next, body), ...tokenProblems(before, body)];
  if (problems.length > 0) return refuse({ error: "control_body_malformed", problems });
  const record = { subscriber: next, createdAtMs, updatedAtMs: parts.nowMs() };
  const audit = audited(parts, call, "subscriber.patch", next.url, {
    before: facts(before),
    after: { ...facts(next), ...(made === undefined ? {} : { secret_rotated: true }) },
  });
  const replaced = await parts.storage.subscribers.replace(record, audit);
  parts.delivery.forget(next.project);
  const seen = await parts.storage.subscribers.findIn(next.project, next.id);
  if (replaced === "gone" || seen === undefined) return refuse({ error: "control_not_found" });
  return content({ ...subscriberView(seen), secret: made?.reveal() ?? null });
}

/** What is wrong with a subscriber, and with members of a body that its kind does not have. */
function problemsOf(
  { delivery }: SubscriberRoutesParts,
  subscriber: Subscriber,
  body: z.output<typeof subscriberChangeSchema>,
): readonly PlacedProblem[] {
  const problems: PlacedProblem[] = [];
  const url = delivery.targetProblem(subscriber.url);
  if (url !== undefined) problems.push({ path: "/url", problem: url });
  if (subscriber.kind === "web-hook") {
    for (const name of ["issuer", "audience", "bearer_token"] as const) {
      if (body[name] !== undefined)
        problems.push({ path: `/${name}`, problem: "is only for subscribers of the kind caep" });
    }
  } else {
    if (body.rotate_secret !== undefined) {
      const problem = "is only for subscribers of the kind web-hook";
      problems.push({ path: "/rotate_secret", problem });
    }
    for (const name of ["issuer", "audience"] as const) {
      if (subscriber[name] === "") {
        problems.push({ path: `/${name}`, problem: "is required for the kind caep" });
      }
    }
  }
  return problems;
}

/** Who may change a subscriber is never shown its bearer token, and must not have it sent to a place of their own either. */
function tokenProblems(
  before: Subscriber,
  { url = before.url, bearer_token: token }: z.output<typeof subscriberChangeSchema>,
): readonly PlacedProblem[] {
  const isKept = before.kind === "caep" && before.secret !== undefined && token === undefined;
  if (!isKept || url === before.url) return [];
  const problem = "must be given again, or be null, if the url is another one";
  return [{ path: "/bearer_token", problem }];
}

function makeSecret(): Secret {
  return new Secret(`whsec_${randomBytes(secretBytes).toString("base64")}`);
}

function secretOf(text: string | null | undefined): Secret | undefined {
  return text === undefined || text === null ? undefined : new Secret(text);
}

/** What the audit log says of a subscriber: everything but its secret. */
function facts(subscriber: Subscriber): Readonly<Record<string, unknown>> {
  const { id, kind, url, types, enabled } = subscriber;
  const caep =
    subscriber.kind === "caep" ? { issuer: subscriber.issuer, audience: subscriber.audience } : {};
  return { id, kind, url, types: types ?? null, enabled, ...caep };
}

function audited(
  { nowMs }: SubscriberRoutesParts,
  { caller, project }: ProjectCall,
  action: AuditAction,
  subject: string,
  values: { readonly before?: unknown; readonly after?: unknown },
): AuditRecord {
  return auditRecord(nowMs(), actorOf(caller), action, {
    projectId: project.id,
    subject,
    ...values,
  });
}

function conflict(problem: string): Reply {
  return refuse({ error: "control_conflict", problems: [{ path: "/", problem }] });
}
