// The configuration of NATS for three regions, run by real servers: edges may do what they must and nothing else, and a
// server of a region can only send what its own region accepted.
import { connect } from "@nats-io/transport-node";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createNatsAdministration } from "../../src/bus/nats/administration.ts";
import { permissionsOf } from "../../src/bus/nats/layout.ts";
import { createNatsBus } from "../../src/bus/nats/nats-bus.ts";
import type { BusListener, SharedBus } from "../../src/edge/ports.ts";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { findProgram } from "../programs/find-program.ts";
import { packagedPrograms } from "../programs/packaged-programs.ts";
import { freePorts } from "../harness/free-ports.ts";
import { startCommand, type Program } from "../harness/program.ts";
import { needsProgram } from "../harness/skipping.ts";
import { at, deployText, entriesOf, yamlDocuments } from "./files.ts";

const regions = ["eu", "us", "ap"] as const;
type RegionName = (typeof regions)[number];

const texts = new Map(
  await Promise.all(
    regions.map(async (region) => [region, await deployText(`nats/${region}.conf`)] as const),
  ),
);
const compose = yamlDocuments(await deployText("nats/compose.yaml"))[0];

/** What the image sets for every edge. */
const imageVariables = Object.fromEntries(
  Array.from(
    (await deployText("Dockerfile")).matchAll(/^ENV (EDGE_SESSIONS_\w+)=(.*)$/gmu),
    ([, name = "", value = ""]) => [name, value] as const,
  ),
);

/** The subjects that a user may publish to, or subscribe to, as the file has them. */
function permitted(region: RegionName, user: string, kind: "publish" | "subscribe") {
  const [, block = ""] =
    new RegExp(`user: ${user}\\n(.*?)\\n      \\}\\n`, "su").exec(texts.get(region) ?? "") ?? [];
  const [, list = ""] = new RegExp(`${kind}: \\[(.*?)\\]`, "su").exec(block) ?? [];
  return [...list.matchAll(/"([^"]+)"/gu)].map(([, subject]) => subject);
}

test.each(regions.map((region) => [region] as const))(
  "An edge in %s may do exactly what the bus needs.",
  (region) => {
    const needed = permissionsOf({ domains: true, region, role: "edge" });
    expect(permitted(region, "edge", "publish")).toEqual(needed.publish);
    expect(permitted(region, "edge", "subscribe")).toEqual(needed.subscribe);
  },
);

test("A control plane at the hub may do exactly what the bus needs.", () => {
  const needed = permissionsOf({ domains: true, region: "eu", role: "control" });
  expect(permitted("eu", "control", "publish")).toEqual(needed.publish);
  expect(permitted("eu", "control", "subscribe")).toEqual(needed.subscribe);
});

test("The configurations of two leaf nodes differ only in their region.", () => {
  expect(texts.get("ap")).toBe(texts.get("us")?.replaceAll(/\bus\b/gu, "ap"));
});

test("Every variable in a configuration is set by the Compose file, and its passwords by prepare.sh.", async () => {
  const prepare = await deployText("nats/prepare.sh");
  for (const [region, text] of texts) {
    const used = new Set([...text.matchAll(/: \$(\w+)/gu)].map(([, name]) => name));
    const environment = entriesOf(at(compose, "services", `nats-${region}`, "environment"));
    expect(new Set(environment.map(([name]) => name))).toEqual(used);
    for (const [, value] of environment) {
      const [, variable = ""] = /\$\{(\w+)_PASSWORD/u.exec(String(value)) ?? [];
      expect(prepare).toMatch(new RegExp(`\\b${variable}\\b`, "u"));
    }
  }
});

test.each(regions.map((region) => [region] as const))(
  "The edge of %s in the Compose file starts with its settings.",
  async (region) => {
    const environment = entriesOf(at(compose, "services", `edge-${region}`, "environment"));
    const variables = environment.map(([name, value]) => [
      name,
      String(value).replaceAll(/\$\{\w+_URL[^}]*\}/gu, "http://kratos:4433"),
    ]);
    const resolved = await resolveOptions(edgeOptions, edgeRules, [], {
      ...imageVariables,
      ...Object.fromEntries(variables),
    });
    expect(resolved).toMatchObject({
      kind: "options",
      options: { region, "bus-domains": true, bus: { servers: [`nats-${region}:4222`] } },
    });
  },
);

test("The image is the version of NATS that the tests run.", async () => {
  const version = packagedPrograms.find(({ command }) => command === "nats-server")?.version;
  expect(at(compose, "x-nats", "image")).toBe(`nats:${version}`);
  expect(await deployText("nats/kubernetes.yaml")).toContain(`image: nats:${version}\n`);
});

describe("three regions", needsProgram("nats-server"), () => {
  const environment = {
    EDGE_PASSWORD: "pedge",
    CONTROL_PASSWORD: "pcontrol",
    OPERATOR_PASSWORD: "poperator",
    LEAF_US_PASSWORD: "pleafus",
    LEAF_AP_PASSWORD: "pleafap",
  };
  const servers: Program[] = [];
  const buses: SharedBus[] = [];
  const ports = new Map<RegionName, number>();
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nats-regions-"));
    const [leafPort = 0, ...clientPorts] = await freePorts(1 + regions.length);
    regions.forEach((region, index) => ports.set(region, clientPorts[index] ?? 0));
    const program = findProgram("nats-server") ?? "";
    for (const [region, text] of texts) {
      const file = join(folder, `${region}.conf`);
      // Only addresses and folders are replaced, because the file's are those of a container.
      const local = text
        .replace('"0.0.0.0:4222"', `"127.0.0.1:${ports.get(region)}"`)
        .replace('"0.0.0.0:7422"', `"127.0.0.1:${leafPort}"`)
        .replace(/^http: .*$/mu, "")
        .replace('"/data"', JSON.stringify(join(folder, region)));
      await writeFile(file, local);
      const env = {
        ...environment,
        HUB_URL: `nats://leaf-${region}:pleaf${region}@127.0.0.1:${leafPort}`,
      };
      const server = startCommand(program, ["--config", file], { env });
      servers.push(server);
      await server.until(/Server is ready/u);
      if (region !== "eu") await server.until(/Leafnode connection created/u);
    }
  });
  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.stop()));
    for (const { child } of servers) child.kill("SIGKILL");
    await Promise.allSettled(servers.map(({ ended }) => ended));
    await rm(folder, { recursive: true });
  });

  const as = (region: RegionName, user: "edge" | "control" | "operator") => ({
    servers: [`127.0.0.1:${ports.get(region)}`],
    user,
    password: `p${user}`,
    domains: true,
    name: "test",
  });

  /** Tries until the leaf nodes know of each other. */
  async function createLogs(): Promise<void> {
    const operator = createNatsAdministration(as("eu", "operator"));
    const whole = { regions: [...regions] };
    for (let attempt = 1; ; attempt += 1) {
      try {
        expect(await operator.create(whole)).toMatchObject({ left: [] });
        expect(await operator.check(whole)).toEqual([]);
        return;
      } catch (error) {
        if (attempt === 10) throw error;
      }
    }
  }

  test("The operator makes all logs at the hub, and an edge's message reaches every other region.", async () => {
    await createLogs();
    const heard = new Map<string, (text: string) => void>();
    const arrivals = (reader: RegionName, writer: RegionName): Promise<string> =>
      new Promise((resolve) => heard.set(`${reader} ${writer}`, resolve));
    const waiting = regions.flatMap((reader) => regions.map((writer) => arrivals(reader, writer)));
    for (const region of regions) {
      const bus = createNatsBus({ ...as(region, "edge"), region });
      buses.push(bus);
      const listener: BusListener = {
        message: (from, _sequence, message) => heard.get(`${region} ${from}`)?.(message.kind),
        regions: () => undefined,
        project: () => undefined,
        interrupted: () => undefined,
        failed: () => undefined,
      };
      await bus.start(listener);
    }
    for (const bus of buses) {
      const goodbye = { version: 1, instance: `of ${bus.region}`, at: 0 } as const;
      await bus.append([{ kind: "goodbye", goodbye }]);
    }
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["goodbye"]));
  });

  test.each([
    ["us", "eu"],
    ["eu", "us"],
    ["us", "ap"],
  ] as const)("An edge in %s cannot publish to the log of %s.", async (region, other) => {
    const bus = createNatsBus({ ...as(region, "edge"), region: other });
    const nothing = (): void => undefined;
    const listener = { message: nothing, regions: nothing, project: nothing };
    await expect(bus.start({ ...listener, interrupted: nothing, failed: nothing })).rejects.toThrow(
      `may not publish to edge-sessions.${other}.lasting`,
    );
  });

  test("The server of a region cannot forge what another region accepted, nor delete its log.", async () => {
    const reader = await connect({ ...as("eu", "operator"), pass: environment.OPERATOR_PASSWORD });
    const forger = await connect({ ...as("us", "operator"), pass: environment.OPERATOR_PASSWORD });
    const heard: string[] = [];
    const genuine = new Promise<void>((resolve) => {
      reader.subscribe(">", {
        callback: (_error, message) => {
          const text = message.string();
          if (text.startsWith("test ")) heard.push(`${message.subject}: ${text}`);
          if (text === "test genuine") resolve();
        },
      });
    });
    // The server of us answers this only after it has heard what the reader subscribed to at eu.
    await reader.request("$JS.us.API.INFO");
    for (const subject of [
      "edge-sessions.eu.lasting",
      "edge-sessions-live.eu.lasting",
      "edge-sessions-live.ap.lasting",
      "edge-sessions-bucket.eu.region.us",
      "$JS.eu.API.$KV.edge-sessions.region.us",
      "$JS.eu.API.STREAM.PURGE.edge-sessions-eu",
      "$JS.eu.API.STREAM.DELETE.edge-sessions-eu",
    ]) {
      forger.publish(subject, "test forged");
    }
    // Messages of one connection keep their order, so the forged ones would have come before this.
    forger.publish("edge-sessions-live.us.lasting", "test genuine");
    await genuine;
    expect(heard).toEqual(["edge-sessions-live.us.lasting: test genuine"]);
    await forger.close();
    await reader.close();
  });
});

test("The manifest of NATS has probes on ports that exist, its own disk, and no privileges.", async () => {
  const objects = yamlDocuments(await deployText("nats/kubernetes.yaml"));
  expect(objects.map((object) => at(object, "kind"))).toEqual([
    "Service",
    "PodDisruptionBudget",
    "StatefulSet",
  ]);
  const [service, , set] = objects;
  const pod = at(set, "spec", "template", "spec");
  const container = at(pod, "containers", 0);
  const ports = z
    .array(z.strictObject({ name: z.string(), containerPort: z.number() }))
    .parse(at(container, "ports"));
  const portOf = (name: unknown): number | undefined =>
    ports.find((port) => port.name === name)?.containerPort;
  for (const kind of ["startupProbe", "readinessProbe", "livenessProbe"]) {
    expect(portOf(at(container, kind, "httpGet", "port"))).toBe(8222);
  }
  for (const [, port] of entriesOf(at(service, "spec", "ports"))) {
    expect(portOf(at(port, "targetPort"))).toBe(at(port, "port"));
  }
  expect(texts.get("eu")).toContain(`listen: "0.0.0.0:${portOf("client")}"`);
  expect(texts.get("eu")).toContain(`http: "0.0.0.0:${portOf("monitor")}"`);
  const data = at(container, "volumeMounts", 1);
  expect(at(set, "spec", "volumeClaimTemplates", 0, "metadata", "name")).toBe(at(data, "name"));
  expect(texts.get("eu")).toContain(`store_dir: "${String(at(data, "mountPath"))}"`);
  expect(at(container, "securityContext")).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  expect(at(pod, "automountServiceAccountToken")).toBe(false);
});
