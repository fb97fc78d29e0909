// Log-outs, revocations, the admin rows (Ory Network serves them on the public address too) and requests that no table knows.
import {
  type Act,
  type ActContext,
  plain,
  present,
  somebody,
  someSession,
  turnedAway,
  winner,
} from "./act.ts";
import type { Session } from "./people.ts";

type Maker = (context: ActContext) => Act;

/** A browser's log-out. With a cookie and a bearer token it is the bearer's session that ends. */
export const logout: Maker = (context) => {
  const { people, random } = context;
  const session = someSession(context);
  const presented = session === undefined ? {} : present(context, session);
  return {
    row: "logout",
    method: "GET",
    target: `/self-service/logout?token=ory_lo_${random.int(1_000_000)}`,
    presented,
    reach: "session",
    commit(nowMs) {
      const { bearer } = presented;
      const ended =
        bearer === undefined ? winner(people, presented, nowMs) : people.tokens.get(bearer);
      if (ended === undefined) return turnedAway();
      people.revoke(ended);
      return random.chance(0.5)
        ? plain(204)
        : { status: 303, headers: ["Location", "http://app.example/bye"], body: "", handed: [] };
    },
  };
};

/** An API client's log-out: the token stands in the body. */
export const apiLogout: Maker = (context) => {
  const { people } = context;
  const session = someSession(context);
  const token = session?.token ?? "ory_st_unknown";
  return {
    row: "api logout",
    method: "DELETE",
    target: "/self-service/logout/api",
    contentType: "application/json",
    body: `{"session_token":"${token}"}`,
    presented: {},
    tokenInBody: token,
    reach: "session",
    commit() {
      if (session === undefined) return turnedAway(403);
      people.revoke(session);
      return plain(204);
    },
  };
};

/** All other sessions of mine. */
export const revokeOthers: Maker = (context) => {
  const { people } = context;
  const session = someSession(context);
  const presented = session === undefined ? {} : present(context, session);
  return {
    row: "revoke others",
    method: "DELETE",
    target: "/sessions",
    presented,
    reach: "identity",
    commit(nowMs) {
      const own = winner(people, presented, nowMs);
      if (own === undefined) return turnedAway();
      const others = people.sessionsOf(own.identity).filter((other) => other !== own);
      for (const other of others) people.revoke(other);
      return plain(200, `{"count":${others.length}}\n`);
    },
  };
};

/** One of my other sessions, or without effect somebody else's. */
export const revokeOne: Maker = (context) => {
  const { people } = context;
  const session = someSession(context);
  const target = someSession(context);
  const presented = session === undefined ? {} : present(context, session);
  const id = target?.id ?? "00000000-0000-4000-8000-000000000000";
  return {
    row: "revoke one",
    method: "DELETE",
    target: `/sessions/${id}`,
    presented,
    reach: "session",
    sessions: [id],
    commit(nowMs) {
      const own = winner(people, presented, nowMs);
      if (own === undefined) return turnedAway();
      if (own === target) return plain(400, '{"error":{"code":400}}\n');
      if (target !== undefined && target.identity === own.identity) people.revoke(target);
      return plain(204);
    },
  };
};

/** An operator's call. It carries an API key where a bearer token would stand. */
export const administration: Maker = (context) => {
  const { people, random, nowMs } = context;
  const identity = somebody(context);
  const session = someSession(context);
  const kind = random.pick([
    "put identity",
    "patch identity",
    "delete identity",
    "delete credentials",
    "delete sessions",
    "delete session",
    "extend",
    "bulk",
    "bulk all",
  ] as const);
  const key = random.chance(0.5) ? { bearer: "ory_pat_operator" } : {};
  const body = { contentType: "application/json", body: '{"state":"active"}' };
  const base = { row: `admin ${kind}`, presented: key, reach: "credential" as const };
  const ofIdentity = { ...base, identities: [identity.id] };
  const sessionId = session?.id ?? "00000000-0000-4000-8000-000000000000";
  const ofSession = { ...base, sessions: [sessionId] };
  const end = (ended: readonly Session[]): void => {
    for (const one of ended) people.revoke(one);
  };
  const touched = (): ReturnType<typeof plain> => {
    people.touch(identity);
    return plain(200, `{"id":"${identity.id}"}\n`);
  };
  switch (kind) {
    case "put identity":
      return {
        ...ofIdentity,
        ...body,
        method: "PUT",
        target: `/admin/identities/${identity.id}`,
        commit() {
          if (random.chance(0.15)) identity.active = !identity.active;
          return touched();
        },
      };
    case "patch identity":
      return {
        ...ofIdentity,
        ...body,
        method: "PATCH",
        target: `/admin/identities/${random.chance(0.1) ? identity.id.replace("-", "%2D") : identity.id}`,
        commit: touched,
      };
    case "delete identity":
      return {
        ...ofIdentity,
        method: "DELETE",
        target: `/admin/identities/${identity.id}`,
        commit() {
          end(people.sessionsOf(identity));
          return plain(204);
        },
      };
    case "delete credentials":
      return {
        ...ofIdentity,
        method: "DELETE",
        target: `/admin/identities/${identity.id}/credentials/totp`,
        commit() {
          identity.secondFactor = false;
          people.touch(identity);
          return plain(204);
        },
      };
    case "delete sessions":
      return {
        ...ofIdentity,
        method: "DELETE",
        target: `/admin/identities/${identity.id}/sessions`,
        commit() {
          end(people.sessionsOf(identity));
          return plain(204);
        },
      };
    case "delete session":
      return {
        ...ofSession,
        method: "DELETE",
        target: `/admin/sessions/${sessionId}`,
        commit() {
          if (session !== undefined) people.revoke(session);
          return plain(204);
        },
      };
    case "extend":
      return {
        ...ofSession,
        method: "PATCH",
        target: `/admin/sessions/${sessionId}/extend`,
        commit(atMs) {
          if (session !== undefined) people.extend(session, atMs);
          return plain(session === undefined ? 404 : 204);
        },
      };
    case "bulk":
      return {
        ...ofIdentity,
        ...ofSession,
        method: "POST",
        target: "/admin/sessions",
        contentType: "application/json",
        body: JSON.stringify({
          action: "disable",
          identities: [identity.id],
          sessions: [sessionId],
        }),
        commit() {
          end(people.sessionsOf(identity));
          if (session !== undefined) people.revoke(session);
          return plain(200, '{"count":1}\n');
        },
      };
    case "bulk all":
      return {
        ...base,
        all: true,
        method: "POST",
        target: "/admin/sessions",
        contentType: "application/json",
        body: JSON.stringify({ action: "disable", identities: ["*"] }),
        commit() {
          end(random.chance(0.3) ? people.liveSessions(nowMs) : people.sessionsOf(identity));
          return plain(200, '{"count":1}\n');
        },
      };
    default:
      return kind satisfies never;
  }
};

/** An unsafe request that no table lists. It may do something to its own session all the same. */
export const unlisted: Maker = (context) => {
  const { people, random } = context;
  const session = someSession(context);
  const presented = session === undefined ? {} : present(context, session);
  const [method, target] = random.pick([
    ["POST", "/extensions/profile"],
    ["PATCH", "/self-service/unheard-of"],
    ["PUT", "/sessions/mine/label"],
    ["POST", "/sessions/whoami"],
    ["DELETE", "/sessions/whoami"],
  ] as const);
  return {
    row: "unlisted",
    method,
    target,
    presented,
    reach: "credential",
    commit(nowMs) {
      const own = winner(people, presented, nowMs);
      if (own === undefined) return turnedAway();
      if (target !== "/sessions/whoami") people.touchSession(own);
      return plain(200, '{"done":true}\n');
    },
  };
};
