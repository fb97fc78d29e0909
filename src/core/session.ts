// The parts of Ory's session JSON that caching needs.
import { parseRfc3339Ms } from "./instants.ts";

/** The facts about a session that decide how long its answer may be kept, and which changes concern it. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly identityId: string;
  /** `expires_at`, milliseconds since 1970. */
  readonly expiresAtWallMs: number;
}

/** A session as stated in the origin's JSON, active or not. */
export interface StatedSession extends SessionFacts {
  readonly active: boolean;
}

/** The fields of an entry that come from its session. */
export interface EntrySession {
  readonly sessionId: string | undefined;
  readonly identityId: string | undefined;
  readonly expiresAtWallMs: number;
}

/** Reads an active session. Undefined for anything that is not a session, is inactive, or names no identity. */
export function readSession(text: string): SessionFacts | undefined {
  const session = readStatedSession(text);
  if (session?.active !== true) return undefined;
  const { sessionId, identityId, expiresAtWallMs } = session;
  return { sessionId, identityId, expiresAtWallMs };
}

/**
 * Reads a session, active or not. Undefined for anything that is not session JSON, because the origin does not send
 * that.
 */
export function readStatedSession(text: string): StatedSession | undefined {
  const session = parseObject(text);
  const active = session?.["active"];
  if (session === undefined || typeof active !== "boolean") return undefined;
  const facts = sessionFacts(session);
  return facts === undefined ? undefined : { ...facts, active };
}

/** What an entry says about its session. Undefined for the anonymous answer. */
export function sessionOfEntry({
  sessionId,
  identityId,
  expiresAtWallMs,
}: EntrySession): SessionFacts | undefined {
  if (sessionId === undefined || identityId === undefined) return undefined;
  return { sessionId, identityId, expiresAtWallMs };
}

/**
 * The session and identity that a flow's JSON answer names: `{session, …}` after a sign-in, `{identity, …}` after a
 * change of settings.
 */
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

/** The session tokens that a JSON answer issues, in `session_token` or in `continue_with`. */
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

/** The own members of a JSON object. Undefined for anything else, including broken JSON. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The members of a value. Undefined if it is not an object. */
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
