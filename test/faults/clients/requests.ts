// The requests of the clients of a fault run.
import type { Presented } from "../../simulation/history.ts";
import type { Random } from "../../simulation/random.ts";
import type { SessionRecord } from "../origin/records.ts";
import type { Built } from "./sent.ts";

/** How somebody presents a session: always in the same way. */
function presentedBy(session: SessionRecord): Presented {
  return session.id < "c" ? { cookie: session.cookie } : { token: session.token };
}

function linesOf({ cookie, token }: Presented): readonly string[] {
  if (cookie !== undefined) return ["Cookie", `lang=en; ory_kratos_session=${cookie}`];
  return token === undefined ? [] : ["X-Session-Token", token];
}

/** A check that takes any answer. */
export function plainCheck(session: SessionRecord): Built {
  const presented = presentedBy(session);
  return {
    method: "GET",
    target: "/sessions/whoami",
    lines: linesOf(presented),
    presented,
    asked: {},
  };
}

/** A check as a client may send it. Most say nothing about the age. */
export function drawCheck(session: SessionRecord, random: Random): Built {
  const plain = plainCheck(session);
  const control = (value: string, asked: NonNullable<Built["asked"]>): Built => ({
    ...plain,
    lines: [...plain.lines, "Cache-Control", value],
    asked,
  });
  return random.weighted<() => Built>([
    [84, () => plain],
    [3, () => control("max-age=0", { maxAgeMs: 0 })],
    [3, () => control("no-cache", { maxAgeMs: 0 })],
    [4, () => control("max-age=5", { maxAgeMs: 5_000 })],
    [4, () => control("only-if-cached", { onlyIfCached: true })],
    [2, () => ({ ...plain, method: "HEAD" })],
  ])();
}

/** A change of the profile. */
export function changeProfile(session: SessionRecord, random: Random): Built {
  const body = '{"method":"profile","traits":{"name":"new"}}';
  const presented = presentedBy(session);
  return {
    method: "POST",
    target: `/self-service/settings?flow=${random.int(1_000_000)}`,
    lines: [
      ...linesOf(presented),
      "Content-Type",
      "application/json",
      "Content-Length",
      `${body.length}`,
    ],
    body,
    presented,
    act: { row: "settings", reach: "identity" },
  };
}

/** A sign-out: of a browser, or of a client that has a token. */
export function signOut(session: SessionRecord, random: Random): Built {
  const presented = presentedBy(session);
  if (presented.token === undefined) {
    return {
      method: "GET",
      target: `/self-service/logout?token=ory_lo_${random.int(1_000_000)}`,
      lines: linesOf(presented),
      presented,
      act: { row: "logout", reach: "session" },
    };
  }
  const body = `{"session_token":"${session.token}"}`;
  return {
    method: "DELETE",
    target: "/self-service/logout/api",
    lines: ["Content-Type", "application/json", "Content-Length", `${body.length}`],
    body,
    presented: {},
    act: { row: "api logout", reach: "session", tokenInBody: session.token },
  };
}

/** The end of all other sessions of somebody. */
export function revokeOthers(session: SessionRecord): Built {
  const presented = presentedBy(session);
  return {
    method: "DELETE",
    target: "/sessions",
    lines: linesOf(presented),
    presented,
    act: { row: "revoke others", reach: "identity" },
  };
}
