// `/sessions/whoami`, the answer that everything else in this project is about. Order matters: the
// session, its assurance level, the hint, the renewed cookie, the template, as Kratos does it.

import { satisfies } from "./assurance.ts";
import { millisecondsOf } from "./clock.ts";
import type { Context } from "./context.ts";
import { presentedCredential, sessionOfToken } from "./credential.ts";
import { json, type Answer } from "./http/answer.ts";
import { badRequest, errorAnswer, noCredentials, secondFactorRequired } from "./http/errors.ts";
import { queryValue, type Request } from "./http/request.ts";
import type { Session } from "./model.ts";
import { issueSessionCookie } from "./session-cookie.ts";
import { sessionJson } from "./session-json.ts";
import { tokenized } from "./tokenize.ts";

const hintName = "Ory-Session-Cache-For";
/** How long an answer to a request without a usable credential may be kept. */
const anonymousHintSeconds = 60;

/** Answers whoami, by any method. */
export function whoami(context: Context, request: Request): Answer {
  const presented = presentedCredential(context, request);
  const template = queryValue(request, "tokenize_as");
  if (presented.token === undefined) {
    return noCredentials(
      request,
      context.config.cacheableSessions ? [[hintName, String(anonymousHintSeconds)]] : [],
    );
  }
  const who = sessionOfToken(context, presented.token);
  if (who === undefined) return noCredentials(request);
  if (!satisfies(who.session, who.identity, context.config.whoamiRequiredAal)) {
    return secondFactorRequired(request, context.publicBase());
  }
  const headers: [string, string][] = [["X-Kratos-Authenticated-Identity-Id", who.identity.id]];
  if (context.config.cacheableSessions && template === "") {
    headers.push([hintName, hintSeconds(context, who.session)]);
  }
  const { cookie } = presented;
  if (cookie.kind === "undecodable") {
    // A good token beside a broken cookie: the headers are set before the cookie is looked at.
    return errorAnswer(request, 500, { message: cookie.why }, headers);
  }
  const renews =
    cookie.kind === "good" &&
    millisecondsOf(cookie.content.expiresAt) < millisecondsOf(who.session.expiresAt);
  if (template === "") {
    if (renews) headers.push(issueSessionCookie(context, who.session));
    return json(200, sessionJson(context, who.session, who.identity), headers);
  }
  const token = tokenized(context, template, who);
  if (token === undefined) {
    return badRequest(request, `Unable to find tokenizer template "${template}".`);
  }
  if (renews) headers.push(issueSessionCookie(context, who.session));
  const body = { ...sessionJson(context, who.session, who.identity), tokenized: token };
  return json(200, body, headers);
}

/** The rest of the session's life, at most the configured maximum, rounded half to even as Go prints it. */
function hintSeconds(context: Context, session: Session): string {
  const restMs = millisecondsOf(session.expiresAt) - context.clock.now();
  const seconds = Math.min(restMs, context.config.cacheableSessionsMaxAgeMs ?? restMs) / 1000;
  const floor = Math.floor(seconds);
  const half = seconds - floor === 0.5;
  return String(half ? floor + (floor % 2) : Math.round(seconds));
}
