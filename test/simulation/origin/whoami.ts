// What the origin says to a session check: credential precedence, statuses, hint, renewal cookie and CORS as measured on Kratos
// (recordings 01b, 01c, 03, 06, 10c). A computed answer depends on the state at one instant only.
import type { Presented } from "../history.ts";
import { alive, type People, type Session } from "./people.ts";

/** What the check's request says, as far as the origin reads it. */
export interface WhoamiRequest extends Presented {
  readonly method: string;
  readonly requestId: string | undefined;
}

/** What the operator of the origin configured. */
export interface WhoamiSettings {
  readonly cookieName: string;
  /** The hint's upper bound, or undefined with the feature flag off. */
  readonly hintMaxMs: number | undefined;
  /** Allowed origins; undefined with CORS off. */
  readonly corsOrigins: readonly string[] | undefined;
}

/** One computed answer. */
export interface Said {
  readonly status: number;
  readonly headers: string[];
  readonly body: string;
  readonly session: Session | undefined;
  readonly hint: "absent" | number;
}

/** Computes the answer as of an instant. May hand out a new cookie. */
export function whoami(
  people: People,
  settings: WhoamiSettings,
  request: WhoamiRequest,
  nowMs: number,
): Said {
  const cookies = cookieValues(request);
  const cookie = people.firstCookie(cookies, nowMs);
  let session: Session | undefined;
  let usable = true;
  if (request.token !== undefined && request.token.trim() !== "") {
    session = people.tokens.get(request.token);
    if (
      session !== undefined &&
      alive(session, nowMs) &&
      cookies.length > 0 &&
      cookie === undefined
    ) {
      return confused(session, settings, request, nowMs);
    }
  } else if (cookie !== undefined) {
    session = cookie.session;
  } else if (request.bearer !== undefined) {
    session = people.tokens.get(request.bearer);
  } else {
    usable = false;
  }
  if (session === undefined || !alive(session, nowMs)) {
    return refused(settings, request, usable ? "absent" : 60);
  }
  if (session.identity.secondFactor && session.factors === 1) return stepUp(settings, request);

  const hint = hintOf(session, settings, nowMs);
  const headers = corsLines(settings, request);
  if (request.method !== "HEAD") {
    headers.push("Cache-Control", "private, no-cache, no-store, must-revalidate");
  }
  headers.push("Content-Type", "application/json; charset=utf-8");
  if (hint !== "absent") headers.push("Ory-Session-Cache-For", String(hint));
  if (cookie !== undefined && cookie.expiresAtMs < session.expiresAtMs) {
    headers.push("Set-Cookie", cookieLine(settings, people.issue(session).value));
  }
  pushVary(headers, settings);
  headers.push("X-Kratos-Authenticated-Identity-Id", session.identity.id);
  return { status: 200, headers, body: people.sessionJson(session), session, hint };
}

/** The same without the hint. */
export function withoutHint(said: Said): Said {
  const at = said.headers.indexOf("Ory-Session-Cache-For");
  return {
    ...said,
    headers: at < 0 ? said.headers : said.headers.toSpliced(at, 2),
    hint: "absent",
  };
}

/** All values of the session cookie in order. */
export function cookieValues({ cookie, more = [] }: Presented): readonly string[] {
  return cookie === undefined ? [] : [cookie, ...more];
}

/** The `Set-Cookie` value that gives a browser a session cookie. */
export function cookieLine(settings: WhoamiSettings, value: string): string {
  return `${settings.cookieName}=${value}; Path=/; HttpOnly; SameSite=Lax`;
}

/** A 401 as the origin writes it, with the caller's own request id if it sent one. */
export function refusal(requestId: string | undefined): string {
  const echo = requestId === undefined ? "" : `"request":${JSON.stringify(requestId)},`;
  return `{"error":{"code":401,"status":"Unauthorized",${echo}"reason":"No valid session credentials found in the request.","message":"The request could not be authorized"}}\n`;
}

/** A 401; the hint stands only where no credential was usable. */
function refused(settings: WhoamiSettings, request: WhoamiRequest, hint: "absent" | number): Said {
  const headers = corsLines(settings, request);
  if (request.method !== "HEAD") {
    headers.push("Cache-Control", "private, no-cache, no-store, must-revalidate");
  }
  headers.push("Content-Type", "application/json", "Ory-Error-Id", "");
  const shown = settings.hintMaxMs === undefined ? "absent" : hint;
  if (shown !== "absent") headers.push("Ory-Session-Cache-For", String(shown));
  pushVary(headers, settings);
  return {
    status: 401,
    headers,
    body: refusal(request.requestId),
    session: undefined,
    hint: shown,
  };
}

function stepUp(settings: WhoamiSettings, request: WhoamiRequest): Said {
  const headers = corsLines(settings, request);
  headers.push("Content-Type", "application/json", "Ory-Error-Id", "session_aal2_required");
  pushVary(headers, settings);
  const body = `{"error":{"id":"session_aal2_required","code":403,"status":"Forbidden","reason":"Session does not fulfill the requested Authenticator Assurance Level","message":"The session is not strong enough"},"redirect_browser_to":"http://127.0.0.1:4433/self-service/login/browser?aal=aal2"}\n`;
  return { status: 403, headers, body, session: undefined, hint: "absent" };
}

/** A good token beside an undecodable cookie: a 500 that carries the hint and the identity. */
function confused(
  session: Session,
  settings: WhoamiSettings,
  request: WhoamiRequest,
  nowMs: number,
): Said {
  const headers = corsLines(settings, request);
  headers.push("Content-Type", "application/json");
  const hint = hintOf(session, settings, nowMs);
  if (hint !== "absent") headers.push("Ory-Session-Cache-For", String(hint));
  pushVary(headers, settings);
  headers.push("X-Kratos-Authenticated-Identity-Id", session.identity.id);
  const body = `{"error":{"code":500,"status":"Internal Server Error","message":"securecookie: the value is not valid"}}\n`;
  return { status: 500, headers, body, session: undefined, hint };
}

function hintOf(session: Session, settings: WhoamiSettings, nowMs: number): "absent" | number {
  if (settings.hintMaxMs === undefined) return "absent";
  return Math.round(Math.min(session.expiresAtMs - nowMs, settings.hintMaxMs) / 1_000);
}

function corsLines(settings: WhoamiSettings, request: WhoamiRequest): string[] {
  const { origin } = request;
  if (origin === undefined || request.method === "HEAD") return [];
  if (settings.corsOrigins?.includes(origin) !== true) return [];
  return [
    "Access-Control-Allow-Credentials",
    "true",
    "Access-Control-Allow-Origin",
    origin,
    "Access-Control-Expose-Headers",
    "Content-Type",
  ];
}

function pushVary(headers: string[], settings: WhoamiSettings): void {
  if (settings.corsOrigins !== undefined) headers.push("Vary", "Origin");
  headers.push("Vary", "Cookie");
}
