// A control plane with an edge in one process, as `control --edge` runs it, for tests: real listeners, a real database,
// and identity servers of its projects.
import {
  createControlServer,
  type ControlServer,
  type ControlServerParts,
} from "../../src/server/control-server.ts";
import { createDevUser, type DevUser } from "../../src/cli/dev/user.ts";
import { controlOptions } from "../../src/config/options/control-options.ts";
import { builtInPlans, type PlanTable } from "../../src/control/projects/plans.ts";
import { Secret } from "../../src/core/secret.ts";
import { createSealing } from "../../src/tokens/sealing.ts";
import type { Signing } from "../../src/server/signing.ts";
import type { MapSources } from "../../src/control/map/edge-map.ts";
import type { SharedBus } from "../../src/edge/ports.ts";
import { createIdentityServer, type IdentityServer } from "../../src/identity/server.ts";
import { startRelay, type Relay } from "../harness/relay.ts";
import { rawCheck, type CheckSeen } from "../harness/raw-check.ts";

/** How a scene is set up. Options are those of `control`, by flag name. */
export interface SceneSetUp {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly plans?: PlanTable;
  /** The bus that it shares with other processes. If not set, it is alone. */
  readonly bus?: SharedBus;
  /** What its map knows in addition to the edges. */
  readonly map?: MapSources;
  /** What it seals signing keys with. Without it makes none. */
  readonly signing?: Signing;
  /** Called with the open database before any project is sent to the edges. */
  readonly seed?: NonNullable<ControlServerParts["seed"]>;
}

/** A request to the control plane. */
export interface Asking {
  readonly method?: string;
  /** Sent as `Authorization: Bearer`. By default it is the first operator key. For `""` none is sent. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: string;
}

/** What the control plane answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON. Undefined if it is not JSON. */
  readonly json: unknown;
  /** `error.id`, if it has one. */
  readonly errorId: string | undefined;
}

/** A running scene. */
export interface ControlScene extends AsyncDisposable {
  readonly url: string;
  readonly edgeUrl: string;
  /** The first operator key. */
  readonly key: string;
  readonly control: ControlServer;
  /** Everything that was logged. */
  readonly log: () => string;
  ask(path: string, how?: Asking): Promise<Answered>;
  /** Creates a project with a new identity server, and returns both. */
  project(slug: string, flags?: Readonly<Record<string, unknown>>): Promise<ProjectUnderTest>;
}

/** A project with its identity server and a user. */
export interface ProjectUnderTest {
  readonly id: string;
  readonly slug: string;
  readonly identity: IdentityServer;
  /** Counts the calls between the edge and the identity server. */
  readonly relay: Relay;
  /** A user who is signed in. */
  readonly user: DevUser;
  /** Sends a session check to the edge under the project's own host. */
  check(cookie?: string, headers?: readonly string[]): Promise<CheckSeen>;
  /** Sets one of its settings. */
  set(name: string, value: unknown): Promise<Answered>;
}

/** Where the settings are in a project. */
export const flags = "/services/identity/config/feature_flags";

/** Starts a scene on free ports. */
export async function startScene({
  options,
  plans = builtInPlans,
  bus,
  map,
  signing,
  seed = () => Promise.resolve(),
}: SceneSetUp = {}): Promise<ControlScene> {
  let log = "";
  let key = "";
  const control = createControlServer({
    options: controlOptions.parse({
      listen: "127.0.0.1:0",
      "admin-listen": "127.0.0.1:0",
      "control-listen": "127.0.0.1:0",
      database: ":memory:",
      edge: true,
      "log-level": "debug",
      ...options,
    }),
    joined: bus === undefined ? undefined : { bus, forgetAfterMs: 600_000 },
    version: "0.0.0",
    plans,
    signing,
    ...(map === undefined ? {} : { map }),
    intakeOf: undefined,
    seed,
    keepFirstKey: (made) => {
      key = made;
      return Promise.resolve();
    },
    write: (line) => {
      log += line;
    },
  });
  await control.start();
  const { url, edges } = control;
  const edgeUrl = edges.url ?? "";
  const ends: (() => Promise<unknown>)[] = [];

  async function ask(path: string, how: Asking = {}): Promise<Answered> {
    const presented = how.key ?? key;
    const body = how.json === undefined ? how.body : JSON.stringify(how.json);
    const answer = await fetch(url + path, {
      method: how.method ?? (body === undefined ? "GET" : "POST"),
      redirect: "manual",
      headers: {
        ...(presented === "" ? {} : { Authorization: `Bearer ${presented}` }),
        ...(how.json === undefined ? {} : { "Content-Type": "application/json" }),
        ...how.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    const json = parsed(text);
    const error: unknown = Reflect.get(Object(json), "error");
    const errorId: unknown = Reflect.get(Object(error), "id");
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json,
      errorId: typeof errorId === "string" ? errorId : undefined,
    };
  }

  return {
    url,
    edgeUrl,
    get key() {
      return key;
    },
    control,
    log: () => log,
    ask,
    async project(slug, given = {}) {
      const identity = createIdentityServer({ config: {} });
      await identity.start();
      ends.push(() => identity.stop());
      const relay = await startRelay(identity.publicUrl);
      ends.push(() => relay.stop());
      const user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
      const made = await ask("/projects", { json: { name: slug, slug, environment: "dev" } });
      if (made.status !== 201) throw new Error(`no project: ${made.text}`);
      const set = (name: string, value: unknown): Promise<Answered> =>
        ask(`/projects/${slug}`, {
          method: "PATCH",
          json: [{ op: "replace", path: `${flags}/${name}`, value }],
        });
      const wanted = { origin_url: relay.url, admin_origin_url: identity.adminUrl, ...given };
      for (const [name, value] of Object.entries(wanted)) {
        const done = await set(name, value);
        if (done.status !== 200) throw new Error(`${name} was not set: ${done.text}`);
      }
      const id: unknown = Reflect.get(Object(made.json), "id");
      return {
        id: String(id),
        slug,
        identity,
        relay,
        user,
        set,
        check: (cookie, headers = []) =>
          rawCheck(edgeUrl, [
            "Host",
            `${slug}.projects.localhost`,
            ...(cookie === undefined ? [] : ["Cookie", cookie]),
            ...headers,
          ]),
      };
    },
    async [Symbol.asyncDispose]() {
      await control.stop(1_000);
      for (const end of ends.toReversed()) await end();
    },
  };
}

/** What a process with this secret seals and opens keys with. */
export async function signingWith(secret: string): Promise<Signing> {
  const sealing = await createSealing([new Secret(secret)]);
  return { sealing, keyFiles: undefined, warnings: [] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
