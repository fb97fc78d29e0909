// What the browser tests run against: an identity server behind a relay that counts its calls, and a control plane with an
// edge, as `edge-sessions control --edge` runs them.
import { createControlServer, type ControlServer } from "../../src/server/control-server.ts";
import { createDevUser } from "../../src/cli/dev/user.ts";
import { controlOptions } from "../../src/config/options/control-options.ts";
import { builtInPlans } from "../../src/control/projects/plans.ts";
import type { MapSources } from "../../src/control/map/edge-map.ts";
import type { Location } from "../../src/core/location.ts";
import type { SharedBus } from "../../src/edge/ports.ts";
import { createIdentityServer } from "../../src/identity/server.ts";
import { openPassingSigning } from "../../src/server/signing.ts";
import { startRelay, type Relay } from "../harness/relay.ts";

/** A project, as far as tests look at it. */
interface ProjectUnderTest {
  readonly id: string;
  readonly slug: string;
  readonly revision: number;
}

/** A running scene. */
export interface Scene extends AsyncDisposable {
  /** The URL of the Console, with a slash at its end. */
  readonly consoleUrl: string;
  /** The URL of the API, without a slash at its end. */
  readonly apiUrl: string;
  readonly control: ControlServer;
  /** Between edge and identity server. */
  readonly relay: Relay;
  /** The first operator key. */
  readonly key: string;
  /** The value of a user's session cookie. */
  readonly cookie: string;
  readonly project: ProjectUnderTest;
  /** Calls the API with the operator key. Rejects if it is refused. */
  readonly api: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Sends a check to the project's edge. Resolves with its `Cache-Status`, null if the edge passed it on. */
  readonly check: () => Promise<string | null>;
}

const anywhere = "127.0.0.1:0";
const flags = "/services/identity/config/feature_flags";

/** How a scene is set up. */
export interface SceneSetUp {
  readonly basePath?: string;
  /** The bus that it shares with other processes. If not set, it is alone. */
  readonly bus?: SharedBus;
  /** Where its edge is. */
  readonly location?: Location;
  /** What its map knows in addition to the edges. */
  readonly map?: MapSources;
}

/** Starts a scene with one project “Shop”, in which Edge Sessions is off. */
export async function startScene({
  basePath,
  bus,
  location,
  map,
}: SceneSetUp = {}): Promise<Scene> {
  const identity = createIdentityServer({});
  await identity.start();
  const relay = await startRelay(identity.publicUrl);
  let key = "";
  const control = createControlServer({
    options: controlOptions.parse({
      "control-listen": anywhere,
      listen: anywhere,
      "admin-listen": anywhere,
      database: ":memory:",
      edge: true,
      "default-project": "shop",
      "subscriber-networks": "127.0.0.0/8",
      "log-level": "silent",
      ...(basePath === undefined ? {} : { "control-base-path": basePath }),
    }),
    joined: bus === undefined ? undefined : { bus, forgetAfterMs: 600_000 },
    version: "0.0.0",
    location,
    ...(map === undefined ? {} : { map }),
    signing: await openPassingSigning(),
    plans: builtInPlans,
    intakeOf: undefined,
    keepFirstKey: (made) => {
      key = made;
      return Promise.resolve();
    },
    write: () => undefined,
  });
  await control.start();
  const { url: apiUrl } = control;

  const api = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text === "" ? "null" : text);
  };
  const project = await api<ProjectUnderTest>("POST", "/projects", {
    name: "Shop",
    slug: "shop",
    environment: "dev",
  });
  await api("PATCH", "/projects/shop", [
    { op: "replace", path: `${flags}/origin_url`, value: relay.url },
    { op: "replace", path: `${flags}/admin_origin_url`, value: identity.adminUrl },
  ]);
  const user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
  return {
    consoleUrl: `${apiUrl}/console/`,
    apiUrl,
    control,
    relay,
    key,
    cookie: user.cookie.slice(user.cookie.indexOf("=") + 1),
    project,
    api,
    check: async () => {
      const answer = await fetch(`${control.edges.url ?? ""}/sessions/whoami`, {
        headers: { Cookie: user.cookie },
      });
      await answer.body?.cancel();
      return answer.headers.get("Cache-Status");
    },
    [Symbol.asyncDispose]: async () => {
      await control.stop(1_000);
      await relay.stop();
      await identity.stop();
    },
  };
}
