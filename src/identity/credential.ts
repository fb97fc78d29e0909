// Which session a request presents: X-Session-Token, then the session cookie, then a bearer token.

import type { Context } from "./context.ts";
import { header, type Request } from "./http/request.ts";
import type { Identity, Session } from "./model.ts";
import { millisecondsOf } from "./clock.ts";
import { readSessionCookie, type CookieReading } from "./session-cookie.ts";

/** What a request presents. */
export interface Presented {
  /** The token that counts; undefined if nothing usable was presented. */
  readonly token: string | undefined;
  /** How it came. */
  readonly from: "token" | "cookie" | "bearer" | "nothing";
  readonly cookie: CookieReading;
}

/** An active session with its identity. */
export interface SignedIn {
  readonly session: Session;
  readonly identity: Identity;
}

/** Finds the credential that counts. A cookie that decodes is final, even if its session is gone. */
export function presentedCredential(context: Context, request: Request): Presented {
  const cookie = readSessionCookie(context, request.headers);
  const headerToken = header(request, "x-session-token").trim();
  if (headerToken !== "") return { token: headerToken, from: "token", cookie };
  if (cookie.kind === "good") return { token: cookie.content.token, from: "cookie", cookie };
  const bearer = bearerToken(header(request, "authorization"));
  if (bearer !== undefined) return { token: bearer, from: "bearer", cookie };
  return { token: undefined, from: "nothing", cookie };
}

/** The active session of a request, whatever its assurance level. */
export function signedIn(context: Context, request: Request): SignedIn | undefined {
  const { token } = presentedCredential(context, request);
  return token === undefined ? undefined : sessionOfToken(context, token);
}

/** The active session of a token. */
export function sessionOfToken(context: Context, token: string): SignedIn | undefined {
  const session = context.store.sessions.byToken(token);
  if (session === undefined || !isAlive(context, session)) return undefined;
  const identity = context.store.identities.get(session.identityId);
  return identity?.state === "active" ? { session, identity } : undefined;
}

/** Neither revoked nor expired. */
export function isAlive(context: Context, session: Session): boolean {
  return session.active && millisecondsOf(session.expiresAt) > context.clock.now();
}

/** The token of an `Authorization` value: scheme in any case, exactly one blank, nothing behind. */
export function bearerToken(authorization: string): string | undefined {
  const parts = authorization.split(" ");
  const token = parts[1];
  return parts.length === 2 && parts[0]?.toLowerCase() === "bearer" && token !== ""
    ? token
    : undefined;
}
