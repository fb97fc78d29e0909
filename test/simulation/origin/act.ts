// One request that changes something at the origin: how it is written, what it is known to touch, and what it does when it commits.
import type { MutationFacts, Presented } from "../history.ts";
import type { Random } from "../random.ts";
import { alive, type Identity, type People, type Session } from "./people.ts";
import { cookieLine, cookieValues, refusal, type WhoamiSettings } from "./whoami.ts";

/** A credential handed out by an answer. */
interface Handed {
  readonly kind: "cookie" | "token";
  readonly value: string;
  readonly session: Session;
}

/** What a committed request answers. */
export interface Effect {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
  readonly handed: readonly Handed[];
}

/** A request to be sent, with its consequence. */
export interface Act {
  readonly row: string;
  readonly method: string;
  readonly target: string;
  readonly contentType?: string;
  readonly body?: string;
  /** Session credentials on the request. */
  readonly presented: Presented;
  readonly reach: MutationFacts["reach"];
  readonly sessions?: readonly string[];
  readonly identities?: readonly string[];
  readonly all?: boolean;
  /** A credential that the body names. */
  readonly tokenInBody?: string;
  /** A stranger's: the origin refuses it, or never gets it complete. It must have no effect on others. */
  readonly stranger?: {
    /** Ids and credentials that it made up. */
    readonly invented: readonly string[];
    /** Its body breaks off half-way. */
    readonly breaksOff?: true;
  };
  /** Changes the state; called at most once. */
  commit(nowMs: number): Effect;
}

/** What acts are made from. */
export interface ActContext {
  readonly people: People;
  readonly whoami: WhoamiSettings;
  readonly random: Random;
  readonly nowMs: number;
}

/** The session that the origin takes a request to come from. */
export function winner(people: People, presented: Presented, nowMs: number): Session | undefined {
  const { token, bearer } = presented;
  const cookie = people.firstCookie(cookieValues(presented), -Infinity);
  const session =
    token !== undefined
      ? people.tokens.get(token)
      : cookie !== undefined
        ? cookie.session
        : bearer !== undefined
          ? people.tokens.get(bearer)
          : undefined;
  return session !== undefined && alive(session, nowMs) ? session : undefined;
}

/** How somebody presents a session: by one of its cookies, its token in either header, rarely by two of them. */
export function present(context: ActContext, session: Session): Presented {
  const { random, people } = context;
  const cookie =
    session.cookies.length > 0 && random.chance(0.7)
      ? random.pick(session.cookies)
      : people.issue(session);
  return random.weighted<Presented>([
    [6, { cookie: cookie.value }],
    [2, { token: session.token }],
    [1, { bearer: session.token }],
    [1, { cookie: cookie.value, bearer: session.token }],
    [0.5, { cookie: `old-${cookie.value}`, more: [cookie.value] }],
  ]);
}

/** A live session, if there is one; people with several are preferred, since siblings are what laws are about. */
export function someSession(context: ActContext): Session | undefined {
  const live = context.people.liveSessions(context.nowMs);
  return live.length === 0 ? undefined : context.random.pick(live);
}

/** Somebody who may sign in. */
export function somebody(context: ActContext): Identity {
  return context.random.pick(context.people.identities);
}

const json = ["Content-Type", "application/json; charset=utf-8"];

/** An answer that tells nothing. */
export function plain(status: number, body = ""): Effect {
  return { status, headers: body === "" ? [] : json, body, handed: [] };
}

/** Not signed in, or not any more. */
export function turnedAway(status = 401): Effect {
  return {
    status,
    headers: ["Content-Type", "application/json"],
    body: refusal(undefined),
    handed: [],
  };
}

/** A browser's answer: a redirect or JSON, with a cookie. */
export function givesCookie(context: ActContext, session: Session, status = 303): Effect {
  const cookie = context.people.issue(session);
  const line = ["Set-Cookie", cookieLine(context.whoami, cookie.value)];
  const csrf = ["Set-Cookie", "csrf_token=abc; Path=/; HttpOnly"];
  const handed: Handed[] = [{ kind: "cookie", value: cookie.value, session }];
  if (status >= 300) {
    return {
      status,
      headers: [...csrf, ...line, "Location", "http://app.example/welcome"],
      body: "",
      handed,
    };
  }
  const body = `{"session":${context.people.sessionJson(session).trim()}}\n`;
  return { status, headers: [...line, ...csrf, ...json], body, handed };
}

/** An API client's answer: the token stands in the body. */
export function givesToken(context: ActContext, session: Session): Effect {
  const body = `{"session_token":"${session.token}","session":${context.people.sessionJson(session).trim()}}\n`;
  return {
    status: 200,
    headers: json,
    body,
    handed: [{ kind: "token", value: session.token, session }],
  };
}
