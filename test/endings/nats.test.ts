// The endings on NATS: what edges notice is published to a plain subject, as `nats sub` shows it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setUpNatsBus } from "../../src/bus/nats/administration.ts";
import { permissionsOf } from "../../src/bus/nats/layout.ts";
import { createNatsBus } from "../../src/bus/nats/nats-bus.ts";
import { newId } from "../../src/runtime/node.ts";
import { startScene, type ControlScene, type ProjectUnderTest } from "../control/scene.ts";
import { Hearing } from "../contract/shared-bus-contract.ts";
import { ask } from "../harness/admin-scene.ts";
import { startFollowingEdge, type FollowingEdge } from "../harness/following-edge.ts";
import { startNatsServer, type NatsServer } from "../harness/nats-server.ts";
import { needsProgram } from "../harness/skipping.ts";

const key = "everywhere-0123456789abcdef0123456789abcdef";
const password = "pw";

describe("NATS", needsProgram("nats-server"), () => {
  let server: NatsServer;
  let scene: ControlScene;
  let project: ProjectUnderTest;
  let edges: readonly FollowingEdge[];
  let listener: NatsConnection;
  let folder: string;
  const heard: { readonly subject: string; readonly ending: Readonly<Record<string, unknown>> }[] =
    [];

  const as = (user: string) => ({
    servers: [server.url],
    user,
    password,
    domains: false,
    region: "eu",
    name: user,
  });

  beforeAll(async () => {
    const permissions = permissionsOf({ domains: false, region: "eu", role: "control" });
    const silent = permissions.publish.filter((subject) => !subject.includes("-endings."));
    server = await startNatsServer({
      name: "endings",
      configuration: {
        accounts: {
          SESSIONS: {
            jetstream: "enabled",
            users: [
              { user: "admin", password },
              { user: "member", password, permissions },
              { user: "silent", password, permissions: { ...permissions, publish: silent } },
            ],
          },
        },
      },
    });
    await setUpNatsBus(as("admin"), { regions: ["eu"] });
    listener = await connect({ servers: server.url, user: "admin", pass: password });
    listener.subscribe("edge-sessions-endings.>", {
      callback: (_error, message) => {
        heard.push({ subject: message.subject, ending: message.json() });
      },
    });
    await listener.flush();
    folder = await mkdtemp(join(tmpdir(), "edge-sessions-endings-nats-"));
    const file = join(folder, "keys.yaml");
    const keys = [{ name: "all", key, scopes: ["invalidate", "endings"] }];
    await writeFile(file, JSON.stringify({ keys }), { mode: 0o600 });
    scene = await startScene({ bus: createNatsBus(as("member")), options: { edge: false } });
    project = await scene.project("mine", { cacheable_sessions: true });
    const start = (name: string) =>
      startFollowingEdge({
        bus: createNatsBus(as("member")),
        name,
        options: { "admin-key-file": file },
      });
    edges = await Promise.all([start("one"), start("other")]);
  });
  afterAll(async () => {
    for (const edge of edges) await edge.stop();
    await scene[Symbol.asyncDispose]();
    await listener.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  test("An ending is published once, by the process that noticed it.", async () => {
    const sessions = [newId(), newId()];
    for (const [at, edge] of edges.entries()) {
      const json = { scope: "session", id: sessions[at] };
      const path = `/projects/${project.id}/invalidations`;
      expect((await ask(edge.adminUrl, path, { json, key })).status).toBe(200);
    }
    await expect.poll(() => heard.map(({ ending }) => ending["session_id"])).toEqual(sessions);
    expect(new Set(heard.map(({ subject }) => subject))).toEqual(
      new Set([`edge-sessions-endings.eu.${project.id}`]),
    );
    expect(heard[0]?.ending).toMatchObject({ type: "session-changed", project: project.id });
  });

  test("A process that may not publish endings does everything else, and says so once.", async () => {
    const bus = createNatsBus(as("silent"));
    const hearing = new Hearing();
    await bus.start(hearing);
    const before = heard.length;
    bus.tellEnding?.("acme", "{}");
    await hearing.until(() => hearing.failures.length > 0);
    expect(String(hearing.failures[0])).toContain("edge-sessions-endings.eu.acme");
    await bus.read("eu", undefined);
    await bus.stop();
    bus.tellEnding?.("acme", "{}");
    await listener.flush();
    expect(heard).toHaveLength(before);
  });
});
