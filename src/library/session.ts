// The session JSON of Ory's whoami as a type, with one parsed, frozen copy per entry.

/** How a session was authenticated. Instants are RFC 3339 texts, as everywhere in a session. */
export interface AuthenticationMethod {
  readonly method?: string;
  readonly aal?: string;
  readonly completed_at?: string;
  readonly provider?: string;
  readonly organization?: string;
}

/** A device that used a session. */
export interface SessionDevice {
  readonly id: string;
  readonly ip_address?: string;
  readonly user_agent?: string;
  readonly location?: string;
}

/** An address that an identity can be reached or recovered by. */
export interface IdentityAddress {
  readonly id: string;
  readonly value: string;
  readonly via: string;
  readonly verified?: boolean;
  readonly verified_at?: string;
  readonly status?: string;
  readonly created_at?: string;
  readonly updated_at?: string;
}

/** The identity of a session. `traits` have the shape of the identity's schema. */
export interface Identity {
  readonly id: string;
  readonly external_id?: string;
  readonly schema_id: string;
  readonly schema_url: string;
  readonly state?: string;
  readonly state_changed_at?: string;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly verifiable_addresses?: readonly IdentityAddress[];
  readonly recovery_addresses?: readonly IdentityAddress[];
  readonly metadata_public?: unknown;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly organization_id?: string | null;
}

/**
 * A session as the identity server gives it. It is frozen throughout, because all callers share one copy while it is
 * cached.
 */
export interface Session {
  readonly id: string;
  readonly active: boolean;
  readonly expires_at?: string;
  readonly authenticated_at?: string;
  readonly authenticator_assurance_level?: string;
  readonly authentication_methods?: readonly AuthenticationMethod[];
  readonly issued_at?: string;
  readonly identity: Identity;
  readonly devices?: readonly SessionDevice[];
  /** A token made from the session, if the check asked for one. */
  readonly tokenized?: string;
}

const decoder = new TextDecoder();

/**
 * Sessions by the bytes that they were read from. An entry's body stays the same array for as long as the entry is
 * held.
 */
const sessions = new WeakMap<Uint8Array, Session>();

/** The text of a body. */
export function textOf(body: Uint8Array): string {
  return decoder.decode(body);
}

/** The active session in a body, parsed and frozen once per array. Undefined if the body holds none. */
export function sessionOf(body: Uint8Array): Session | undefined {
  let session = sessions.get(body);
  if (session === undefined) {
    session = readSession(textOf(body));
    if (session !== undefined) sessions.set(body, session);
  }
  return session;
}

function readSession(text: string): Session | undefined {
  const value = parsed(text);
  return isSession(value) ? frozen(value) : undefined;
}

/** The value of a JSON text. Undefined if the text is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether a value has what callers rely on: an id, that it is active, and its identity. The rest is taken from the
 * identity server as it is.
 */
function isSession(value: unknown): value is Session {
  const session = membersOf(value);
  const identity = membersOf(session?.["identity"]);
  return (
    session?.["active"] === true &&
    typeof session["id"] === "string" &&
    typeof identity?.["id"] === "string"
  );
}

/** A value's members. Undefined if it is not an object. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** Freezes a value and everything in it, level by level, so no nesting is too deep. JSON has no cycles. */
function frozen<Value>(value: Value): Value {
  const left: unknown[] = [value];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    if (typeof one !== "object" || one === null) continue;
    Object.freeze(one);
    for (const member of Object.values(one)) if (typeof member === "object") left.push(member);
  }
  return value;
}
