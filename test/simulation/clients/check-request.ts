// A session check as some client writes it: credentials, Origin, directives, and now and then a form that must be passed through.
import { type CheckFacts, keyOf, type Presented } from "../history.ts";
import { cookieValues } from "../origin/whoami.ts";
import { exchangeHeader } from "../origin/reading.ts";
import type { Random } from "../random.ts";
import { type Directive, drawDirective } from "./directive.ts";

/** A request ready to be sent. */
export interface Built {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: string | undefined;
  readonly check: CheckFacts | undefined;
  /** For the trace; written only if one is asked for. */
  readonly note: () => string;
}

/** What the edge in question is told about requests. */
export interface Terms {
  readonly project: string;
  readonly cookieName: string;
  readonly basePath: string;
  readonly sessionTokens: boolean;
}

/** Writes a check. `mark` numbers the exchange. */
export function buildCheck(
  terms: Terms,
  presented: Presented,
  random: Random,
  mark: number,
  fixed?: Directive,
): Built {
  const directive = fixed ?? drawDirective(random);
  const requestId = fixed === undefined && random.chance(0.15) ? `req-"${mark}` : undefined;
  const headers = [
    "Host",
    "edge.example",
    exchangeHeader,
    String(mark),
    "Accept",
    "application/json",
  ];
  headers.push(...credentialLines(terms, presented, random));
  if (presented.origin !== undefined) headers.push("Origin", presented.origin);
  headers.push(...directive.lines);
  if (requestId !== undefined) headers.push("X-Request-ID", requestId);
  if (random.chance(0.1)) {
    headers.push("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }
  if (random.chance(0.05))
    headers.push("X-Forwarded-For", "203.0.113.9", "Forwarded", "for=1.2.3.4");
  const { cookie, token, bearer, opaque } = presented;
  const tokens = token !== undefined || (bearer !== undefined && cookie === undefined);
  // Another scheme says nothing of a session, so alone it leaves nothing to key by.
  const opaqueAlone = opaque !== undefined && cookie === undefined && token === undefined;
  const plain: Built = {
    method: random.chance(0.1) ? "HEAD" : "GET",
    target: `${terms.basePath}/sessions/whoami${random.chance(0.08) ? "?a=1&b" : ""}`,
    headers,
    body: undefined,
    check: {
      key: keyOf(terms.project, presented),
      presented,
      asked: directive.asked,
      requestId,
      cacheable: (terms.sessionTokens || !tokens) && !opaqueAlone,
    },
    note: () => describe(presented, directive),
  };
  return fixed === undefined && random.chance(0.07) ? oddly(plain, terms, random) : plain;
}

function credentialLines(terms: Terms, presented: Presented, random: Random): readonly string[] {
  const lines: string[] = [];
  const { token, bearer, opaque } = presented;
  const pairs = cookieValues(presented).map((value) => `${terms.cookieName}=${value}`);
  if (pairs.length > 0) {
    const pair = pairs.join(random.pick(["; ", "; theme=dark; "]));
    const others = random.pick(["", "theme=dark; ", "csrf_token_1=x; "]);
    lines.push(
      random.chance(0.8) ? "Cookie" : "cookie",
      `${others}${pair}${random.pick(["", "; lang=en"])}`,
    );
  } else if (random.chance(0.15)) {
    lines.push("Cookie", "theme=dark; lang=en");
  }
  if (random.chance(0.05)) lines.push("Connection", "Upgrade, HTTP2-Settings", "Upgrade", "h2c");
  if (token !== undefined)
    lines.push(random.chance(0.8) ? "X-Session-Token" : "x-session-token", token);
  if (bearer !== undefined) {
    lines.push("Authorization", `${random.chance(0.8) ? "Bearer" : "bearer"} ${bearer}`);
  } else if (opaque !== undefined) {
    lines.push("Authorization", opaque);
  }
  return lines;
}

/** The same check in a form that no store may answer. */
function oddly(plain: Built, terms: Terms, random: Random): Built {
  const { check } = plain;
  if (check === undefined) return plain;
  const headers = [...plain.headers];
  const odd = { ...plain, check: { ...check, cacheable: false } };
  const base = terms.basePath;
  switch (random.int(9)) {
    case 0:
      return {
        ...odd,
        target: `${base}/sessions/whoam%69`,
        note: () => `${plain.note()}, encoded path`,
      };
    case 1:
      return {
        ...odd,
        target: `${base}/sessions/whoami?tokenize%5fas=jwt`,
        note: () => `${plain.note()}, tokenized`,
      };
    case 2:
      return {
        ...odd,
        target: `${base}/sessions/whoami?a;b`,
        note: () => `${plain.note()}, odd query`,
      };
    case 3:
      for (let count = 0; count < 9; count += 1) {
        headers.push("Cookie", `${terms.cookieName}=many-${count}`);
      }
      return { ...odd, headers, note: () => `${plain.note()}, too many cookies` };
    case 4:
      headers.push("Authorization", "Bearer one", "Authorization", "Basic dXNlcjpwYXNz");
      return { ...odd, headers, note: () => `${plain.note()}, several authorizations` };
    case 5:
      headers.push("X-Session-Token", "one", "X-Session-Token", "two");
      return { ...odd, headers, note: () => `${plain.note()}, two tokens` };
    case 6:
      headers.push("Content-Length", "2");
      return {
        ...odd,
        method: "GET",
        headers,
        body: "{}",
        note: () => `${plain.note()}, with a body`,
      };
    case 7:
      return { ...odd, method: "OPTIONS", note: () => `${plain.note()}, OPTIONS` };
    default:
      headers.push("Cookie", `${terms.cookieName}=`);
      return { ...odd, headers, note: () => `${plain.note()}, empty cookie` };
  }
}

function describe(presented: Presented, directive: Directive): string {
  const parts: string[] = [];
  if (presented.cookie !== undefined) parts.push(`cookie ${presented.cookie.slice(0, 8)}`);
  for (const value of presented.more ?? []) parts.push(`cookie ${value.slice(0, 8)}`);
  if (presented.opaque !== undefined) parts.push(presented.opaque);
  if (presented.token !== undefined) parts.push(`token ${presented.token.slice(7, 12)}`);
  if (presented.bearer !== undefined) parts.push(`bearer ${presented.bearer.slice(7, 12)}`);
  if (parts.length === 0) parts.push("anonymous");
  if (presented.origin !== undefined) parts.push(`Origin ${presented.origin}`);
  if (directive.lines.length > 0)
    parts.push(directive.lines.filter((_line, index) => index % 2 === 1).join(", "));
  return parts.join(", ");
}
