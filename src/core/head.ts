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
  traceparent: string | undefined;
  tracestate: string | undefined;
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

/** Reads the header lines (name, value, name, value …) once. */
export function readHead(lines: readonly string[]): RequestHead {
  const head: RequestHead = {
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
    traceparent: undefined,
    tracestate: undefined,
    host: undefined,
    nominates: false,
    expects: false,
  };
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = lines[i] ?? "";
    const value = lines[i + 1] ?? "";
    switch (name.length) {
      case 4:
        if (head.host === undefined && name.toLowerCase() === "host") head.host = value;
        break;
      case 6:
        readSix(head, name.toLowerCase(), value);
        break;
      case 10:
        readTen(head, name.toLowerCase(), value);
        break;
      case 11:
        if (name.toLowerCase() === "traceparent" && traceparentForm.test(value)) {
          head.traceparent ??= value;
        }
        break;
      case 12:
        if (head.requestId === undefined && name.toLowerCase() === "x-request-id") {
          head.requestId = value;
        }
        break;
      case 13:
        readThirteen(head, name.toLowerCase(), value);
        break;
      case 15:
        if (name.toLowerCase() === "x-session-token") {
          head.sessionToken ??= value;
          head.sessionTokenLines += 1;
        }
        break;
      default:
    }
  }
  return head;
}

function readSix(head: RequestHead, name: string, value: string): void {
  if (name === "cookie") {
    head.cookie = head.cookie === undefined ? value : `${head.cookie};${value}`;
  } else if (name === "origin") {
    head.origin ??= value;
    head.originLines += 1;
  } else if (name === "pragma") {
    head.pragma = head.pragma === undefined ? value : `${head.pragma},${value}`;
  } else if (name === "expect") {
    head.expects = true;
  }
}

function readTen(head: RequestHead, name: string, value: string): void {
  if (name === "tracestate") {
    if (tracestateForm.test(value)) head.tracestate ??= value;
  } else if (name === "connection" && !head.nominates) {
    head.nominates = nomination.test(value);
  }
}

function readThirteen(head: RequestHead, name: string, value: string): void {
  if (name === "cache-control") {
    head.cacheControl = head.cacheControl === undefined ? value : `${head.cacheControl},${value}`;
  } else if (name === "authorization") {
    head.authorization ??= value;
    head.authorizationLines += 1;
  }
}
