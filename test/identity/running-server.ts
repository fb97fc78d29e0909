// An identity server for one test, with the real SDK pointed at it and a clock the test moves.
import { Configuration, FrontendApi, IdentityApi } from "ory-client-v1";
import {
  createIdentityServer,
  type IdentityConfig,
  type IdentityServer,
} from "../../src/identity/server.ts";

/** A started server and what talks to it. */
export interface RunningServer extends AsyncDisposable {
  readonly server: IdentityServer;
  readonly frontend: FrontendApi;
  readonly admin: IdentityApi;
  /** Moves the server's clock. */
  advance(ms: number): void;
}

/** Starts a server on free ports. */
export async function startServer(
  config: Partial<IdentityConfig> = {},
  database = ":memory:",
): Promise<RunningServer> {
  let nowMs = Date.parse("2026-01-02T03:04:05.678Z");
  const server = createIdentityServer({ config, database, now: () => nowMs });
  await server.start();
  return {
    server,
    frontend: new FrontendApi(new Configuration({ basePath: server.publicUrl })),
    admin: new IdentityApi(new Configuration({ basePath: server.adminUrl })),
    advance: (ms) => {
      nowMs += ms;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** The password every test identity has. */
export const password = "correct-horse-71-battery";

/** Makes an identity by the admin API; returns its id. */
export async function makeIdentity(running: RunningServer, email: string): Promise<string> {
  const { data } = await running.admin.createIdentity({
    createIdentityBody: {
      schema_id: "person",
      traits: { email, name: "Ada" },
      credentials: { password: { config: { password } } },
    },
  });
  return data.id;
}

/** Signs an app in; returns its session token. */
export async function signInApp(running: RunningServer, email: string): Promise<string> {
  const { data: flow } = await running.frontend.createNativeLoginFlow();
  const { data } = await running.frontend.updateLoginFlow({
    flow: flow.id,
    updateLoginFlowBody: { method: "password", identifier: email, password },
  });
  return data.session_token ?? "";
}

/** The status of an app's whoami. */
export async function statusOf(running: RunningServer, token: string): Promise<number> {
  const headers = { "X-Session-Token": token };
  const response = await fetch(`${running.server.publicUrl}/sessions/whoami`, { headers });
  return response.status;
}
