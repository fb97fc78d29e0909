// What requests change at the identity server of a fault run: self-service and administration, as Kratos has them.
import type { Reading } from "../../simulation/origin/reading.ts";
import { refusal } from "../../simulation/origin/whoami.ts";
import type { People } from "./people.ts";
import type { SessionRecord } from "./records.ts";

/** An answer. */
export interface Said {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

const json = ["Content-Type", "application/json; charset=utf-8"];
const nothing: Said = { status: 204, headers: [], body: "" };
const refused: Said = {
  status: 401,
  headers: ["Content-Type", "application/json"],
  body: refusal(undefined),
};

/** Carries out a request. Whatever is not known is answered with 404. */
export function carryOut(people: People, method: string, reading: Reading, body: string): Said {
  const { path, presented } = reading;
  const own = people.of(presented.token ?? presented.cookie ?? presented.bearer);
  const end = (sessions: readonly SessionRecord[]): void => {
    for (const session of sessions) people.end(session);
  };
  if (method === "POST" && path === "/self-service/settings") {
    if (own === undefined) return refused;
    people.change(own.identityId);
    return { status: 200, headers: json, body: '{"state":"success"}\n' };
  }
  if (method === "GET" && path === "/self-service/logout") {
    if (own === undefined) return refused;
    people.end(own);
    return nothing;
  }
  if (method === "DELETE" && path === "/self-service/logout/api") {
    const session = people.of(/"session_token":"([^"]+)"/u.exec(body)?.[1]);
    if (session === undefined) return { ...refused, status: 403 };
    people.end(session);
    return nothing;
  }
  if (method === "DELETE" && path === "/sessions") {
    if (own === undefined) return refused;
    const others = people.live(own.identityId).filter((other) => other !== own);
    end(others);
    return { status: 200, headers: json, body: `{"count":${others.length}}\n` };
  }
  const [, kind, id = "", rest] =
    /^\/admin\/(identities|sessions)\/([\da-f-]{36})(\/sessions)?$/u.exec(path) ?? [];
  if (method === "DELETE" && kind === "identities" && rest !== undefined) {
    end(people.live(id));
    return nothing;
  }
  if (method === "DELETE" && kind === "sessions") {
    const session = people.session(id);
    if (session !== undefined) people.end(session);
    return nothing;
  }
  if (method === "PATCH" && kind === "identities" && rest === undefined) {
    people.change(id);
    return { status: 200, headers: json, body: `{"id":"${id}"}\n` };
  }
  return { status: 404, headers: json, body: '{"error":{"code":404,"status":"Not Found"}}\n' };
}
