// What people and operators do with accounts, as requests: sign in, change the profile, sign out, revoke. The flows are
// those of apps, which present a session token.

/** An answer, whole. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request and resolves when the answer is complete. */
export type Ask = (
  method: string,
  path: string,
  headers?: Readonly<Record<string, string>>,
  body?: object,
) => Promise<Reply>;

/** An account. */
export interface PersonRecord {
  readonly identityId: string;
  readonly email: string;
}

/** A session of an account. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly token: string;
}

const password = "correct-horse-71-battery";

/** The name that an account has from the start, and after so many changes. */
function nameOf(changes: number): string {
  return `change ${changes}`;
}

/** How many changes an answer to a check knows of. NaN if it is no such answer. */
export function changesIn(session: unknown): number {
  const name: unknown = pick(session, "identity", "traits", "name");
  return typeof name === "string" ? Number(/^change (\d+)$/u.exec(name)?.[1]) : Number.NaN;
}

/** Creates an account by the admin API of the identity server. */
export async function createPerson(adminUrl: string, email: string): Promise<PersonRecord> {
  const answer = await fetch(`${adminUrl}/admin/identities`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      schema_id: "person",
      traits: { email, name: nameOf(0) },
      credentials: { password: { config: { password } } },
    }),
  });
  if (answer.status !== 201) throw new Error(`no account: ${answer.status}`);
  return { identityId: String(pick(await answer.json(), "id")), email };
}

/** Signs an account in. */
export async function signIn(ask: Ask, email: string): Promise<SessionFacts> {
  const flow = read(await ask("GET", "/self-service/login/api"), 200);
  const credentials = { method: "password", identifier: email, password };
  const path = `/self-service/login?flow=${String(pick(flow, "id"))}`;
  const answer = read(await ask("POST", path, {}, credentials), 200);
  return {
    sessionId: String(pick(answer, "session", "id")),
    token: String(pick(answer, "session_token")),
  };
}

/** Changes the name of an account. */
export async function changeName(
  ask: Ask,
  {
    token,
    email,
    changes,
  }: { readonly token: string; readonly email: string; readonly changes: number },
): Promise<void> {
  const headers = { "x-session-token": token };
  const flow = read(await ask("GET", "/self-service/settings/api", headers), 200);
  const path = `/self-service/settings?flow=${String(pick(flow, "id"))}`;
  const traits = { email, name: nameOf(changes) };
  read(await ask("POST", path, headers, { method: "profile", traits }), 200);
}

/** Signs a session out. */
export async function signOut(ask: Ask, token: string): Promise<void> {
  read(await ask("DELETE", "/self-service/logout/api", {}, { session_token: token }), 204);
}

/** Ends all sessions of an account, by an edge's gateway to the admin API. */
export async function revoke(ask: Ask, key: string, identityId: string): Promise<void> {
  const path = `/admin/identities/${identityId}/sessions`;
  read(await ask("DELETE", path, { authorization: `Bearer ${key}` }), 204);
}

/** A member of a JSON value, by its path. */
export function pick(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner, name) => Reflect.get(Object(inner), name) as unknown, value);
}

/** The body of an answer that must have this status. */
function read({ status, body }: Reply, wanted: number): unknown {
  if (status !== wanted) throw new Error(`answered ${status} in place of ${wanted}: ${body}`);
  return body === "" ? undefined : JSON.parse(body);
}
