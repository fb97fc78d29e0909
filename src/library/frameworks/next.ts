// Next.js on its Node runtime: a guard for its middleware (`proxy`), and the session for server components and route
// handlers.
import type { Allowed, AuthorizeRequest, DecisionRefusal } from "../decision.ts";
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
import type { CheckResult, Refusal } from "../result.ts";
import type { Session } from "../session.ts";
import { withCookies } from "./web-answer.ts";

export type { Checker, CredentialSource, GuardOptions, PolicyOptions } from "./guard.ts";

/** The part of headers that is read: those of a request, or the result of `headers()` from `next/headers`. */
export interface ReadableHeaders {
  get(name: string): string | null;
}

/** How Next's middleware guards its routes. */
export interface NextGuardOptions<NextRequest> extends GuardOptions {
  readonly policy?: undefined;
  /** Lets a request through. Usually `() => NextResponse.next()`. */
  readonly proceed: (session: Session, request: NextRequest) => Response | Promise<Response>;
  /**
   * Answers a request without a session, instead of the JSON 401, 403 or 503. For example with a redirect to the
   * sign-in.
   */
  readonly onRefused?: (refusal: Refusal, request: NextRequest) => Response | Promise<Response>;
}

/** The part of a request that a decision looks at. */
export type NextPolicyRequest = AuthorizeRequest & { readonly headers: ReadableHeaders };

/** How Next's middleware guards its routes by a policy. */
export interface NextPolicyOptions<NextRequest> extends PolicyOptions {
  /** Lets a request through, usually with the headers of the decision added to it. */
  readonly proceed: (allowed: Allowed, request: NextRequest) => Response | Promise<Response>;
  /** Answers a request that may not go on, instead of the redirect, or the JSON 401, 403 or 503. */
  readonly onRefused?: (
    refusal: DecisionRefusal,
    request: NextRequest,
  ) => Response | Promise<Response>;
}

/** Middleware that lets only signed-in requests through. A renewed cookie goes out with the answer. */
export function requireSession<NextRequest extends { readonly headers: ReadableHeaders }>(
  edge: Checker,
  options: NextGuardOptions<NextRequest>,
): (request: NextRequest) => Promise<Response>;
/** The same by a policy, which also decides who is let through and which headers the application gets. */
export function requireSession<NextRequest extends NextPolicyRequest>(
  edge: Checker,
  options: NextPolicyOptions<NextRequest>,
): (request: NextRequest) => Promise<Response>;
export function requireSession<NextRequest extends NextPolicyRequest>(
  edge: Checker,
  options: NextGuardOptions<NextRequest> | NextPolicyOptions<NextRequest>,
): (request: NextRequest) => Promise<Response> {
  if (options.policy !== undefined) return requirePolicy(edge, options);
  const { proceed, onRefused = refuse } = options;
  return async (request) => {
    const result = await checkSession(edge, request.headers, options);
    const response =
      result.kind === "active"
        ? await proceed(result.session, request)
        : await onRefused(result, request);
    return withCookies(response, result.setCookie);
  };
}

function requirePolicy<NextRequest extends AuthorizeRequest>(
  edge: Checker,
  options: NextPolicyOptions<NextRequest>,
): (request: NextRequest) => Promise<Response> {
  const { proceed, onRefused = (refusal) => responseOf(decisionAnswer(refusal)) } = options;
  return async (request) => {
    const decision = await decide(edge, request, options);
    const response =
      decision.kind === "allowed"
        ? await proceed(decision, request)
        : await onRefused(decision, request);
    return withCookies(response, decision.setCookie);
  };
}

/** The result of a check with these headers: `await checkSession(edge, await headers())`. */
export async function checkSession(
  edge: Checker,
  headers: ReadableHeaders,
  options: GuardOptions = {},
): Promise<CheckResult> {
  return edge.check(checkOf((name) => headers.get(name), options));
}

/** Thrown if it is unknown whether a user is signed in. That is not the same as no user being signed in. */
export class SessionUnavailableError extends Error {
  constructor() {
    super("the identity server cannot be asked at the moment who is signed in");
    this.name = "SessionUnavailableError";
  }
}

/**
 * The session of a server component's request, or undefined if no user is signed in well enough. Rejects with a
 * `SessionUnavailableError` if that cannot be known. The middleware sets renewed cookies, because components cannot.
 */
export async function getSession(
  edge: Checker,
  headers: ReadableHeaders,
  options: GuardOptions = {},
): Promise<Session | undefined> {
  const result = await checkSession(edge, headers, options);
  if (result.kind === "unavailable") throw new SessionUnavailableError();
  return result.kind === "active" ? result.session : undefined;
}

function refuse(refusal: Refusal): Response {
  return responseOf(refusalAnswer(refusal));
}

function responseOf({ status, headers, body }: RefusalAnswer): Response {
  return new Response(body, { status, headers: { ...headers } });
}
