// What somebody signed in may do with their own sessions: list the others, end one, end all others.

import { endOtherSessions } from "./accounts.ts";
import { satisfies } from "./assurance.ts";
import type { Context } from "./context.ts";
import { isAlive, signedIn, type SignedIn } from "./credential.ts";
import { empty, json, type Answer } from "./http/answer.ts";
import { errorAnswer, secondFactorRequired, unauthorized } from "./http/errors.ts";
import type { Params, Request } from "./http/request.ts";
import { pageOf } from "./paging.ts";
import { sessionJson } from "./session-json.ts";
import { uuidFault } from "./uuid.ts";

/** GET /sessions */
export function listMySessions(context: Context, request: Request): Answer {
  return asMyself(context, request, (who) => {
    const others = context.store.sessions
      .ofIdentity(who.identity.id)
      .filter((session) => session.id !== who.session.id && isAlive(context, session));
    const page = pageOf(request, others);
    const view = { brief: true };
    return json(
      200,
      page.items.map((session) => sessionJson(context, session, who.identity, view)),
      page.headers,
    );
  });
}

/** DELETE /sessions; the count includes sessions that had ended already, as in Kratos. */
export function endMyOtherSessions(context: Context, request: Request): Answer {
  return asMyself(context, request, (who) =>
    json(200, { count: endOtherSessions(context, who.identity.id, who.session.id) }),
  );
}

/** DELETE /sessions/{id}; 204 without effect for ids that are not one's own. */
export function endMySession(context: Context, request: Request, params: Params): Answer {
  return asMyself(context, request, (who) => {
    const id = params["id"] ?? "";
    const fault = uuidFault(id);
    if (fault !== undefined) return errorAnswer(request, 400, { message: fault });
    if (id === who.session.id) {
      return errorAnswer(request, 400, { message: "cannot revoke current session" });
    }
    const session = context.store.sessions.get(id);
    if (session?.identityId === who.identity.id) {
      context.store.sessions.put({ ...session, active: false });
    }
    const type: [string, string][] = [["Content-Type", "application/json; charset=utf-8"]];
    return empty(204, type);
  });
}

function asMyself(context: Context, request: Request, run: (who: SignedIn) => Answer): Answer {
  const who = signedIn(context, request);
  if (who === undefined) return unauthorized(request, "No valid session cookie found.");
  if (!satisfies(who.session, who.identity, context.config.whoamiRequiredAal)) {
    return secondFactorRequired(request, context.publicBase());
  }
  return run(who);
}
