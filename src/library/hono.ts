// Hono middleware that lets only signed-in requests through.
import type { Context, MiddlewareHandler } from "hono";
import { checkOf, refusalAnswer, type Checker, type GuardOptions } from "./guard.ts";
import type { Refusal } from "./result.ts";
import type { Session } from "./session.ts";

export type { Checker, CredentialSource, GuardOptions } from "./guard.ts";

/** What `requireSession` adds to a Hono context. */
export interface SessionEnv {
  Variables: { session: Session };
}

/** How a Hono application guards its routes. */
export interface HonoGuardOptions extends GuardOptions {
  /** Answers a request without a session in place of the JSON 401, 403 or 503. */
  readonly onRefused?: (refusal: Refusal, context: Context) => Response | Promise<Response>;
}

/** Middleware behind which `context.get("session")` has the session. A renewed cookie goes out with the answer. */
export function requireSession(
  edge: Checker,
  options: HonoGuardOptions = {},
): MiddlewareHandler<SessionEnv> {
  const { onRefused = refuse } = options;
  return async (context, next) => {
    const result = await edge.check(checkOf((name) => context.req.header(name), options));
    for (const line of result.setCookie) context.header("Set-Cookie", line, { append: true });
    if (result.kind !== "active") return onRefused(result, context);
    context.set("session", result.session);
    return next();
  };
}

function refuse(refusal: Refusal, context: Context): Response {
  const { status, headers, body } = refusalAnswer(refusal);
  return context.body(body, status, { ...headers });
}
