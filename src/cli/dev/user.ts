// Makes a person at the embedded identity server and signs them in, as a browser would.
// Straight at the identity server, not through the edge: so the first check there is still a miss.
import { randomBytes } from "node:crypto";

/** A person who is signed in. */
export interface DevUser {
  readonly email: string;
  readonly password: string;
  /** `name=value` of the session cookie. */
  readonly cookie: string;
}

const email = "ada@example.com";
const accept = { Accept: "application/json" };

/** Creates the user. Throws where the identity server does not do as it should. */
export async function createDevUser(
  publicUrl: string,
  adminUrl: string,
  cookieName: string,
): Promise<DevUser> {
  const password = randomBytes(12).toString("base64url");
  await ask(`${adminUrl}/admin/identities`, {
    method: "POST",
    headers: { ...accept, "Content-Type": "application/json" },
    body: JSON.stringify({
      schema_id: "person",
      traits: { email, name: "Ada" },
      credentials: { password: { config: { password } } },
    }),
  });
  const begun = await ask(`${publicUrl}/self-service/login/browser`, { headers: accept });
  const flow: unknown = await begun.json();
  const id = textAt(flow, ["id"]);
  const done = await ask(`${publicUrl}/self-service/login?flow=${id}`, {
    method: "POST",
    headers: {
      ...accept,
      "Content-Type": "application/json",
      Cookie: begun.headers.getSetCookie().map(pairOf).join("; "),
    },
    body: JSON.stringify({
      method: "password",
      identifier: email,
      password,
      csrf_token: csrfTokenOf(flow),
    }),
  });
  const cookie = done.headers
    .getSetCookie()
    .map(pairOf)
    .find((pair) => pair.startsWith(`${cookieName}=`));
  if (cookie === undefined)
    throw new Error("The embedded identity server set no session cookie at sign-in.");
  return { email, password, cookie };
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, init);
  if (!answer.ok) {
    throw new Error(
      `The embedded identity server answered ${new URL(url).pathname} with status ${answer.status}.`,
    );
  }
  return answer;
}

function pairOf(setCookie: string): string {
  return setCookie.split(";")[0] ?? "";
}

function csrfTokenOf(flow: unknown): string {
  const nodes = at(flow, ["ui", "nodes"]);
  const node = Array.isArray(nodes)
    ? nodes.find((candidate) => at(candidate, ["attributes", "name"]) === "csrf_token")
    : undefined;
  return textAt(node, ["attributes", "value"]);
}

function textAt(value: unknown, path: readonly string[]): string {
  const found = at(value, path);
  if (typeof found !== "string")
    throw new Error(`The embedded identity server's flow has no ${path.join(".")}.`);
  return found;
}

function at(value: unknown, path: readonly string[]): unknown {
  let inner = value;
  for (const name of path) {
    if (typeof inner !== "object" || inner === null) return undefined;
    inner = new Map<string, unknown>(Object.entries(inner)).get(name);
  }
  return inner;
}
