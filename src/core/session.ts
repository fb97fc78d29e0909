// The session JSON of Ory's whoami, as far as caching it needs.
import { parseRfc3339Ms } from "./instants.ts";

/** The facts about a session that decide how long, and for whose changes, its answer may be kept. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly identityId: string;
  /** `expires_at`, milliseconds since 1970. */
  readonly expiresAtWallMs: number;
}

/** Reads a session; undefined for anything that is not one, is inactive, or names no identity. */
export function readSession(text: string): SessionFacts | undefined {
  const session = parseObject(text);
  if (session === undefined || session["active"] !== true) return undefined;
  return sessionFacts(session);
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
function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A value as an object's members, or undefined where it is none. */
function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 1_024;
}
