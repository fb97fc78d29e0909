// The shared parts of the middleware for all frameworks: which credentials are read, and how a request without a
// session is answered.
import type { Duration } from "../../config/settings/setting-table.ts";
import type { CheckRequest } from "../credentials.ts";
import type { Allowed, AuthorizeRequest, Decision, DecisionRefusal } from "../decision.ts";
import type { CheckResult, Refusal } from "../result.ts";
import type { Session } from "../session.ts";

/** The part of an edge that guarding needs. */
export interface Checker {
  check(request: CheckRequest): CheckResult | Promise<CheckResult>;
  /** Needed by guards with a policy. */
  authorize?(
    request: AuthorizeRequest,
    policy: string,
    options?: GuardOptions,
  ): Decision | Promise<Decision>;
}

/** Where a request may carry its session: `Cookie`, `X-Session-Token`, `Authorization: Bearer`. */
export type CredentialSource = "cookie" | "session-token" | "bearer";

/** How requests are checked. */
export interface GuardOptions {
  /** Where to look for credentials (default: everywhere). Leave out `bearer` if that header holds your own tokens. */
  readonly credentials?: readonly CredentialSource[];
  /**
   * The greatest age of the answer. 0 asks the identity server each time. Use it for routes that must see changes
   * before the limit.
   */
  readonly maxAge?: Duration;
}

/** How requests are decided about by a policy. */
export interface PolicyOptions extends GuardOptions {
  /** The name of the policy. */
  readonly policy: string;
}

/**
 * Decides about a request by the policy of a guard. Throws a `TypeError` if the edge cannot, or has no such policy.
 */
export function decide(
  edge: Checker,
  request: AuthorizeRequest,
  options: PolicyOptions,
): Decision | Promise<Decision> {
  if (edge.authorize === undefined) throw new TypeError("a guard with a policy needs an edge");
  return edge.authorize(request, options.policy, options);
}

const everywhere: readonly CredentialSource[] = ["cookie", "session-token", "bearer"];
const bearer = /^bearer ([^\s,]+)$/i;

/** The check of a request. `read` gives a header by its lower-case name. */
export function checkOf(
  read: (name: string) => string | null | undefined,
  { credentials = everywhere, maxAge }: GuardOptions,
): CheckRequest {
  const from = (source: CredentialSource, name: string): string | undefined =>
    credentials.includes(source) ? (read(name) ?? undefined) : undefined;
  const authorization = from("bearer", "authorization");
  return {
    cookie: from("cookie", "cookie"),
    sessionToken: from("session-token", "x-session-token"),
    // The identity server does not use any other scheme.
    bearer: authorization === undefined ? undefined : bearer.exec(authorization)?.[1],
    maxAge,
  };
}

/** An answer to send instead of the requested page. */
export interface RefusalAnswer {
  readonly status: 302 | 401 | 403 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON in the shape of Ory's errors. */
  readonly body: string;
}

/** The answer to a refused request, unless the application gives its own. */
export function refusalAnswer(refusal: Refusal): RefusalAnswer {
  switch (refusal.kind) {
    case "inactive":
      return jsonAnswer(401, {
        error: {
          code: 401,
          status: "Unauthorized",
          reason: "No valid session credentials found in the request.",
          message: "The request could not be authorized",
        },
      });
    case "second-factor-required":
      return jsonAnswer(403, {
        error: {
          id: "session_aal2_required",
          code: 403,
          status: "Forbidden",
          reason: "An active session was found, but its second factor is missing.",
          message: "Session does not fulfil the requested Authenticator Assurance Level",
        },
        redirect_browser_to: refusal.redirectTo,
      });
    case "unavailable": {
      const answer = jsonAnswer(503, {
        error: {
          code: 503,
          status: "Service Unavailable",
          reason: "The identity server cannot be asked at the moment who is signed in.",
          message: "Try again in a moment.",
        },
      });
      const after = String(refusal.retryAfterSeconds ?? 1);
      return { ...answer, headers: { ...answer.headers, "Retry-After": after } };
    }
    default:
      return refusal satisfies never;
  }
}

/** The answer to a request that a policy has refused, unless the application gives its own. */
export function decisionAnswer(refusal: DecisionRefusal): RefusalAnswer {
  if (refusal.kind === "unavailable") return refusalAnswer(refusal);
  const { status, redirect, body } = refusal;
  const where = redirect === undefined ? {} : { Location: redirect };
  return { status, headers: { ...jsonHeaders, ...where }, body };
}

const jsonHeaders = {
  "Content-Type": "application/json; charset=utf-8",
  "Cache-Control": "no-store",
} as const;

function jsonAnswer(status: RefusalAnswer["status"], body: object): RefusalAnswer {
  return {
    status,
    headers: jsonHeaders,
    body: `${JSON.stringify(body)}\n`,
  };
}

const attached = new WeakMap<object, Session>();
const allowed = new WeakMap<object, Allowed>();

/** Stores the session of a request. */
export function attachSession(request: object, session: Session): void {
  attached.set(request, session);
}

/** Stores the decision about a request. */
export function attachAllowed(request: object, decision: Allowed): void {
  allowed.set(request, decision);
  if (decision.session !== undefined) attached.set(request, decision.session);
}

/**
 * The decision about a request that `requireSession` has let through by a policy: the headers that the policy maps, and the
 * session. Throws if there is none.
 */
export function allowedOf(request: object): Allowed {
  const decision = allowed.get(request);
  if (decision === undefined)
    throw new Error(
      "allowedOf: put requireSession with a policy before this handler; it has not let this request through",
    );
  return decision;
}

/**
 * The session of a request that `requireSession` has let through. Throws if it has not, which means that the route
 * lacks its guard.
 */
export function sessionOf(request: object): Session {
  const session = attached.get(request);
  if (session === undefined)
    throw new Error(
      "sessionOf: put requireSession before this handler; it has not let this request through",
    );
  return session;
}
