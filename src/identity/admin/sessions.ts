// The admin API's sessions: list, read, end, extend, and all of that in bulk.

import { later } from "../clock.ts";
import type { Context } from "../context.ts";
import { isAlive } from "../credential.ts";
import { jsonTree } from "../flows/submission.ts";
import { empty, json, redirect, type Answer } from "../http/answer.ts";
import { badRequest, errorAnswer, notFound } from "../http/errors.ts";
import { queryValue, type Params, type Request } from "../http/request.ts";
import { memberOf, stringOf, type JsonTree } from "../json-tree.ts";
import type { Session } from "../model.ts";
import { pageOf } from "../paging.ts";
import { sessionJson } from "../session-json.ts";
import { uuidFault } from "../uuid.ts";

const sessionsMax = 10_000;

/** Whoami of the admin listener: asks at the public one. */
export function whoamiElsewhere(context: Context, request: Request): Answer {
  const query = request.rawQuery === undefined ? "" : `?${request.rawQuery}`;
  return redirect(request.method, 307, `${context.publicBase()}/sessions/whoami${query}`);
}

/** GET /admin/sessions */
export function listSessions(context: Context, request: Request): Answer {
  return list(context, request, context.store.sessions.all(sessionsMax));
}

/** GET /admin/identities/{id}/sessions */
export function listSessionsOf(context: Context, request: Request, params: Params): Answer {
  return list(context, request, context.store.sessions.ofIdentity(params["id"] ?? ""));
}

/** GET /admin/sessions/{id} */
export function getSession(context: Context, request: Request, params: Params): Answer {
  const session = context.store.sessions.get(params["id"] ?? "");
  if (session === undefined) return notFound(request);
  const expand = new URLSearchParams(request.rawQuery ?? "").getAll("expand");
  const identity = expand.includes("identity")
    ? context.store.identities.get(session.identityId)
    : undefined;
  const devices = expand.includes("devices") ? session.devices : [];
  return json(200, sessionJson(context, { ...session, devices }, identity, { admin: true }));
}

/** DELETE /admin/sessions/{id}; also 204 for one that has ended already. */
export function endSession(context: Context, request: Request, params: Params): Answer {
  const id = params["id"] ?? "";
  const fault = uuidFault(id);
  if (fault !== undefined) return errorAnswer(request, 400, { message: fault });
  const session = context.store.sessions.get(id);
  if (session === undefined) return notFound(request);
  context.store.sessions.put({ ...session, active: false });
  return empty(204, [["Content-Type", "application/json; charset=utf-8"]]);
}

/** DELETE /admin/identities/{id}/sessions; 404 if there are none. */
export function deleteSessionsOf(context: Context, request: Request, params: Params): Answer {
  const sessions = context.store.sessions.ofIdentity(params["id"] ?? "");
  if (sessions.length === 0) return notFound(request);
  for (const session of sessions) context.store.sessions.remove(session.id);
  return empty(204);
}

/** PATCH /admin/sessions/{id}/extend: another full life from now. */
export function extendSession(context: Context, request: Request, params: Params): Answer {
  const session = context.store.sessions.get(params["id"] ?? "");
  if (session === undefined) return notFound(request);
  session.expiresAt = later(context.clock.nano(), context.config.sessionLifespanMs);
  context.store.sessions.put(session);
  const identity = context.store.identities.get(session.identityId);
  return json(200, sessionJson(context, { ...session, devices: [] }, identity));
}

/** POST /admin/sessions: disables or deletes sessions by id, by identity, or all (`["*"]`). */
export function changeSessions(context: Context, request: Request): Answer {
  const body = jsonTree(request.body.toString("utf8"));
  const action = stringOf(memberOf(body, "action"));
  if (action !== "disable" && action !== "delete") {
    return badRequest(request, "The 'action' field must be one of 'disable' or 'delete'.");
  }
  const identities = strings(memberOf(body, "identities"));
  const ids = strings(memberOf(body, "sessions"));
  if ((identities.length === 0) === (ids.length === 0)) {
    const reason = "Exactly one of 'identities' or 'sessions' must be a non-empty array.";
    return badRequest(request, reason);
  }
  const named = identities.includes("*")
    ? context.store.sessions.all(sessionsMax)
    : [
        ...identities.flatMap((id) => context.store.sessions.ofIdentity(id)),
        ...ids.map((id) => context.store.sessions.get(id)).filter((each) => each !== undefined),
      ];
  const affected = action === "disable" ? named.filter((session) => session.active) : named;
  for (const session of affected) {
    if (action === "delete") context.store.sessions.remove(session.id);
    else context.store.sessions.put({ ...session, active: false });
  }
  return json(200, { processed: affected.length, more: false });
}

function list(context: Context, request: Request, sessions: Session[]): Answer {
  const active = queryValue(request, "active");
  const chosen = sessions.filter(
    (session) => active === "" || isAlive(context, session) === (active === "true"),
  );
  const page = pageOf(request, chosen);
  const shown = page.items.map((session) => {
    const identity = context.store.identities.get(session.identityId);
    return sessionJson(context, session, identity, { brief: true, admin: true });
  });
  return json(200, shown, page.headers);
}

function strings(tree: JsonTree | undefined): string[] {
  return tree?.kind === "array"
    ? tree.items.map(stringOf).filter((item) => item !== undefined)
    : [];
}
