// Servers that share a bus: edges of one identity server, and edges that follow a control plane.
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createInProcessMedium, type InProcessMedium } from "../../src/bus/shared-in-process.ts";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import type { SharedBus } from "../../src/edge/ports.ts";
import { createIdentityServer, type IdentityServer } from "../../src/identity/server.ts";
import { newId } from "../../src/runtime/node.ts";
import { createEdgeServer } from "../../src/server/edge-server.ts";
import { createDevUser } from "../../src/cli/dev/user.ts";
import { Hearing } from "../contract/shared-bus-contract.ts";

const anywhere = { listen: "127.0.0.1:0", "admin-listen": "127.0.0.1:0" };

let folder: string;
let identity: IdentityServer;
let medium: InProcessMedium;
const ending: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-joined-"));
  identity = createIdentityServer({});
  await identity.start();
  medium = createInProcessMedium(newId);
});

afterEach(async () => {
  for (const end of ending.toReversed()) await end();
  ending.length = 0;
  await identity.stop();
  await rm(folder, { recursive: true });
});

interface RunningEdge {
  readonly url: string;
  readonly adminUrl: string;
  readonly log: () => string;
  stop(): Promise<void>;
}

/** Starts an edge on a bus. */
async function startEdge(
  name: string,
  bus: SharedBus,
  options: Readonly<Record<string, unknown>> = {},
): Promise<RunningEdge> {
  let log = "";
  const server = createEdgeServer({
    options: edgeOptions.parse({
      ...anywhere,
      name,
      "settings-file": join(folder, `${name}.json`),
      bus: "nats://not-used",
      ...options,
    }),
    version: "0.0.0",
    joined: { bus, forgetAfterMs: 600_000 },
    keyFile: undefined,
    write: (line) => {
      log += line;
    },
  });
  await server.start();
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (!stopped) await server.stop(2_000);
    stopped = true;
  };
  ending.push(stop);
  const ready: unknown = log
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line))
    .find((line) => Reflect.get(Object(line), "msg") === "ready");
  return {
    url: String(Reflect.get(Object(ready), "url")),
    adminUrl: String(Reflect.get(Object(ready), "adminUrl")),
    log: () => log,
    stop,
  };
}

function ownOptions(): Readonly<Record<string, unknown>> {
  return { origin: identity.publicUrl, "cacheable-sessions": true };
}

async function check(edge: RunningEdge, cookie: string, host?: string) {
  const answer = await fetch(`${edge.url}/sessions/whoami`, {
    headers: { Cookie: cookie, ...(host === undefined ? {} : { "X-Forwarded-Host": host }) },
  });
  await answer.text();
  return { status: answer.status, cacheStatus: answer.headers.get("cache-status") ?? "" };
}

describe("two edges of one identity server", () => {
  test("A sign-out at one edge is in force at the other with the very next check.", async () => {
    const one = await startEdge("one", medium.connect("eu"), ownOptions());
    const two = await startEdge("two", medium.connect("eu"), ownOptions());
    const user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
    for (const edge of [one, two]) {
      expect((await check(edge, user.cookie)).status).toBe(200);
      expect((await check(edge, user.cookie)).cacheStatus).toMatch(
        /; hit; ttl=\d+(?:$|; detail=refreshing)/u,
      );
    }
    const gone = await fetch(`${one.url}/sessions`, {
      method: "DELETE",
      headers: { Cookie: user.cookie },
    });
    expect(gone.status).toBe(200);
    await gone.text();
    const after = await check(two, user.cookie);
    expect(after.cacheStatus).not.toMatch(/hit/u);
  });
});

describe("an edge that follows a control plane", () => {
  function project(revision: number, changed: Partial<ServedProject> = {}): ServedProject {
    return {
      version: 1,
      revision,
      settings: { ...defaultProjectSettings, project: "acme", cacheableSessions: true },
      originUrl: identity.publicUrl,
      adminOriginUrl: undefined,
      hosts: ["127.0.0.1"],
      at: Date.now(),
      ...changed,
    };
  }

  test("It serves the projects that it hears of, and keeps them in a file for its owner only.", async () => {
    const control = medium.connect("eu");
    await control.start(new Hearing());
    ending.push(() => control.stop());
    await control.publishProject(project(1));
    const edge = await startEdge("follower", medium.connect("eu"));
    const user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
    expect(await check(edge, user.cookie)).toMatchObject({ status: 200 });
    expect((await check(edge, user.cookie)).cacheStatus).toMatch(/hit/u);
    const { settings } = project(2);
    await control.publishProject(
      project(2, { settings: { ...settings, cacheableSessions: false } }),
    );
    expect((await check(edge, user.cookie)).cacheStatus).toBe("");
    await edge.stop();
    const path = join(folder, "follower.json");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({
      projects: [{ revision: 2, settings: { project: "acme" } }],
    });
  });

  test("Without the bus it starts with the last known settings, degraded and ready.", async () => {
    const control = medium.connect("eu");
    await control.start(new Hearing());
    ending.push(() => control.stop());
    await control.publishProject(project(1));
    await (await startEdge("again", medium.connect("eu"))).stop();
    const edge = await startEdge("again", unreachable("eu"));
    const user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
    expect((await check(edge, user.cookie)).status).toBe(200);
    expect((await check(edge, user.cookie)).cacheStatus).toMatch(/hit; ttl=\d+; detail=degraded/u);
    const ready = await fetch(`${edge.adminUrl}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: "ok", degraded: "the bus has not answered yet" });
    expect(edge.log()).toMatch(/starts with the last known settings/u);
  });

  test("Without the bus and without last known settings it is not ready.", async () => {
    const edge = await startEdge("new", unreachable("eu"));
    const ready = await fetch(`${edge.adminUrl}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ errors: { bus: expect.any(String) } });
  });
});

/** A bus that nobody reaches. */
function unreachable(region: string): SharedBus {
  const refuse = (): Promise<never> => Promise.reject(new Error("connection refused"));
  return {
    region,
    start: refuse,
    stop: () => Promise.resolve(),
    append: refuse,
    read: refuse,
    addRegion: refuse,
    removeRegion: refuse,
    publishProject: refuse,
  };
}
