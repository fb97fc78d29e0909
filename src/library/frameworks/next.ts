// Next.js on its Node runtime: a guard for its middleware (`proxy`), and the session for server components and route
// handlers.
import { checkOf, refusalAnswer, type Checker, type GuardOptions } from "./guard.ts";
import type { CheckResult, Refusal } from "../result.ts";
import type { Session } from "../session.ts";
import { withCookies } from "./web-answer.ts";

export type { Checker, CredentialSource, GuardOptions } from "./guard.ts";

/** The part of headers that is read: those of a request, or the result of `headers()` from `next/headers`. */
export interface ReadableHeaders {
  get(name: string): string | null;
}

/** How Next's middleware guards its routes. */
export interface NextGuardOptions<NextRequest> extends GuardOptions {
  /** Lets a request through. Usually `() => NextResponse.next()`. */
  readonly proceed: (session: Session, request: NextRequest) => Response | Promise<Response>;
  /**
   * Answers a request without a session, instead of the JSON 401, 403 or 503. For example with a redirect to the
   * sign-in.
   */
  readonly onRefused?: (refusal: Refusal, request: NextRequest) => Response | Promise<Response>;
}

/** Middleware that lets only signed-in requests through. A renewed cookie goes out with the answer. */
export function requireSession<NextRequest extends { readonly headers: ReadableHeaders }>(
  edge: Checker,
  options: NextGuardOptions<NextRequest>,
): (request: NextRequest) => Promise<Response> {
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
  const { status, headers, body } = refusalAnswer(refusal);
  return new Response(body, { status, headers: { ...headers } });
}
