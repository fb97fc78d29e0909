// Hono middleware that lets only signed-in requests through.
import type { Context, MiddlewareHandler } from "hono";
import type { Allowed, DecisionRefusal } from "../decision.ts";
import {
  checkOf,
  decide,
  decisionAnswer,
  refusalAnswer,
  type Checker,
  type GuardOptions,
  type PolicyOptions,
  type RefusalAnswer,
} from "./guard.ts";
import type { Refusal } from "../result.ts";
import type { Session } from "../session.ts";
import { withCookies } from "./web-answer.ts";

export type { Checker, CredentialSource, GuardOptions, PolicyOptions } from "./guard.ts";

/** What `requireSession` adds to a Hono context. */
export interface SessionEnv {
  Variables: {
    session: Session;
    /** The decision, if the guard has a policy. */
    allowed: Allowed;
  };
}

/** How a Hono application guards its routes. */
export interface HonoGuardOptions extends GuardOptions {
  readonly policy?: undefined;
  /** Answers a request without a session, instead of the JSON 401, 403 or 503. */
  readonly onRefused?: (refusal: Refusal, context: Context) => Response | Promise<Response>;
}

/** How a Hono application guards its routes by a policy. */
export interface HonoPolicyOptions extends PolicyOptions {
  /** Answers a request that may not go on, instead of the redirect, or the JSON 401, 403 or 503. */
  readonly onRefused?: (refusal: DecisionRefusal, context: Context) => Response | Promise<Response>;
}

/** Middleware behind which `context.get("session")` has the session. A renewed cookie goes out with the answer. */
export function requireSession(
  edge: Checker,
  options?: HonoGuardOptions,
): MiddlewareHandler<SessionEnv>;
/** The same by a policy, which also decides who is let through and which headers the application gets. */
export function requireSession(
  edge: Checker,
  options: HonoPolicyOptions,
): MiddlewareHandler<SessionEnv>;
export function requireSession(
  edge: Checker,
  options: HonoGuardOptions | HonoPolicyOptions = {},
): MiddlewareHandler<SessionEnv> {
  if (options.policy !== undefined) return requirePolicy(edge, options);
  const { onRefused = refuse } = options;
  return async (context, next) => {
    const result = await edge.check(checkOf((name) => context.req.header(name), options));
    if (result.kind === "active") {
      context.set("session", result.session);
      await next();
    } else {
      context.res = await refused(result, context, onRefused);
    }
    carryCookies(context, result.setCookie);
  };
}

function requirePolicy(edge: Checker, options: HonoPolicyOptions): MiddlewareHandler<SessionEnv> {
  const { onRefused = (refusal, context) => answerOf(decisionAnswer(refusal), context) } = options;
  return async (context, next) => {
    const decision = await decide(edge, context.req.raw, options);
    if (decision.kind === "allowed") {
      context.set("allowed", decision);
      if (decision.session !== undefined) context.set("session", decision.session);
      await next();
    } else {
      context.res = await refused(decision, context, onRefused);
    }
    carryCookies(context, decision.setCookie);
  };
}

/** Sets cookies afterwards, because a header that is set before is lost if the handler returns its own `Response`. */
function carryCookies(context: Context, renewed: readonly string[]): void {
  const answer = withCookies(context.res, renewed);
  if (answer === context.res) return;
  // Otherwise Hono would replace these cookies with those of the earlier response.
  context.res = undefined;
  context.res = answer;
}

async function refused<Refused extends { readonly setCookie: readonly string[] }>(
  refusal: Refused,
  context: Context,
  answer: (refusal: Refused, context: Context) => Response | Promise<Response>,
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
  return answerOf(refusalAnswer(refusal), context);
}

function answerOf({ status, headers, body }: RefusalAnswer, context: Context): Response {
  return context.body(body, status, { ...headers });
}
