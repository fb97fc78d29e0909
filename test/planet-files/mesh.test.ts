// A plan whose regions are joined in a mesh, run by real servers.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createNatsBus } from "../../src/bus/nats/nats-bus.ts";
import { ran } from "../cli/client/ran.ts";
import { Hearing, sampleMessage } from "../contract/shared-bus-contract.ts";
import { startNatsServer, type NatsServer } from "../harness/nats-server.ts";
import { untilSubscribed } from "../harness/nats-subscriptions.ts";
import { needsProgram } from "../harness/skipping.ts";
import { findProgram } from "../programs/find-program.ts";
import { writeMesh, type Mesh } from "./mesh-scene.ts";
import { files, plans, textOf } from "./plan-files.ts";

const regions = plans.four.edges.map(({ metro }) => metro.code);
const home = plans.four.bus.hub.code;
const [one = "", other = ""] = regions.filter((region) => region !== home);

test("Plans of four and twelve regions around the world are joined in a mesh.", () => {
  expect([plans.four.bus.join, plans.twelve.bus.join]).toEqual(["mesh", "mesh"]);
});

describe("the servers of a mesh", needsProgram("nats-server"), () => {
  let mesh: Mesh;
  beforeAll(async () => {
    mesh = await writeMesh("four");
    await Promise.all(regions.map((region) => mesh.start(region, "relay")));
    await Promise.all(regions.map((region) => mesh.start(region, "nats")));
    for (const region of regions) {
      const logs = regions.filter((name) => name !== region).map((name) => `$JS.${name}.API.`);
      await untilSubscribed(leavesOf(region), logs);
    }
    const created = await ran(["bus", "create", ...busOptions(home, "relay")]);
    if (created.code !== 0) throw new Error(created.stderr);
  });
  afterAll(() => mesh.stop());

  const leavesOf = (region: string): string => `${mesh.server(region, "nats").monitoringUrl}/leafz`;
  const routesOf = (region: string): string =>
    `${mesh.server(region, "relay").monitoringUrl}/routez`;
  const password = (region: string, user: "EDGE" | "OPERATOR" | "ROUTE"): string =>
    mesh.variable(region, `${user}_PASSWORD`);

  function busOptions(region: string, service: "nats" | "relay"): readonly string[] {
    const server = `127.0.0.1:${mesh.server(region, service).port}`;
    const url = `nats://operator:${password(region, "OPERATOR")}@${server}`;
    return ["--bus", url, "--bus-domains", "--regions", regions.join(",")];
  }

  async function operatorAt(region: string, service: "nats" | "relay"): Promise<NatsConnection> {
    const connection = await connect({
      servers: `127.0.0.1:${mesh.server(region, service).port}`,
      user: "operator",
      pass: password(region, "OPERATOR"),
    });
    onTestFinished(() => connection.close());
    return connection;
  }

  /** A relay that somebody else runs, with the password and a certificate of the others, and without any limits. */
  async function foreignRelay(routePassword: string): Promise<NatsServer> {
    const url = `nats-route://relay:${routePassword}@127.0.0.1:${mesh.routePorts.get(home)}`;
    const server = await startNatsServer({
      name: "foreign",
      leafnodes: {},
      configuration: {
        jetstream: false,
        cluster: { name: "edge-sessions", listen: "127.0.0.1:-1", tls: mesh.tls, routes: [url] },
        accounts: { EDGES: { users: [{ user: "any", password: "pw" }] } },
      },
    });
    onTestFinished(() => server.stop());
    return server;
  }

  test("Every region finds the logs of all regions, which operators made at one relay.", async () => {
    for (const region of regions) {
      const checked = await ran(["bus", "check", ...busOptions(region, "nats")]);
      expect(checked).toMatchObject({
        code: 0,
        stdout: `no differences: ${regions.join(", ")}\n`,
      });
    }
  });

  test("An edge hears and reads an invalidation that was published in another region.", async () => {
    const member = async (region: string) => {
      const server = `127.0.0.1:${mesh.server(region, "nats").port}`;
      const user = { user: "edge", password: password(region, "EDGE") };
      const bus = createNatsBus({
        servers: [server],
        ...user,
        domains: true,
        region,
        name: region,
      });
      const hearing = new Hearing();
      await bus.start(hearing);
      onTestFinished(() => bus.stop());
      return { bus, hearing };
    };
    const [sender, reader] = [await member(one), await member(other)];
    await reader.hearing.until(() => reader.hearing.known.includes(one));
    const sequence = await sender.bus.append([sampleMessage("a")]);
    await reader.hearing.until(() => reader.hearing.sequences(one).includes(sequence));
    const read = await reader.bus.read(one, sequence - 1);
    expect(read.messages).toHaveLength(1);
    expect([...sender.hearing.failures, ...reader.hearing.failures]).toEqual([]);
  });

  test("What the server of a region publishes in the name of another goes no further than itself.", async () => {
    const [from, at] = [await operatorAt(one, "nats"), await operatorAt(home, "nats")];
    // A subject that no member of the bus asks for. Theirs would still be known after they stopped.
    const heard = at.subscribe("edge-sessions-live.*.x", { max: 1 });
    await untilSubscribed(leavesOf(one), ["edge-sessions-live.*.x"]);
    from.publish(`edge-sessions-live.${other}.x`, "forged");
    from.publish(`edge-sessions-live.${one}.x`, "own");
    for await (const message of heard) expect(message.string()).toBe("own");
  });

  test("A relay refuses a server with a wrong password.", async () => {
    const { leafPort: port } = mesh.server(one, "relay");
    const leafOf = { host: "127.0.0.1", port, user: `leaf-${one}:wrong` };
    const server = await startNatsServer({ name: "stranger", domain: "stranger", leafOf });
    onTestFinished(() => server.stop());
    await server.untilLogged(/Authorization Violation/u);
    const leaves = await fetch(`${mesh.server(one, "relay").monitoringUrl}/leafz`);
    const names = await leaves.text();
    expect(names).toContain(`"${one}"`);
    expect(names).not.toContain('"stranger"');
  });

  test("A relay refuses another relay with a wrong password.", async () => {
    const foreign = await foreignRelay("wrong");
    await foreign.untilLogged(/Authorization Violation/u);
    expect(await (await fetch(routesOf(home))).text()).not.toContain('"foreign"');
  });

  test("Even to a relay that joins, only what belongs to the bus crosses.", async () => {
    const foreign = await foreignRelay(password(home, "ROUTE"));
    const theirs = await connect({ servers: foreign.url, user: "any", pass: "pw" });
    onTestFinished(() => theirs.close());
    const ours = await operatorAt(home, "relay");
    theirs.subscribe("secrets.>");
    theirs.subscribe("edge-sessions-live.theirs.>");
    ours.subscribe("orders.>");
    ours.subscribe("edge-sessions-live.ours.>");
    const asked = await untilSubscribed(routesOf(home), ["edge-sessions-live.theirs.>"]);
    expect(asked).toContain('"foreign"');
    expect(asked).not.toContain("secrets.>");
    const asking = await untilSubscribed(`${foreign.monitoringUrl}/routez`, [
      "edge-sessions-live.ours.>",
    ]);
    expect(asking).not.toContain("orders.>");
  });

  test("The configurations of twelve regions can be read, unless the way to another region is missing.", async () => {
    const check = async (name: string, missing?: string) => {
      const text = textOf(files("twelve", "compose"), `nats/${name}.conf`)
        .replace("/tls/tls.crt", mesh.tls.cert_file)
        .replace("/tls/tls.key", mesh.tls.key_file)
        .replace('"/tls/ca.crt"', JSON.stringify(mesh.tls.ca_file));
      const path = join(mesh.folder, `${name}-twelve.conf`);
      await writeFile(path, text);
      const names = [...text.matchAll(/\$([A-Z_]+)\b/gu)].map(([, variable = ""]) => variable);
      const urls = /^(?:RELAY_URL|ROUTE_[A-Z]{3})$/u;
      const env = Object.fromEntries(
        names
          .filter((variable) => variable !== missing)
          .map((variable) => [variable, urls.test(variable) ? `nats://a:b@${variable}:1` : "p1"]),
      );
      const command = findProgram("nats-server") ?? "";
      await promisify(execFile)(command, ["-t", "--config", path], { env });
    };
    await check("gru");
    await check("gru-relay");
    await expect(check("gru", "RELAY_URL")).rejects.toThrow("RELAY_URL");
    await expect(check("gru-relay", "ROUTE_IAD")).rejects.toThrow("ROUTE_IAD");
  });
});
