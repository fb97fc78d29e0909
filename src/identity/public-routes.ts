// The table of the public listener, and what all its answers have in common.

import type { Context } from "./context.ts";
import { csrfSecret, newCsrfSecret } from "./csrf.ts";
import { flowRoutes } from "./flows/routes.ts";
import { healthRoutes } from "./health.ts";
import { redirect, type Answer } from "./http/answer.ts";
import { corsHeaders, preflightAnswer } from "./http/cors.ts";
import { csrfViolation } from "./http/errors.ts";
import { percentDecode, type Request } from "./http/request.ts";
import { createRouter, type Route } from "./http/router.ts";
import { endMyOtherSessions, endMySession, listMySessions } from "./my-sessions.ts";
import { pageRoutes } from "./page/routes.ts";
import { getSchema, listSchemas } from "./person-schema.ts";
import { whoami } from "./whoami.ts";

const everyMethod = [
  "CONNECT",
  "DELETE",
  "GET",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
  "TRACE",
];
const unsafeMethods = new Set(["DELETE", "PATCH", "POST", "PUT"]);

const route = createRouter([
  { methods: everyMethod, path: "/sessions/whoami", run: whoami },
  { methods: ["GET"], path: "/sessions", run: listMySessions },
  { methods: ["DELETE"], path: "/sessions", run: endMyOtherSessions },
  { methods: ["DELETE"], path: "/sessions/{id}", run: endMySession },
  { methods: ["GET"], path: "/schemas", run: listSchemas },
  { methods: ["GET"], path: "/schemas/{id}", run: getSchema },
  ...flowRoutes,
  ...healthRoutes,
  ...pageRoutes,
] satisfies Route[]);

/** Answers a request to the public listener. */
export async function answerPublic(context: Context, request: Request): Promise<Answer> {
  const { cors } = context.config;
  const preflight = cors === undefined ? undefined : preflightAnswer(cors, request);
  if (preflight !== undefined) return preflight;
  const answer = await routed(context, request);
  const common: [string, string][] = cors === undefined ? [] : corsHeaders(cors, request);
  common.push(["Vary", "Cookie"]);
  const setsCsrf = answer.headers.some(([, value]) => value.startsWith("csrf_token_"));
  if (!setsCsrf && !isExempt(request) && csrfSecret(context, request) === undefined) {
    common.push(newCsrfSecret(context).header);
  }
  return withCommon(request, answer, common);
}

/** Adds what both listeners add: nothing is to be stored by caches that know no better. */
export function withCommon(
  request: Request,
  answer: Answer,
  common: [string, string][] = [],
): Answer {
  const caching: [string, string][] = answer.headers.some(([name]) => name === "Cache-Control")
    ? []
    : [["Cache-Control", "private, no-cache, no-store, must-revalidate"]];
  const headers = [...answer.headers, ...common, ...(request.method === "GET" ? caching : [])];
  return { ...answer, headers };
}

async function routed(context: Context, request: Request): Promise<Answer> {
  const found = route(request);
  if (found.kind === "handler") return found.run(context, request, found.params);
  const unsafe = unsafeMethods.has(request.method) && !isExempt(request);
  if (unsafe) return csrfViolation(request);
  if (request.path.startsWith("/admin/")) {
    const query = request.rawQuery === undefined ? "" : `?${request.rawQuery}`;
    return redirect(request.method, 307, `${context.adminBase()}${request.path}${query}`);
  }
  return found.answer;
}

/** Requests that neither need nor get an anti-CSRF cookie. */
function isExempt(request: Request): boolean {
  const { method } = request;
  const path = percentDecode(request.path) ?? request.path;
  if (/^\/(sessions(\/[^/]+)?|schemas.*|health\/.*|version|dev\/.*)$/u.test(path)) return true;
  if (method === "GET" && path.startsWith("/admin/")) return true;
  return /^\/self-service\/[a-z]+(\/api)?$/u.test(path) && path !== "/self-service/logout";
}
