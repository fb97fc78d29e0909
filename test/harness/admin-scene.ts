// A scene whose edge has an admin listener with keys, as a team would run it in front of its identity server.
import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Origin } from "../../src/edge/ports.ts";
import {
  createKeyRing,
  type KeyRing,
  type AdminKey,
  type KeyScope,
} from "../../src/intake/key-ring.ts";
import { createUndiciOrigin } from "../../src/origin/undici/undici-origin.ts";
import { startRelay, type Relay } from "./relay.ts";
import { startScene, type Scene, type SceneSetUp } from "./scene.ts";

/** A key for each scope, by the scope's name, and one with all of them. */
export const keyTexts = {
  read: "read-key-0123456789abcdef0123456789abcdef",
  invalidate: "invalidate-key-0123456789abcdef0123456789",
  hooks: "hooks-key-0123456789abcdef0123456789abcdef",
  endings: "endings-key-0123456789abcdef0123456789abc",
  admin: "admin-key-0123456789abcdef0123456789abcdef",
  all: "all-key-0123456789abcdef0123456789abcdef01",
} as const;

/** Every scope. */
export const scopes = [
  "read",
  "invalidate",
  "hooks",
  "endings",
  "admin",
] as const satisfies KeyScope[];

/** A key as a key file would give it. */
export function adminKey(name: string, text: string, allowed: readonly KeyScope[]): AdminKey {
  return {
    name,
    digest: createHash("sha256").update(text).digest(),
    scopes: new Set(allowed),
  };
}

/** The keys as a ring. */
export function ringOfAll() {
  return createKeyRing([
    ...scopes.map((scope) => adminKey(`the-${scope}-key`, keyTexts[scope], [scope])),
    adminKey("the-all-key", keyTexts.all, scopes),
  ]);
}

/** A scene with an admin listener. */
export interface AdminScene extends Scene {
  /** Stands between the gateway and the identity server's admin API. */
  readonly adminRelay: Relay;
  /** The keys in force. */
  readonly keys: KeyRing;
  /** Asks the admin listener; `key` goes into `Authorization: Bearer`. */
  ask(path: string, how?: Asking): Promise<Response>;
}

/** A request to the admin listener. */
export interface Asking {
  readonly method?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: string;
}

/** Starts a scene; its gateway leads to the identity server's admin API unless `gateway` is false. */
export async function startAdminScene(setUp: SceneSetUp = {}, gateway = true): Promise<AdminScene> {
  // The identity server is started by the scene, so its address is known only afterwards.
  const behind: { admin?: Origin & { close(): Promise<void> } } = {};
  const origin: Origin = {
    send: (request) => {
      if (behind.admin === undefined) throw new Error("the scene is still starting");
      return behind.admin.send(request);
    },
  };
  const keys = ringOfAll();
  const given = { ...setUp.edge?.admin, keys };
  const admin = gateway ? { ...given, origin } : given;
  const scene = await startScene({ ...setUp, edge: { ...setUp.edge, admin } });
  const adminRelay = await startRelay(scene.origin.adminUrl);
  behind.admin = createUndiciOrigin({ url: adminRelay.url });
  return {
    ...scene,
    adminRelay,
    keys,
    ask: (path, how = {}) => ask(scene.edge.adminUrl, path, how),
    async [Symbol.asyncDispose]() {
      await adminRelay.stop();
      await scene[Symbol.asyncDispose]();
      await behind.admin?.close();
    },
  };
}

/** Asks an admin listener. */
export function ask(
  url: string,
  path: string,
  { method, key, headers, json, body }: Asking = {},
): Promise<Response> {
  const sent = json === undefined ? body : JSON.stringify(json);
  return fetch(`${url}${path}`, {
    method: method ?? (sent === undefined ? "GET" : "POST"),
    headers: {
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...(json === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(sent === undefined ? {} : { body: sent }),
    redirect: "manual",
  });
}

/** The id of the edge's error in an answer. */
export async function errorId(response: Response): Promise<string> {
  const body: unknown = await response.json();
  expect(body).toMatchObject({ error: { code: response.status, id: expect.any(String) } });
  return (body as { error: { id: string } }).error.id;
}

/** Events of some kinds, from an index on. */
export function eventsOf<Kind extends EdgeEvent["kind"]>(
  events: readonly EdgeEvent[],
  kind: Kind,
  since = 0,
): Extract<EdgeEvent, { kind: Kind }>[] {
  return events
    .slice(since)
    .filter((event): event is Extract<EdgeEvent, { kind: Kind }> => event.kind === kind);
}
