// The operator of the demo: sets up its projects by the API, and later revokes sessions, changes settings and makes keys.

/** How to reach the control plane. */
export interface ControlAccess {
  /** URL of the API. */
  readonly url: string;
  readonly key: string;
  readonly signal: AbortSignal;
}

/** A project that the operator made. */
export interface DemoProject {
  readonly id: string;
  readonly slug: string;
}

const settings = "/services/identity/config/feature_flags";

/** Creates a project. */
export async function createDemoProject(
  access: ControlAccess,
  name: string,
  slug: string,
): Promise<DemoProject> {
  const body = { name, slug, environment: "dev" };
  const project = await ask(access, "POST", "/projects", body);
  return { id: textOf(project, "id"), slug };
}

/** Changes settings of a project. */
export async function changeSettings(
  access: ControlAccess,
  slug: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const operations = Object.entries(values).map(([name, value]) => ({
    op: "replace",
    path: `${settings}/${name}`,
    value,
  }));
  await ask(access, "PATCH", `/projects/${slug}`, operations);
}

/** Ends every session of one identity of a project, by the admin gateway. */
export async function endSessionsOfSomebody(
  access: ControlAccess,
  slug: string,
  choose: (count: number) => number,
): Promise<void> {
  const people = await ask(access, "GET", `/projects/${slug}/admin/identities`);
  if (!Array.isArray(people) || people.length === 0) return;
  const chosen: unknown = people[choose(people.length)];
  await ask(
    access,
    "DELETE",
    `/projects/${slug}/admin/identities/${textOf(chosen, "id")}/sessions`,
  );
}

/** Makes a key of a project and revokes it. */
export async function makeAndRevokeKey(access: ControlAccess, slug: string): Promise<void> {
  const made = await ask(access, "POST", `/projects/${slug}/tokens`, {
    name: "deployment",
    scopes: ["read", "invalidate"],
  });
  await ask(access, "DELETE", `/projects/${slug}/tokens/${textOf(made, "id")}`);
}

async function ask(
  { url, key, signal }: ControlAccess,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, {
    method,
    signal,
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

function textOf(value: unknown, name: string): string {
  const found =
    typeof value === "object" && value !== null
      ? new Map<string, unknown>(Object.entries(value)).get(name)
      : undefined;
  if (typeof found !== "string") throw new Error(`the answer of the control plane has no ${name}`);
  return found;
}
