// A whole protected site for one test: an identity server with its pages, an edge as a program with a policy in its
// configuration file, an app, and the gateway that asks the edge for decisions.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Configuration, FrontendApi, IdentityApi } from "ory-client-v1";
import { stringify } from "yaml";
import { createIdentityServer } from "../../src/identity/server.ts";
import { freePorts } from "../harness/free-ports.ts";
import { startProgram, type Program } from "../harness/program.ts";
import type { Person } from "../harness/scene.ts";
import { startApp, type App } from "./app.ts";
import type { PolicyGatewayName, Ports } from "./configuration.ts";
import { startGateway, type ChangeFile, type RunningGateway } from "./running-gateway.ts";

/** The headers that the gateways' files name, and where the guides take them from. */
export const mappedHeaders = {
  "X-User-Id": "/identity/id",
  "X-User-Email": "/identity/traits/email",
  "X-User-Aal": "/authenticator_assurance_level",
};

/** A running site. */
export interface ProtectedSite extends AsyncDisposable {
  /** The gateway's URL, without a final slash. */
  readonly url: string;
  /** The edge's URL, where people sign in. */
  readonly edgeUrl: string;
  readonly adminUrl: string;
  readonly app: App;
  /** The SDK through the edge. */
  readonly through: FrontendApi;
  /** The SDK at the identity server itself, of which the edge sees nothing. */
  readonly direct: FrontendApi;
  readonly admin: IdentityApi;
  /** A new identity with a password. */
  person(): Promise<Person>;
  /** Ends the edge, as if its machine were gone. */
  killEdge(): Promise<void>;
}

/** What a test wants different. */
export interface ProtectedSetUp {
  /** Members of the policy `app` in the form of the configuration file. */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** Members of the file beside the policies. */
  readonly file?: Readonly<Record<string, unknown>>;
  /** The proxies that the edge trusts; the gateway is one of them by default. */
  readonly trustedProxies?: readonly string[];
}

/** Starts a gateway in front of an edge and an app, at the given ports. */
export type StartGateway = (
  ports: Required<Omit<Ports, "spare">> & { readonly edgeUrl: string },
) => Promise<RunningGateway>;

/** Starts a site behind a gateway, with the files that its guide prints. */
export function startProtectedSite(
  name: PolicyGatewayName,
  setUp: ProtectedSetUp = {},
  change?: ChangeFile,
): Promise<ProtectedSite> {
  // nginx understands no other status of a decision than 2xx, 401 and 403.
  const policy = { browsers: name === "nginx" ? "location" : "redirect", ...setUp.policy };
  return startSiteBehind((ports) => startGateway(name, ports, change, "decision"), {
    ...setUp,
    policy,
  });
}

/** Starts a site behind a gateway that a test starts. */
export async function startSiteBehind(
  start: StartGateway,
  setUp: ProtectedSetUp,
): Promise<ProtectedSite> {
  await using parts = new AsyncDisposableStack();
  const [gateway = 0, spoe = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${gateway}`;
  const edge = parts.use(await startPolicyEdge(url, spoe, setUp));
  const app = parts.use(await startApp({ upgrades: true }));
  const edgePort = Number(new URL(edge.url).port);
  parts.use(await start({ gateway, edge: edgePort, spoe, app: app.port, edgeUrl: edge.url }));
  const running = parts.move();
  return {
    ...edge,
    url,
    edgeUrl: edge.url,
    app,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** An edge with the policy `app` in front of an identity server with pages. */
export interface PolicyEdge extends Omit<ProtectedSite, "app" | "edgeUrl"> {}

/** Starts an edge for a gateway at a URL. */
export async function startPolicyEdge(
  returnUrl: string,
  spoePort: number,
  { policy, file, trustedProxies = ["127.0.0.1"] }: ProtectedSetUp = {},
): Promise<PolicyEdge> {
  await using parts = new AsyncDisposableStack();
  const identity = createIdentityServer({
    // Whoami accepts one factor: whether two are needed is up to the policy.
    config: { whoamiRequiredAal: "aal1", allowedReturnUrls: [`${returnUrl}/`] },
  });
  await identity.start();
  parts.defer(() => identity.stop());
  const [edgePort = 0, adminPort = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${edgePort}`;
  identity.setPublicBaseUrl(url);
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-policy-"));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const configuration = {
    origin: identity.publicUrl,
    listen: `127.0.0.1:${edgePort}`,
    "admin-listen": `127.0.0.1:${adminPort}`,
    "spoe-listen": `127.0.0.1:${spoePort}`,
    "cacheable-sessions": true,
    "session-tokens": true,
    "refresh-after": "30s",
    ...(trustedProxies.length === 0 ? {} : { "trusted-proxies": trustedProxies }),
    ...file,
    policies: {
      app: {
        headers: mappedHeaders,
        sign_in_url: `${url}/self-service/login/browser`,
        return_urls: [`${returnUrl}/`],
        ...policy,
      },
    },
  };
  await writeFile(join(folder, "edge.yaml"), stringify(configuration));
  const program = startProgram(["edge", "--config", join(folder, "edge.yaml")]);
  const kill = async (): Promise<void> => {
    program.child.kill("SIGKILL");
    await closed(program);
  };
  parts.defer(kill);
  await program.until(/"msg":"ready"/u);
  const admin = new IdentityApi(new Configuration({ basePath: identity.adminUrl }));
  const running = parts.move();
  return {
    url,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    through: new FrontendApi(new Configuration({ basePath: url })),
    direct: new FrontendApi(new Configuration({ basePath: identity.publicUrl })),
    admin,
    person: () => makePerson(admin),
    killEdge: kill,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function closed({ child }: Program): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("close", () => {
      resolve();
    });
  });
}

async function makePerson(admin: IdentityApi): Promise<Person> {
  const email = `${randomUUID()}@example.org`;
  const password = randomUUID();
  const { data } = await admin.createIdentity({
    createIdentityBody: {
      schema_id: "person",
      traits: { email, name: "Ada" },
      credentials: { password: { config: { password } } },
    },
  });
  return { id: data.id, email, password };
}
