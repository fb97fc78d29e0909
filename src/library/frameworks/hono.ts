// Hono middleware that lets only signed-in requests through.
import type { Context, MiddlewareHandler } from "hono";
import { checkOf, refusalAnswer, type Checker, type GuardOptions } from "./guard.ts";
import type { Refusal } from "../result.ts";
import type { Session } from "../session.ts";
import { withCookies } from "./web-answer.ts";

export type { Checker, CredentialSource, GuardOptions } from "./guard.ts";

/** What `requireSession` adds to a Hono context. */
export interface SessionEnv {
  Variables: { session: Session };
}

/** How a Hono application guards its routes. */
export interface HonoGuardOptions extends GuardOptions {
  /** Answers a request without a session, instead of the JSON 401, 403 or 503. */
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
    if (result.kind === "active") {
      context.set("session", result.session);
      await next();
    } else {
      context.res = await refused(result, context, onRefused);
    }
    // Set afterwards, because a header that is set before is lost if the handler returns its own `Response`.
    const answer = withCookies(context.res, result.setCookie);
    if (answer === context.res) return;
    // Otherwise Hono would replace these cookies with those of the earlier response.
    context.res = undefined;
    context.res = answer;
  };
}

async function refused(
  refusal: Refusal,
  context: Context,
  answer: NonNullable<HonoGuardOptions["onRefused"]>,
): Promise<Response> {
  try {
    return await answer(refusal, context);
  } catch (error) {
    // The error handler answers instead. A response that it makes from the context has the cookies.
    for (const line of refusal.setCookie) context.header("Set-Cookie", line, { append: true });
    if (refusal.setCookie.length > 0) context.header("Cache-Control", "private");
    throw error;
  }
}

function refuse(refusal: Refusal, context: Context): Response {
  const { status, headers, body } = refusalAnswer(refusal);
  return context.body(body, status, { ...headers });
}
