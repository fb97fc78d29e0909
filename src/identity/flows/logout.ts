// Signing out: browsers by a URL with a token, apps by their session token in the body.

import { uiUrl, type Context } from "../context.ts";
import { bearerToken, signedIn } from "../credential.ts";
import { newCsrfSecret } from "../csrf.ts";
import { empty, json, redirect, type Answer } from "../http/answer.ts";
import { badRequest, forbidden, noActiveSession } from "../http/errors.ts";
import { header, queryValue, wantsJson, type Request } from "../http/request.ts";
import { memberOf, stringOf } from "../json-tree.ts";
import { dropSessionCookie } from "../session-cookie.ts";
import { passReturnUrl, readReturnUrl } from "./return-url.ts";
import { jsonTree } from "./submission.ts";

/** GET /self-service/logout/browser */
export function beginLogout(context: Context, request: Request): Answer {
  const who = signedIn(context, request);
  if (who === undefined) return noActiveSession(request);
  const wanted = readReturnUrl(context, request);
  if (wanted.kind === "refused") return wanted.answer;
  const token = who.session.logoutToken;
  const logoutUrl = `${context.publicBase()}/self-service/logout?token=${token}`;
  const url = passReturnUrl(logoutUrl, wanted.url);
  return json(200, { logout_url: url, logout_token: token });
}

/** GET /self-service/logout */
export function logout(context: Context, request: Request): Answer {
  const who = signedIn(context, request);
  const asJson = wantsJson(request);
  const wanted = readReturnUrl(context, request);
  if (wanted.kind === "refused") return wanted.answer;
  const goodbye = wanted.url ?? uiUrl(context, "bye");
  if (who === undefined) {
    return asJson ? noActiveSession(request) : redirect(request.method, 303, goodbye);
  }
  if (queryValue(request, "token") !== who.session.logoutToken) {
    const reason =
      "Unable to log out because the logout token in the URL query does not match the session cookie.";
    return forbidden(request, reason);
  }
  const bearer = bearerToken(header(request, "authorization"));
  const csrf = newCsrfSecret(context).header;
  let headers: [string, string][] = [csrf];
  if (bearer === undefined) {
    context.store.sessions.put({ ...who.session, active: false });
    headers = [dropSessionCookie(context), csrf];
  } else {
    // Kratos ends the bearer's session here, no matter which session the cookie has (recording 08).
    const other = context.store.sessions.byToken(bearer);
    if (other !== undefined) context.store.sessions.put({ ...other, active: false });
  }
  return asJson ? empty(204, headers) : redirect(request.method, 303, goodbye, headers);
}

/** DELETE /self-service/logout/api */
export function logoutApp(context: Context, request: Request): Answer {
  if (request.body.length === 0) {
    const reason =
      'Unable to decode HTTP Request Body because its HTTP Header "Content-Length" is zero.';
    return badRequest(request, reason);
  }
  const token = stringOf(memberOf(jsonTree(request.body.toString("utf8")), "session_token"));
  if (token === undefined || token === "") {
    return badRequest(request, "The body has to name a session_token.");
  }
  const session = context.store.sessions.byToken(token);
  if (session === undefined) {
    const reason =
      "The provided Ory Session Token could not be found, is invalid, or otherwise malformed.";
    return forbidden(request, reason);
  }
  context.store.sessions.put({ ...session, active: false });
  return empty(204);
}
