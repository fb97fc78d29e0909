// Names of headers that a policy may not give to an application, because proxies and applications believe them to come from
// somewhere else, or because they change the answer of the edge itself.
import { isAddressField, isRouteField, isTargetField } from "../../core/forwarding-fields.ts";

const token = /^[\w.~!#$%&'*+^`|-]+$/u;

/** Families of which nobody may use any. */
const families =
  /^(?:access-control-|accept-|content-|cf-|if-|ory-|proxy-|sec-|x-accel-|x-envoy-|x-sendfile)/u;

const taken: ReadonlySet<string> = new Set([
  "accept",
  "age",
  "allow",
  "alt-svc",
  "authorization",
  "cache-control",
  "cache-status",
  "cdn-cache-control",
  "clear-site-data",
  "connection",
  "cookie",
  "cookie2",
  "date",
  "etag",
  "expect",
  "expires",
  "forwarded",
  "from",
  "host",
  "http2-settings",
  "keep-alive",
  "last-modified",
  "link",
  "location",
  "max-forwards",
  "origin",
  "pragma",
  "range",
  "referer",
  "refresh",
  "retry-after",
  "server",
  "server-timing",
  "set-cookie",
  "set-cookie2",
  "strict-transport-security",
  "surrogate-control",
  "te",
  "traceparent",
  "tracestate",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "vary",
  "via",
  "warning",
  "www-authenticate",
  "x-content-type-options",
  "x-frame-options",
  "x-request-id",
  "x-session-token",
]);

/** Why a text cannot be the name of a header of a policy, as the rest of a sentence. Undefined if it can. */
export function headerNameProblem(name: string): string | undefined {
  if (!token.test(name)) return "must be the name of a header such as X-User-Id";
  const lower = name.toLowerCase();
  const reserved =
    taken.has(lower) ||
    families.test(lower) ||
    isAddressField(lower) ||
    isTargetField(lower) ||
    isRouteField(lower);
  return reserved
    ? "must not be a header that HTTP or proxies already use; choose one of your own, such as X-User-Id"
    : undefined;
}

/** The same for the header of a signed session, which may be `Authorization`. */
export function signedHeaderProblem(name: string): string | undefined {
  return name.toLowerCase() === "authorization" ? undefined : headerNameProblem(name);
}

/** The name as applications may see it: many of them (CGI, WSGI) cannot tell case, `-` and `_` apart. */
export function headerIdentity(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
