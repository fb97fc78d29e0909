// People who sign in during a test of the library: plain calls by `fetch`, which run on any runtime.

/** Where the identity server of a test listens. */
export interface IdentityUrls {
  readonly publicUrl: string;
  readonly adminUrl: string;
}

/** The part of `fetch` that signing in needs: the global one, or an edge's. */
export type FetchLike = (url: string, init?: RequestInit) => Promise<Response>;

/** A person with a password and perhaps a session. */
export interface Person {
  readonly email: string;
  readonly identityId: string;
}

const password = "correct-horse-71-battery";
let people = 0;

/** Makes an identity by the admin API. */
export async function makePerson({ adminUrl }: IdentityUrls): Promise<Person> {
  people += 1;
  const email = `person-${people}-${crypto.randomUUID()}@example.org`;
  const response = await fetch(`${adminUrl}/admin/identities`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      schema_id: "person",
      traits: { email, name: "Ada" },
      credentials: { password: { config: { password } } },
    }),
  });
  const { id } = (await response.json()) as { id: string };
  return { email, identityId: id };
}

/** Name and value of the cookies that an answer sets, as a `Cookie` header. */
function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0] ?? "")
    .join("; ");
}

interface Flow {
  readonly id: string;
  readonly ui: {
    readonly nodes: readonly { readonly attributes: { readonly name?: string; value?: string } }[];
  };
}

/** Signs in as a browser does; returns the `Cookie` header that it would send from then on. */
export async function signIn(base: string, person: Person, call: FetchLike): Promise<string> {
  const accept = { Accept: "application/json" };
  const begun = await call(`${base}/self-service/login/browser`, { headers: accept });
  const csrfCookie = cookiesOf(begun);
  const flow = (await begun.json()) as Flow;
  const csrf = flow.ui.nodes.find(({ attributes }) => attributes.name === "csrf_token");
  const done = await call(`${base}/self-service/login?flow=${flow.id}`, {
    method: "POST",
    headers: { ...accept, "Content-Type": "application/json", Cookie: csrfCookie },
    body: JSON.stringify({
      method: "password",
      identifier: person.email,
      password,
      csrf_token: csrf?.attributes.value,
    }),
  });
  if (done.status !== 200) throw new Error(`signing in failed: ${done.status}`);
  return `${csrfCookie}; ${cookiesOf(done)}; theme=dark`;
}

/** Signs an app in; returns its session token. */
export async function signInApp(base: string, person: Person, call: FetchLike): Promise<string> {
  const begun = await call(`${base}/self-service/login/api`);
  const { id } = (await begun.json()) as { id: string };
  const done = await call(`${base}/self-service/login?flow=${id}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ method: "password", identifier: person.email, password }),
  });
  const { session_token } = (await done.json()) as { session_token?: string };
  if (session_token === undefined) throw new Error(`signing in failed: ${done.status}`);
  return session_token;
}

/** Signs out as a browser does. */
export async function signOut(base: string, cookie: string, call: FetchLike): Promise<void> {
  const headers = { Accept: "application/json", Cookie: cookie };
  const begun = await call(`${base}/self-service/logout/browser`, { headers });
  const { logout_token } = (await begun.json()) as { logout_token: string };
  const done = await call(`${base}/self-service/logout?token=${logout_token}`, { headers });
  await done.body?.cancel();
  if (done.status !== 204) throw new Error(`signing out failed: ${done.status}`);
}

/** Ends every session of a person, behind every edge's back. */
export async function revokeAll({ adminUrl }: IdentityUrls, person: Person): Promise<void> {
  const url = `${adminUrl}/admin/identities/${person.identityId}/sessions`;
  const response = await fetch(url, { method: "DELETE" });
  if (response.status !== 204) throw new Error(`revoking failed: ${response.status}`);
}
