// The session JSON of Ory's whoami, as far as caching it needs.
import { parseRfc3339Ms } from "./instants.ts";

/** The facts about a session that decide how long, and for whose changes, its answer may be kept. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly identityId: string;
  /** `expires_at`, milliseconds since 1970. */
  readonly expiresAtWallMs: number;
}

/** A session as the origin's JSON states it, active or not. */
export interface StatedSession extends SessionFacts {
  readonly active: boolean;
}

/** Reads a session; undefined for anything that is not one, is inactive, or names no identity. */
export function readSession(text: string): SessionFacts | undefined {
  const session = readStatedSession(text);
  if (session?.active !== true) return undefined;
  const { sessionId, identityId, expiresAtWallMs } = session;
  return { sessionId, identityId, expiresAtWallMs };
}

/** Reads a session whether it is active or not; undefined for anything that is no session JSON: the origin says no such thing. */
export function readStatedSession(text: string): StatedSession | undefined {
  const session = parseObject(text);
  const active = session?.["active"];
  if (session === undefined || typeof active !== "boolean") return undefined;
  const facts = sessionFacts(session);
  return facts === undefined ? undefined : { ...facts, active };
}

/** Session and identity that a flow's JSON answer names: `{session, …}` of a sign-in, `{identity, …}` of a settings change. */
export function readNames(text: string): {
  readonly sessionId: string | undefined;
  readonly identityId: string | undefined;
} {
  const answer = parseObject(text);
  const session = asObject(answer?.["session"]);
  const identity = asObject(session?.["identity"]) ?? asObject(answer?.["identity"]);
  const [sessionId, identityId] = [session?.["id"], identity?.["id"]];
  return {
    sessionId: isName(sessionId) ? sessionId : undefined,
    identityId: isName(identityId) ? identityId : undefined,
  };
}

function sessionFacts(session: Readonly<Record<string, unknown>>): SessionFacts | undefined {
  const identityId = asObject(session["identity"])?.["id"];
  const { id: sessionId, expires_at: expiresAt } = session as {
    id?: unknown;
    expires_at?: unknown;
  };
  if (!isName(sessionId) || !isName(identityId) || typeof expiresAt !== "string") return undefined;
  const expiresAtWallMs = parseRfc3339Ms(expiresAt);
  return expiresAtWallMs === undefined ? undefined : { sessionId, identityId, expiresAtWallMs };
}

/** Session tokens that a JSON answer hands out: `session_token`, or those in `continue_with`. */
export function readIssuedTokens(text: string): readonly string[] {
  const answer = parseObject(text);
  if (answer === undefined) return [];
  const tokens = [answer["session_token"]];
  const steps = answer["continue_with"];
  if (Array.isArray(steps)) {
    for (const step of steps) tokens.push(asObject(step)?.["ory_session_token"]);
  }
  return tokens.filter(isName);
}

/** A JSON object's own members, or undefined for anything else, broken JSON included. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A value as an object's members, or undefined where it is none. */
function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 1_024;
}
