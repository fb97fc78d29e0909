// What a request gets that may not go on: an error for programs, and for browsers the way to sign-in or step-up.
import { edgeErrors, type EdgeErrorId } from "../errors.ts";
import { headerValues } from "../header-lines.ts";
import type { Policy } from "./policy.ts";
import type { VerdictReason } from "./verdict.ts";

/** Why a request may not go on: it has no session, or its session is not what the policy asks for. */
export type RefusalReason = "session" | VerdictReason;

/** What a refused request gets. */
export interface PolicyRefusal {
  readonly error: EdgeErrorId;
  /** That of the error, or that of a redirect. */
  readonly status: number;
  /** Where the browser goes. Undefined if the error is all that it gets. */
  readonly location: string | undefined;
}

const errors: Readonly<Record<RefusalReason, EdgeErrorId>> = {
  session: "edge_session_required",
  aal: "edge_aal_required",
  age: "edge_authentication_too_old",
  schema: "edge_policy_refused",
  organization: "edge_policy_refused",
  condition: "edge_policy_refused",
  value: "edge_policy_refused",
};

/** What the sign-in flow is asked for (Ory's parameters of a login flow). Undefined where signing in would not help. */
const signInParameters: Readonly<Record<RefusalReason, string | undefined>> = {
  session: "",
  aal: "aal=aal2",
  age: "refresh=true",
  schema: undefined,
  organization: undefined,
  condition: undefined,
  value: undefined,
};

/** Decides what a refused request gets. `returnTo` is where its browser wanted to go, if it may be sent back there. */
export function refuseRequest(
  policy: Policy,
  why: RefusalReason,
  browser: boolean,
  returnTo: string | undefined,
): PolicyRefusal {
  const error = errors[why];
  const parameters = signInParameters[why];
  const { browsers, signInUrl } = policy;
  if (!browser || browsers === "status" || signInUrl === undefined || parameters === undefined) {
    return { error, status: edgeErrors[error].status, location: undefined };
  }
  const query = [
    ...(parameters === "" ? [] : [parameters]),
    ...(returnTo === undefined ? [] : [`return_to=${encodeURIComponent(returnTo)}`]),
  ].join("&");
  const joint = signInUrl.includes("?") ? "&" : "?";
  const location = query === "" ? signInUrl : `${signInUrl}${joint}${query}`;
  return { error, status: browsers === "redirect" ? 302 : edgeErrors[error].status, location };
}

/**
 * Whether a request is a person's browser that opens a page, and not a program or a script of a page. Only such a request
 * can make use of a redirect. `X-Forwarded-Method` is what Traefik and Caddy say about the original request.
 */
export function isPageRequest(method: string, lines: readonly string[]): boolean {
  const [original] = headerValues(lines, "x-forwarded-method");
  if (!opensPages(method) || (original !== undefined && !opensPages(original))) return false;
  const modes = headerValues(lines, "sec-fetch-mode");
  if (modes.some((mode) => mode !== "navigate")) return false;
  if (headerValues(lines, "x-requested-with").length > 0) return false;
  return headerValues(lines, "accept").some((accept) => acceptsHtml(accept));
}

function opensPages(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function acceptsHtml(accept: string): boolean {
  return accept
    .split(",")
    .some((range) => range.split(";", 1)[0]?.trim().toLowerCase() === "text/html");
}
