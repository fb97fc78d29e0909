// Serves the routes. It checks who sent the request, which project it is for, what the key allows, and if the request is
// well-formed. Only then it calls the route.
import { Hono, type Context } from "hono";
import type { z } from "@hono/zod-openapi";
import { issueWords } from "../../config/read/issue-words.ts";
import { isOperator, may, type Caller } from "../access/callers.ts";
import { controlErrors, refusalBody, type ControlRefusal, type PlacedProblem } from "../errors.ts";
import type { Door } from "../access/door.ts";
import { apiBodyBytesMax, parameterCharactersMax } from "../limits.ts";
import type { ReadOnce } from "./read-once.ts";
import type { Refusals } from "../access/refusals.ts";
import type { ControlStorage, ProjectRecord } from "../storage.ts";
import { fileResponse } from "./web.ts";
import { parameterNames, type ApiCall, type ApiRoute, type Handler, type Reply } from "./route.ts";

/** What serving needs. */
export interface ServeParts {
  readonly storage: ControlStorage;
  readonly door: Door;
  readonly refusals: Refusals;
  readonly failed: (error: unknown) => void;
}

/** What hono gets in addition to the request. */
export interface ServeBindings {
  /** The address of the sender. */
  readonly peer: string;
  /** Whether it came by the Console's own paths. */
  readonly byConsole: boolean;
  readonly readBody: ReadOnce;
  /** The host in the request, in lower case and without port. Empty if there is none. */
  readonly askedHost: string;
}

type ServeContext = Context<{ Bindings: ServeBindings }>;

/** An application that serves the routes. */
export function serveRoutes(
  routes: readonly ApiRoute[],
  parts: ServeParts,
): Hono<{ Bindings: ServeBindings }> {
  const app = new Hono<{ Bindings: ServeBindings }>();
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ":$1");
    methods.set(path, [...(methods.get(path) ?? []), route.method.toUpperCase()]);
    app.on(route.method.toUpperCase(), path, (context) => answerRoute(context, route, parts));
  }
  for (const [path, allowed] of methods) {
    app.all(path, (context) => {
      const headers = { Allow: allowed.join(", ") };
      return refusalResponse(context, { error: "control_method_not_allowed", headers });
    });
  }
  app.notFound((context) => refusalResponse(context, { error: "control_not_found" }));
  app.onError((error, context) => {
    parts.failed(error);
    return refusalResponse(context, { error: "control_failed" });
  });
  return app;
}

async function answerRoute(
  context: ServeContext,
  route: ApiRoute,
  parts: ServeParts,
): Promise<Response> {
  const reply = await replyTo(context, route, parts);
  if ("refusal" in reply) return refusalResponse(context, reply.refusal);
  if (reply.status === 204 || reply.status === 304) {
    const headers = reply.status === 304 ? reply.headers : {};
    return new Response(null, {
      status: reply.status,
      headers: { "Cache-Control": "no-store", ...headers },
    });
  }
  if ("pieces" in reply) return fileResponse(reply);
  return json(reply.status, reply.content, reply.headers ?? {});
}

async function replyTo(context: ServeContext, route: ApiRoute, parts: ServeParts): Promise<Reply> {
  const header = (name: string): string | undefined => context.req.header(name);
  const entered = await parts.door.enter({
    header,
    method: context.req.method,
    byConsole: context.env.byConsole,
  });
  if (entered.kind === "refused") {
    await auditRefusal(context, route, parts, undefined, undefined, entered.refusal);
    return { refusal: entered.refusal };
  }
  const { caller } = entered;
  const params = parametersOf(context, route);
  // Nothing has such a name, and Postgres refuses to look up a NUL.
  const isName = (name: string): boolean =>
    name.length <= parameterCharactersMax && !name.includes("\0");
  if (!Object.values(params).every(isName)) return { refusal: { error: "control_not_found" } };
  const found = await findProject(parts.storage, caller, params["project"]);
  const admitted = admit(caller, route, found);
  if ("refusal" in admitted) {
    await auditRefusal(context, route, parts, caller, found?.id, admitted.refusal);
    return admitted;
  }
  const asked = context.req.query();
  const long = Object.entries(asked).find((pair) =>
    pair.some((text) => text.length > parameterCharactersMax),
  );
  if (long !== undefined) {
    const problem = `must be at most ${parameterCharactersMax} characters long`;
    return malformed([{ path: `/${long[0].slice(0, parameterCharactersMax)}`, problem }]);
  }
  const query = readAs(route.query, asked);
  if ("problems" in query) return malformed(query.problems);
  const body = await readBody(context, route);
  if ("refusal" in body) return body;
  const { askedHost } = context.env;
  const asking = { caller, params, header, askedHost };
  return admitted.handle({ ...asking, query: query.value, body: body.value });
}

/** The parameters in the path of the request, by their names. */
function parametersOf(context: ServeContext, { path }: ApiRoute): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parameterNames(path).flatMap((name) => {
      const value: string | undefined = context.req.param(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The project in the path, if the caller's key is for it. */
async function findProject(
  storage: ControlStorage,
  { key }: Caller,
  idOrSlug: string | undefined,
): Promise<ProjectRecord | undefined> {
  if (idOrSlug === undefined) return undefined;
  const project = await storage.findProject(idOrSlug);
  return key.projectId === undefined || key.projectId === project?.id ? project : undefined;
}

/** Decides whether the caller may use the route. `project` is the project in its path. */
function admit(
  caller: Caller,
  route: ApiRoute,
  project: ProjectRecord | undefined,
): { readonly handle: Handler<ApiCall> } | { readonly refusal: ControlRefusal } {
  const handle = handlerOf(route, project);
  if (handle === undefined) return { refusal: { error: "control_not_found" } };
  if (route.operator && !isOperator(caller))
    return insufficient(route, "needs an API key that is not limited to one project");
  if (!may(caller, route.scope)) return insufficient(route, `needs the scope ${route.scope}`);
  return { handle };
}

/** The route's handler, with the project if its path has one. Undefined if there is no such project. */
function handlerOf(
  route: ApiRoute,
  project: ProjectRecord | undefined,
): Handler<ApiCall> | undefined {
  if (route.kind === "general") return route.handle;
  return project === undefined ? undefined : (call) => route.handle({ ...call, project });
}

function insufficient({ path }: ApiRoute, problem: string): { readonly refusal: ControlRefusal } {
  return { refusal: { error: "control_key_insufficient", problems: [{ path, problem }] } };
}

/** Audits a refusal. The rate is limited, so that nobody can fill the log. */
async function auditRefusal(
  context: ServeContext,
  route: ApiRoute,
  { refusals }: ServeParts,
  caller: Caller | undefined,
  projectId: string | undefined,
  { error }: ControlRefusal,
): Promise<void> {
  const { peer } = context.env;
  const subject = `${route.method.toUpperCase()} ${route.path}`;
  await refusals.note({ peer, caller, projectId, subject, error });
}

async function readBody(
  context: ServeContext,
  route: ApiRoute,
): Promise<{ readonly value: unknown } | { readonly refusal: ControlRefusal }> {
  if (route.body === undefined) return { value: undefined };
  // A form on another site can send text and forms, but not JSON, unless this server allows it.
  const type = context.req.header("content-type") ?? "";
  if (!isJsonType(type)) return { refusal: { error: "control_content_type_refused" } };
  const body = await context.env.readBody(apiBodyBytesMax);
  if (body.kind === "large") return { refusal: { error: "control_body_too_large" } };
  const parsed = jsonIn(body.text);
  if (parsed === undefined) return malformed([{ path: "/", problem: "must be JSON" }]);
  const read = readAs(route.body, parsed.value);
  return "problems" in read ? malformed(read.problems) : read;
}

function readAs(
  schema: z.ZodType | undefined,
  value: unknown,
): { readonly value: unknown } | { readonly problems: readonly PlacedProblem[] } {
  if (schema === undefined) return { value: undefined };
  const parsed = schema.safeParse(value, { error: issueWords });
  if (parsed.success) return { value: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => ({
    path: `/${path.map(String).join("/")}`,
    problem: message,
  }));
  return { problems };
}

function malformed(problems: readonly PlacedProblem[]): { readonly refusal: ControlRefusal } {
  return { refusal: { error: "control_body_malformed", problems } };
}

/** Whether a content type is JSON. */
export function isJsonType(type: string): boolean {
  return /^application\/json\s*(?:;|$)/i.test(type);
}

/** The JSON in a text. Undefined if it is not JSON. */
export function jsonIn(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A refusal as a response. */
export function refusalResponse(context: Context, refusal: ControlRefusal): Response {
  const { status } = controlErrors[refusal.error];
  const challenge = status === 401 ? { "WWW-Authenticate": "Bearer" } : {};
  const response = json(status, refusalBody(refusal), { ...challenge, ...refusal.headers });
  return context.req.method === "HEAD" ? new Response(null, response) : response;
}

/** A response with JSON that must not be stored. */
export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: {
      "Cache-Control": "no-store",
      "Content-Type": "application/json; charset=utf-8",
      ...headers,
    },
  });
}
