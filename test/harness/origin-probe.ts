// Finds out what a live Kratos offers: by its schemas, and by signing in an identity made for that and deleted again.
import { randomUUID } from "node:crypto";
import { Configuration, FrontendApi, IdentityApi, type UiContainer } from "ory-client-v1";

/** What the suite has to know of an identity server. */
export interface Offer {
  readonly cookieName: string;
  readonly schemaId: string;
  /** Traits for an address and a name that can be changed. */
  traitsOf(email: string, name: string): object;
  /** Names of the methods that its flows offer: password, profile, totp, lookup_secret, code. */
  readonly methods: ReadonlySet<string>;
}

/** Asks a live Kratos. Throws if no schema fits or signing in by password does not work. */
export async function probe(publicUrl: string, adminUrl: string): Promise<Offer> {
  const frontend = new FrontendApi(new Configuration({ basePath: publicUrl }));
  const admin = new IdentityApi(new Configuration({ basePath: adminUrl }));
  const { data: schemas } = await admin.listIdentitySchemas();
  const fitting = schemas.map(({ id, schema }) => ({ id, traits: traitsIn(schema) }));
  const schema = fitting.find(({ traits }) => traits?.identifier !== undefined);
  if (schema?.traits === undefined) throw new Error("no schema has an e-mail that signs in");
  const { traits } = schema;
  const traitsOf = (email: string, name: string): object => fill(traits, email, name);

  const email = `probe-${randomUUID()}@example.org`;
  const password = randomUUID();
  const { data: identity } = await admin.createIdentity({
    createIdentityBody: {
      schema_id: schema.id,
      traits: traitsOf(email, "Probe"),
      credentials: { password: { config: { password } } },
    },
  });
  try {
    const { data: login } = await frontend.createNativeLoginFlow();
    const { data: signedIn } = await frontend.updateLoginFlow({
      flow: login.id,
      updateLoginFlowBody: { method: "password", identifier: email, password },
    });
    const xSessionToken = signedIn.session_token ?? "";
    const { data: settings } = await frontend.createNativeSettingsFlow({ xSessionToken });
    const methods = groupsOf(settings.ui);
    const { status } = await frontend.createNativeRecoveryFlow({ validateStatus: () => true });
    if (status === 200) methods.add("code");
    return {
      cookieName: await cookieNameOf(publicUrl, email, password),
      schemaId: schema.id,
      traitsOf,
      methods,
    };
  } finally {
    await admin.deleteIdentity({ id: identity.id });
  }
}

function groupsOf(ui: UiContainer): Set<string> {
  return new Set<string>(ui.nodes.map(({ group }) => group));
}

/** The one cookie of a browser's sign-in that is not against CSRF. */
async function cookieNameOf(
  publicUrl: string,
  identifier: string,
  password: string,
): Promise<string> {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  const begun = await fetch(`${publicUrl}/self-service/login/browser`, { headers });
  const flow = (await begun.json()) as { id: string; ui: UiContainer };
  const token = flow.ui.nodes
    .map(({ attributes }) => attributes)
    .find((attributes) => attributes.node_type === "input" && attributes.name === "csrf_token");
  const Cookie = begun.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const done = await fetch(`${publicUrl}/self-service/login?flow=${flow.id}`, {
    method: "POST",
    headers: { ...headers, Cookie },
    body: JSON.stringify({
      method: "password",
      identifier,
      password,
      csrf_token: token?.node_type === "input" ? token.value : "",
    }),
  });
  const names = done.headers.getSetCookie().map((line) => line.split("=")[0] ?? "");
  const name = names.find((one) => !one.startsWith("csrf_token"));
  if (name === undefined) throw new Error("signing in brought no session cookie");
  return name;
}

interface Traits {
  readonly identifier: string | undefined;
  /** Path to a text that can be changed at will. */
  readonly name: readonly string[] | undefined;
}

function traitsIn(schema: unknown): Traits | undefined {
  const traits = at(schema, "properties", "traits", "properties");
  if (typeof traits !== "object" || traits === null) return undefined;
  let identifier: string | undefined;
  let name: readonly string[] | undefined;
  for (const [key, property] of Object.entries(traits)) {
    const signsIn = at(property, "ory.sh/kratos", "credentials", "password", "identifier") === true;
    if (signsIn && at(property, "format") === "email") identifier ??= key;
    else if (at(property, "type") === "string" && at(property, "format") === undefined)
      name ??= [key];
    else {
      const inner = at(property, "properties");
      const [first] = typeof inner === "object" && inner !== null ? Object.keys(inner) : [];
      if (first !== undefined) name ??= [key, first];
    }
  }
  return { identifier, name };
}

function fill({ identifier = "email", name }: Traits, email: string, text: string): object {
  const [outer, inner] = name ?? [];
  if (outer === undefined) return { [identifier]: email };
  return { [identifier]: email, [outer]: inner === undefined ? text : { [inner]: text } };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = new Map<string, unknown>(Object.entries(found)).get(name);
  }
  return found;
}
