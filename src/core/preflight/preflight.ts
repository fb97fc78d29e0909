// Which requests are preflights (the Fetch standard's CORS-preflight fetch) that the edge may answer from memory, and
// what is sent to the origin for one. Anything unusual is passed on as it came.
import { isKeyableOrigin, isPlainWhoami, type WhoamiRequest } from "../check.ts";
import { boundsAge, type Directives } from "../directives.ts";
import type { TraceContext } from "../head.ts";
import {
  preflightListCharactersMax,
  preflightMethodCharactersMax,
  type Limits,
} from "../limits.ts";
import { readPolicyTarget } from "../policy/decision-path.ts";
import type { ProjectSettings } from "../settings.ts";
import { tokenPath } from "../tokens/token-paths.ts";

/** A preflight whose answer may be stored. */
export interface Preflight {
  /** It has every part that is sent to the origin. */
  readonly key: string;
  readonly origin: string;
  /** `Access-Control-Request-Method`. */
  readonly requestedMethod: string;
  /** `Access-Control-Request-Headers` as it was sent. Undefined if there was none. */
  readonly requestedHeaders: string | undefined;
}

/** A request, with its header lines. */
export interface PreflightRequest extends WhoamiRequest {
  readonly headers: readonly string[];
}

/** A token (RFC 9110 section 5.6.2). */
const methodForm = /^[\w!#$%&'*+.^`|~-]+$/;
/** Visible ASCII and blanks. */
const listForm = /^[\x20-\x7e\t]+$/;

/** Whether a request by this method may be a preflight that is answered from memory. Cheap, because all requests ask. */
export function mayBePreflight(
  method: string,
  { preflights, cacheableSessions }: ProjectSettings,
): boolean {
  return method === "OPTIONS" && preflights && cacheableSessions;
}

/**
 * Reads a preflight. Undefined for any other request, and for a preflight that has something more than one: a
 * credential, a body, a line twice, or a wish for a fresh answer.
 */
export function readPreflight(
  request: PreflightRequest,
  directives: Directives,
  settings: ProjectSettings,
  limits: Limits,
): Preflight | undefined {
  const { head, target } = request;
  if (!mayBePreflight(request.method, settings)) return undefined;
  if (request.hasBody || request.absoluteForm) return undefined;
  if (!isPlainWhoami(target, settings) && !isTokenTarget(target, settings)) return undefined;
  if (head.nominates || head.expects) return undefined;
  const credentials = head.sessionTokenLines + head.authorizationLines;
  if (head.cookie !== undefined || credentials > 0) return undefined;
  if (directives.noStore || directives.onlyIfCached || boundsAge(directives)) return undefined;
  const { origin } = head;
  if (origin === undefined || head.originLines > 1) return undefined;
  if (!isKeyableOrigin(origin, limits)) return undefined;
  const wish = readWish(request.headers);
  if (wish === undefined) return undefined;
  // No part contains a line break.
  return { ...wish, origin, key: `${origin}\n${wish.requestedMethod}\n${listPart(wish)}` };
}

type Wish = Pick<Preflight, "requestedMethod" | "requestedHeaders">;

/** An absent list and an empty one are different, as they are for the origin. */
function listPart({ requestedHeaders }: Wish): string {
  return requestedHeaders === undefined ? "" : `h:${requestedHeaders}`;
}

/** What the preflight asks for. Undefined if it does so in an unusual way. */
function readWish(lines: readonly string[]): Wish | undefined {
  let requestedMethod: string | undefined;
  let requestedHeaders: string | undefined;
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = (lines[i] ?? "").toLowerCase();
    const value = lines[i + 1] ?? "";
    if (name === "connection" && /access-control-/i.test(value)) return undefined;
    if (!name.startsWith("access-control-request-")) continue;
    if (name === "access-control-request-method" && requestedMethod === undefined) {
      if (value.length > preflightMethodCharactersMax || !methodForm.test(value)) return undefined;
      requestedMethod = value;
    } else if (name === "access-control-request-headers" && requestedHeaders === undefined) {
      if (value.length > preflightListCharactersMax || !listForm.test(value)) return undefined;
      requestedHeaders = value;
    } else return undefined;
  }
  return requestedMethod === undefined ? undefined : { requestedMethod, requestedHeaders };
}

/**
 * Whether a target is the path of signed sessions, of the default policy or of one that is named. The path of decisions
 * is not among them: gateways send it their clients' requests, whose preflights are for the application.
 */
function isTokenTarget(target: string, { basePath, policies }: ProjectSettings): boolean {
  const named = readPolicyTarget(target, basePath, tokenPath);
  if (named === undefined || named.rest !== "") return false;
  const policy = policies.find(({ name }) => name === named.policy);
  return policy?.signedSession !== undefined;
}

/** The header lines of the call behind an answer that may be stored. They are built from nothing, as for checks. */
export function preflightLines(
  { origin, requestedMethod, requestedHeaders }: Preflight,
  { traceparent, tracestate }: TraceContext,
): string[] {
  const lines = ["Origin", origin, "Access-Control-Request-Method", requestedMethod];
  if (requestedHeaders !== undefined) {
    lines.push("Access-Control-Request-Headers", requestedHeaders);
  }
  if (traceparent !== undefined) lines.push("Traceparent", traceparent);
  if (tracestate !== undefined) lines.push("Tracestate", tracestate);
  return lines;
}
