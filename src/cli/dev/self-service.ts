// What a person does at an identity server, as a browser does it: sign in, look, change the name, sign out.
import { visit, type Site, type Visited } from "./site.ts";

/** A person's account. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

/** How something went: `session` is the `name=value` of the cookie that counts from now on. */
export type Deed =
  | { readonly kind: "done"; readonly session: string }
  /** The identity server answered something else. Its people try again later. */
  | { readonly kind: "failed"; readonly status: number };

/** Signs in. */
export async function signIn(
  site: Site,
  { email, password }: Account,
  cookieName: string,
  signal: AbortSignal,
): Promise<Deed> {
  const begun = await begin(site, "login", [], signal);
  if (begun.kind === "failed") return begun;
  const done = await visit(
    site,
    {
      method: "POST",
      path: `/self-service/login?flow=${begun.flow}`,
      cookies: begun.cookies,
      body: { method: "password", identifier: email, password, csrf_token: begun.csrfToken },
    },
    signal,
  );
  const session = done.cookies.find((pair) => pair.startsWith(`${cookieName}=`));
  return session === undefined
    ? { kind: "failed", status: done.status }
    : { kind: "done", session };
}

/** Checks the session. If `forced`, only a fresh answer counts. Returns the status. */
export async function checkSession(
  site: Site,
  session: string,
  forced: boolean,
  signal: AbortSignal,
): Promise<number> {
  const { status } = await visit(
    site,
    {
      method: "GET",
      path: "/sessions/whoami",
      cookies: [session],
      ...(forced ? { cacheControl: "max-age=0" } : {}),
    },
    signal,
  );
  return status;
}

/** Changes the person's name. */
export async function changeName(
  site: Site,
  {
    session,
    email,
    name,
  }: { readonly session: string; readonly email: string; readonly name: string },
  signal: AbortSignal,
): Promise<Deed> {
  const begun = await begin(site, "settings", [session], signal);
  if (begun.kind === "failed") return begun;
  const done = await visit(
    site,
    {
      method: "POST",
      path: `/self-service/settings?flow=${begun.flow}`,
      cookies: [session, ...begun.cookies],
      body: { method: "profile", traits: { email, name }, csrf_token: begun.csrfToken },
    },
    signal,
  );
  if (done.status !== 200) return { kind: "failed", status: done.status };
  const cookieName = `${session.split("=", 1)[0] ?? ""}=`;
  // A browser session may be continued under a new cookie.
  return {
    kind: "done",
    session: done.cookies.find((pair) => pair.startsWith(cookieName)) ?? session,
  };
}

/** Signs out. */
export async function signOut(site: Site, session: string, signal: AbortSignal): Promise<Deed> {
  const path = "/self-service/logout/browser";
  const begun = await visit(site, { method: "GET", path, cookies: [session] }, signal);
  const token = textAt(contentOf(begun), ["logout_token"]);
  if (token === undefined) return { kind: "failed", status: begun.status };
  const done = await visit(
    site,
    { method: "GET", path: `/self-service/logout?token=${token}`, cookies: [session] },
    signal,
  );
  return done.status === 204
    ? { kind: "done", session: "" }
    : { kind: "failed", status: done.status };
}

type Begun =
  | { readonly kind: "failed"; readonly status: number }
  | {
      readonly kind: "begun";
      readonly flow: string;
      readonly csrfToken: string;
      readonly cookies: readonly string[];
    };

/** Begins a flow of a browser. */
async function begin(
  site: Site,
  name: "login" | "settings",
  cookies: readonly string[],
  signal: AbortSignal,
): Promise<Begun> {
  const path = `/self-service/${name}/browser`;
  const answer = await visit(site, { method: "GET", path, cookies }, signal);
  const flow = contentOf(answer);
  const [id, csrfToken] = [textAt(flow, ["id"]), csrfTokenOf(flow)];
  if (answer.status !== 200 || id === undefined || csrfToken === undefined)
    return { kind: "failed", status: answer.status };
  return { kind: "begun", flow: id, csrfToken, cookies: answer.cookies };
}

function csrfTokenOf(flow: unknown): string | undefined {
  const nodes = at(flow, ["ui", "nodes"]);
  const node = Array.isArray(nodes)
    ? nodes.find((candidate) => at(candidate, ["attributes", "name"]) === "csrf_token")
    : undefined;
  return textAt(node, ["attributes", "value"]);
}

/** The body as JSON. Undefined if it is something else, such as the page of a server that fails. */
function contentOf({ text }: Visited): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  const found = at(value, path);
  return typeof found === "string" ? found : undefined;
}

function at(value: unknown, path: readonly string[]): unknown {
  let inner = value;
  for (const name of path) {
    if (typeof inner !== "object" || inner === null) return undefined;
    inner = new Map<string, unknown>(Object.entries(inner)).get(name);
  }
  return inner;
}
