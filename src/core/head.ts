// Reads from a request's header lines, in one pass, what is needed to decide about a check.

/** The header fields that matter to the edge. Repetition is counted, because it makes a request ambiguous. */
export interface RequestHead {
  /** All `Cookie` lines, joined with `;` as if they were one. */
  cookie: string | undefined;
  sessionToken: string | undefined;
  sessionTokenLines: number;
  authorization: string | undefined;
  authorizationLines: number;
  origin: string | undefined;
  originLines: number;
  /** All `Cache-Control` lines, joined with `,` (RFC 9110 section 5.3). */
  cacheControl: string | undefined;
  pragma: string | undefined;
  requestId: string | undefined;
  host: string | undefined;
  /** Whether `Connection` makes a field hop-by-hop that the key or the decision depends on. */
  nominates: boolean;
  /** Whether there is an `Expect` that the host has not answered. */
  expects: boolean;
}

/**
 * The form of W3C Trace Context. The field goes to the origin although it is not part of the key, so no other form is
 * accepted.
 */
const traceparentForm = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const tracestateForm = /^[\x20-\x7e]{1,512}$/;

/**
 * A `Connection` option that names a field of the key or of the decision. Other options concern only this connection:
 * Java's client offers HTTP/2 with each plain request (`Upgrade, HTTP2-Settings`), and gateways copy the head of a
 * WebSocket request.
 */
const nomination =
  /(?<![\w!#$%&'*+.^`|~-])(cookie|authorization|x-session-token|origin|cache-control|pragma|host)(?![\w!#$%&'*+.^`|~-])/i;

/** A head without any field. */
export function createHead(): RequestHead {
  return {
    cookie: undefined,
    sessionToken: undefined,
    sessionTokenLines: 0,
    authorization: undefined,
    authorizationLines: 0,
    origin: undefined,
    originLines: 0,
    cacheControl: undefined,
    pragma: undefined,
    requestId: undefined,
    host: undefined,
    nominates: false,
    expects: false,
  };
}

/** Reads the header lines (name, value, name, value …) once. */
export function readHead(lines: readonly string[]): RequestHead {
  const head = createHead();
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] ?? "";
    // The length distinguishes most names without lower-casing them.
    if (usedFieldLengths.has(name.length)) takeField(head, name.toLowerCase(), lines[i + 1] ?? "");
  }
  return head;
}

/** The lengths of the names that `takeField` knows. Fields with names of other lengths need not be given to it. */
export const usedFieldLengths: ReadonlySet<number> = new Set([4, 6, 10, 12, 13, 15]);

/** Notes one field of a head. `name` is in lower case. */
export function takeField(head: RequestHead, name: string, value: string): void {
  switch (name) {
    case "host":
      head.host ??= value;
      break;
    case "cookie":
      head.cookie = head.cookie === undefined ? value : `${head.cookie};${value}`;
      break;
    case "origin":
      head.origin ??= value;
      head.originLines += 1;
      break;
    case "pragma":
      head.pragma = head.pragma === undefined ? value : `${head.pragma},${value}`;
      break;
    case "expect":
      head.expects = true;
      break;
    case "connection":
      head.nominates ||= nomination.test(value);
      break;
    case "x-request-id":
      head.requestId ??= value;
      break;
    case "cache-control":
      head.cacheControl = head.cacheControl === undefined ? value : `${head.cacheControl},${value}`;
      break;
    case "authorization":
      head.authorization ??= value;
      head.authorizationLines += 1;
      break;
    case "x-session-token":
      head.sessionToken ??= value;
      head.sessionTokenLines += 1;
      break;
    default:
  }
}

/** The W3C Trace Context of a request. Only calls to the origin need it, so a hit does not read it. */
export interface TraceContext {
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** Reads the trace context from header lines. Lines in another form count as absent. */
export function readTraceContext(lines: readonly string[]): TraceContext {
  let traceparent: string | undefined;
  let tracestate: string | undefined;
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i]?.toLowerCase();
    const value = lines[i + 1] ?? "";
    if (name === "traceparent" && traceparentForm.test(value)) traceparent ??= value;
    else if (name === "tracestate" && tracestateForm.test(value)) tracestate ??= value;
  }
  return { traceparent, tracestate };
}
