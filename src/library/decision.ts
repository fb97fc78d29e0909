// Decisions as functions: a request in, and what a gateway would have been told about it. The engine decides, so a
// program gets the same decision as a gateway that asks an edge.
import type { Policy } from "../core/policy/policy.ts";
import { authorizePath } from "../core/policy/decision-path.ts";
import type { Background, EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import { checkLines } from "./credentials.ts";
import { checkOf, type GuardOptions } from "./frameworks/guard.ts";
import { detailsOf, resultOf, type CheckDetails, type Unavailable } from "./result.ts";
import { membersOf, parsed, sessionOf, textOf, type Session } from "./session.ts";

/** The part of a request that a decision looks at: a `Request`, or the request of a server of Node.js. */
export interface AuthorizeRequest {
  /** `GET` if it is missing. */
  readonly method?: string | undefined;
  /** The whole URL, or its path and query. A path is completed by the return URL of the policy with the request's host. */
  readonly url?: string | undefined;
  readonly headers:
    | { get(name: string): string | null | undefined }
    | Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The request may go on. */
export interface Allowed extends CheckDetails {
  readonly kind: "allowed";
  /** The headers of the policy for the application, by the names that the policy gives them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined if the policy lets requests without a session go on, and this one has none. */
  readonly session: Session | undefined;
}

/** The statuses of a refusal. */
type RefusedStatus = 302 | 401 | 403;

const refusedStatuses: readonly RefusedStatus[] = [302, 401, 403];

/** The request may not go on. */
export interface Refused extends CheckDetails {
  readonly kind: "refused";
  /** 401 or 403, or 302 for a browser that is sent to sign-in. */
  readonly status: RefusedStatus;
  /** The id of the error, such as `edge_session_required`. */
  readonly id: string;
  /** Where to send a browser. Undefined if going there would not help, or if it is no browser. */
  readonly redirect: string | undefined;
  /** The error as JSON, for the answer to the client. */
  readonly body: string;
}

/** A decision about a request. `unavailable`: nothing is known about its session, so it must not go on. */
export type Decision = Allowed | Refused | Unavailable;

/** Every decision except that the request may go on. */
export type DecisionRefusal = Exclude<Decision, Allowed>;

/** How a request is decided about. */
export type AuthorizeOptions = GuardOptions;

/** What is read of a request beside its credentials: whether it is a browser that opens a page. */
const browserHeaders = ["accept", "sec-fetch-mode", "x-requested-with"];

/** The policy of a name. Throws a `TypeError` if there is none, because that is a mistake in the program. */
export function policyNamed(policies: readonly Policy[], name: string): Policy {
  const policy = policies.find((one) => one.name === name);
  if (policy === undefined) throw new TypeError(`authorize: there is no policy ${name}`);
  return policy;
}

/**
 * The request for a decision. Throws a `RangeError` if `maxAge` is not a duration. Only credentials and what tells
 * browsers from programs are passed on, so a client cannot ask for an older or a newer answer.
 */
export function decisionRequest(
  request: AuthorizeRequest,
  policy: Policy,
  basePath: string,
  options: AuthorizeOptions,
  background?: Background,
): EdgeRequest {
  const read = (name: string): string | undefined => readHeader(request, name);
  // Credentials that no request could carry are none.
  const headers = checkLines(checkOf(read, options)) ?? [];
  for (const name of browserHeaders) {
    const value = read(name);
    if (value !== undefined) headers.push(name, value);
  }
  const { method = "GET" } = request;
  let signal: AbortSignal | undefined;
  return {
    // A HEAD opens pages as a GET does, and its refusal would have no body to read the error from.
    method: method === "HEAD" ? "GET" : method,
    target: `${basePath}${authorizePath}/${policy.name}`,
    headers,
    body: undefined,
    peer: undefined,
    originalUrl: originalUrlOf(request, policy),
    background,
    get signal() {
      signal ??= new AbortController().signal;
      return signal;
    },
  };
}

/** The decision in an answer of the engine. A promise if its body has not been read. */
export function decisionOf(answer: EdgeAnswer, policy: Policy): Decision | Promise<Decision> {
  const { status, headers, session, body } = answer;
  const details = detailsOf(answer);
  if (status === 200) {
    return {
      kind: "allowed",
      ...details,
      headers: headersOf(headers, policy),
      session: session === undefined ? undefined : sessionOf(session),
    };
  }
  const refusedStatus = refusedStatuses.find((one) => one === status);
  if (refusedStatus === undefined) return unavailableOf(answer);
  const text = body instanceof Uint8Array ? textOf(body) : "";
  const id = membersOf(membersOf(parsed(text))?.["error"])?.["id"];
  return {
    kind: "refused",
    ...details,
    status: refusedStatus,
    id: typeof id === "string" ? id : "",
    redirect: valueOf(headers, "location"),
    body: text,
  };
}

async function unavailableOf(answer: EdgeAnswer): Promise<Unavailable> {
  const result = await resultOf(answer);
  if (result.kind === "unavailable") return result;
  return { kind: "unavailable", ...detailsOf(answer), retryAfterSeconds: undefined };
}

/** The headers that the policy maps, by its own spelling. */
function headersOf(lines: readonly string[], policy: Policy): Readonly<Record<string, string>> {
  const mapped: Record<string, string> = {};
  for (const { name } of policy.headers) {
    const value = valueOf(lines, name.toLowerCase());
    if (value !== undefined) mapped[name] = value;
  }
  return mapped;
}

function valueOf(lines: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < lines.length; i += 2) {
    if (lines[i]?.toLowerCase() === name) return lines[i + 1];
  }
  return undefined;
}

function readHeader({ headers }: AuthorizeRequest, name: string): string | undefined {
  if (hasGet(headers)) return headers.get(name) ?? undefined;
  const value = headers[name];
  return typeof value === "string" ? value : value?.join(", ");
}

function hasGet(
  headers: AuthorizeRequest["headers"],
): headers is { get(name: string): string | null | undefined } {
  return "get" in headers && typeof headers.get === "function";
}

/**
 * The URL that a browser asked for. Which of the policy's return URLs completes a path is said by `Host`, which any client
 * can write, but a browser is only ever sent back below one of them.
 */
function originalUrlOf(request: AuthorizeRequest, policy: Policy): string | undefined {
  const { url } = request;
  if (url === undefined || !url.startsWith("/")) return url;
  const host = readHeader(request, "host")?.toLowerCase();
  const base = policy.returnUrls.find((one) => URL.canParse(one) && new URL(one).host === host);
  return base === undefined ? undefined : new URL(base).origin + url;
}
