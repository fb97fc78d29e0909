// The origin's database: identities, their sessions, the cookies and tokens of each. Every visible change gets a fresh version number,
// which shows in the session's JSON, so that a body tells which state of the world it was computed from.
import { unquoted } from "../history.ts";
import type { Random } from "../random.ts";
import { epochMs } from "../world.ts";

/** A person's account. */
export interface Identity {
  readonly id: string;
  readonly email: string;
  version: number;
  active: boolean;
  /** Has a second factor, so sessions of one factor are refused. */
  secondFactor: boolean;
}

/** One signed-in device. */
export interface Session {
  readonly id: string;
  readonly identity: Identity;
  readonly token: string;
  readonly issuedAtMs: number;
  version: number;
  factors: 1 | 2;
  /** Whole virtual milliseconds. */
  expiresAtMs: number;
  revoked: boolean;
  readonly cookies: Cookie[];
  /** The JSON last written of it, and what that depended on. */
  json: string;
  jsonOf: string;
}

/** One issued cookie: many may stand for one session, and old ones stay good. */
export interface Cookie {
  readonly value: string;
  readonly session: Session;
  readonly expiresAtMs: number;
}

/** All people of one project. */
export class People {
  readonly identities: Identity[] = [];
  readonly sessions: Session[] = [];
  readonly cookies = new Map<string, Cookie>();
  readonly tokens = new Map<string, Session>();
  readonly sessionsById = new Map<string, Session>();
  readonly lifespanMs: number;
  readonly skewMs: number;
  readonly #random: Random;
  #version = 0;

  constructor(random: Random, lifespanMs: number, skewMs: number) {
    this.#random = random;
    this.lifespanMs = lifespanMs;
    this.skewMs = skewMs;
  }

  register(): Identity {
    const id = this.#random.uuid();
    const identity: Identity = {
      id,
      email: `user-${this.identities.length + 1}@example.org`,
      version: this.#fresh(),
      active: true,
      secondFactor: false,
    };
    this.identities.push(identity);
    return identity;
  }

  signIn(identity: Identity, nowMs: number, lifespanMs = this.lifespanMs): Session {
    const session: Session = {
      id: this.#random.uuid(),
      identity,
      token: `ory_st_${this.#word(24)}`,
      issuedAtMs: nowMs,
      version: this.#fresh(),
      factors: identity.secondFactor ? 2 : 1,
      expiresAtMs: Math.ceil(nowMs + lifespanMs),
      revoked: false,
      cookies: [],
      json: "",
      jsonOf: "",
    };
    this.sessions.push(session);
    this.sessionsById.set(session.id, session);
    this.tokens.set(session.token, session);
    return session;
  }

  /** A new cookie of a session, good as long as the session is by now meant to live. */
  issue(session: Session): Cookie {
    const cookie: Cookie = {
      value: `MTc${this.#word(28)}=`,
      session,
      expiresAtMs: session.expiresAtMs,
    };
    session.cookies.push(cookie);
    this.cookies.set(cookie.value, cookie);
    return cookie;
  }

  /** Of several values of the session cookie the first that decodes wins; quotes around a value are dropped. */
  firstCookie(values: readonly string[], nowMs: number): Cookie | undefined {
    for (const value of values) {
      const found = this.cookies.get(unquoted(value));
      if (found !== undefined && found.expiresAtMs > nowMs) return found;
    }
    return undefined;
  }

  /** Something of the identity changed: every session of it shows another body from now on. */
  touch(identity: Identity): void {
    identity.version = this.#fresh();
  }

  /** Something of one session changed. */
  touchSession(session: Session): void {
    session.version = this.#fresh();
  }

  revoke(session: Session): void {
    session.revoked = true;
  }

  extend(session: Session, nowMs: number): void {
    session.expiresAtMs = Math.max(session.expiresAtMs, Math.ceil(nowMs + this.lifespanMs));
    this.touchSession(session);
  }

  sessionsOf(identity: Identity): readonly Session[] {
    return this.sessions.filter((session) => session.identity === identity);
  }

  liveSessions(nowMs: number): readonly Session[] {
    return this.sessions.filter((session) => alive(session, nowMs));
  }

  /** The session as the origin writes it. Byte-stable while nothing changes. */
  sessionJson(session: Session, active = true, expiresAtMs = session.expiresAtMs): string {
    const { identity } = session;
    const state = `${String(active)} ${expiresAtMs} ${session.factors} ${String(identity.active)} ${identity.version} ${session.version}`;
    if (session.jsonOf !== state) {
      session.jsonOf = state;
      session.json = this.#writeJson(session, active, expiresAtMs);
    }
    return session.json;
  }

  #writeJson(session: Session, active: boolean, expiresAtMs: number): string {
    const { identity } = session;
    const expires = new Date(epochMs + this.skewMs + expiresAtMs).toISOString();
    const issued = new Date(epochMs + this.skewMs + Math.floor(session.issuedAtMs)).toISOString();
    return `{"id":"${session.id}","active":${String(active)},"expires_at":"${expires}","authenticated_at":"${issued}","authenticator_assurance_level":"aal${session.factors}","authentication_methods":[{"method":"password","aal":"aal1","completed_at":"${issued}"}],"issued_at":"${issued}","identity":{"id":"${identity.id}","schema_id":"person","state":"${identity.active ? "active" : "inactive"}","traits":{"email":"${identity.email}"},"metadata_public":{"identity_version":${identity.version},"session_version":${session.version}}},"devices":[]}\n`;
  }

  #fresh(): number {
    this.#version += 1;
    return this.#version;
  }

  #word(length: number): string {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let word = "";
    while (word.length < length) word += letters.charAt(this.#random.int(letters.length));
    return word;
  }
}

/** Whether a session is good at an instant. */
export function alive(session: Session, nowMs: number): boolean {
  return !session.revoked && session.expiresAtMs > nowMs && session.identity.active;
}
