// The NATS servers and relays of a mesh, on this machine: with the configurations, passwords and mounts of the written
// files. Only addresses and folders are replaced.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { at, entriesOf, yamlDocuments } from "../deploy/files.ts";
import { freePorts } from "../harness/free-ports.ts";
import { makeLoopbackCertificate } from "../harness/loopback-certificate.ts";
import { startCommand, type Program } from "../harness/program.ts";
import { findProgram } from "../programs/find-program.ts";
import {
  files,
  interpolated,
  plans,
  prepare,
  textOf,
  variablesOf,
  written,
  type PlanName,
} from "./plan-files.ts";

type Service = "nats" | "relay";

/** A server that runs. */
interface MeshServer {
  /** Of clients, of leaf nodes if it is a relay, and of its HTTP endpoints. */
  readonly port: number;
  readonly leafPort: number;
  readonly monitoringUrl: string;
}

/** The files of a mesh, and the servers that were started from them. */
export interface Mesh {
  readonly folder: string;
  /** What relays show each other. */
  readonly tls: Readonly<Record<"cert_file" | "key_file" | "ca_file", string>>;
  readonly routePorts: ReadonlyMap<string, number>;
  /** A variable that prepare.sh made. */
  variable(region: string, name: string): string;
  /** Starts a server. The relay of a region comes first. Resolves when it is ready. */
  start(region: string, service: Service): Promise<void>;
  server(region: string, service: Service): MeshServer;
  stop(): Promise<void>;
}

/** Writes the files of a plan for this machine, and makes their secrets. */
export async function writeMesh(name: PlanName): Promise<Mesh> {
  const all = files(name, "compose");
  const regions = plans[name].edges.map(({ metro }) => metro.code);
  const folder = await written(all);
  await prepare(folder);
  await makeCertificates(join(folder, "tls"), regions);
  const variables = new Map<string, Readonly<Record<string, string>>>();
  for (const region of regions) {
    const text = await readFile(join(folder, `compose/${region}/.env`), "utf8");
    variables.set(region, variablesOf(text));
  }
  const ports = await freePorts(regions.length);
  const routePorts = new Map(regions.map((region, index) => [region, ports[index] ?? 0]));
  const servers = new Map<string, MeshServer>();
  const programs: Program[] = [];
  const server = (region: string, service: Service): MeshServer => {
    const found = servers.get(`${region} ${service}`);
    if (found === undefined) throw new Error(`no ${service} runs in ${region}`);
    return found;
  };

  async function start(region: string, service: Service): Promise<void> {
    const composed = textOf(all, `compose/${region}/compose.yaml`);
    const [compose] = yamlDocuments(interpolated(composed, variables.get(region) ?? {}));
    const described = at(compose, "services", service);
    const env = entriesOf(at(described, "environment")).map(([key, value]) => [
      key,
      String(value)
        .replace("@relay:", () => `@127.0.0.1:`)
        .replace(/:7422$/u, () => `:${server(region, "relay").leafPort}`)
        .replace(
          /\b([a-z]{3})\.regions\.test:6222$/u,
          (_all, other: string) => `127.0.0.1:${routePorts.get(other)}`,
        ),
    ]);
    let text = textOf(all, `nats/${region}${service === "relay" ? "-relay" : ""}.conf`)
      .replace(/"(?:0\.0\.0\.0|127\.0\.0\.1):(?:4222|7422|8222)"/gu, '"127.0.0.1:-1"')
      .replace('"0.0.0.0:6222"', `"127.0.0.1:${routePorts.get(region)}"`)
      .replace('"/data"', JSON.stringify(join(folder, "data", region)));
    for (const [, volume] of entriesOf(at(described, "volumes"))) {
      const [from = "", to = ""] = String(volume).split(":");
      if (to.startsWith("/tls/")) {
        const file = join(folder, "compose", region, from);
        text = text.replaceAll(`"${to}"`, JSON.stringify(file));
      }
    }
    const file = join(folder, `${region}-${service}.conf`);
    await writeFile(file, text);
    const command = findProgram("nats-server") ?? "";
    const program = startCommand(command, ["--config", file], { env: Object.fromEntries(env) });
    programs.push(program);
    await program.until(/Server is ready/u);
    const portOf = (line: RegExp): number => Number(line.exec(program.stderr())?.[1] ?? 0);
    servers.set(`${region} ${service}`, {
      port: portOf(/client connections on 127\.0\.0\.1:(\d+)/u),
      leafPort: portOf(/leafnode connections on 127\.0\.0\.1:(\d+)/u),
      monitoringUrl: `http://127.0.0.1:${portOf(/http monitor on 127\.0\.0\.1:(\d+)/u)}`,
    });
  }

  const tls = (file: string): string => join(folder, "tls", file);
  const [first = ""] = regions;
  return {
    folder,
    tls: { cert_file: tls(`${first}.crt`), key_file: tls(`${first}.key`), ca_file: tls("ca.crt") },
    routePorts,
    variable: (region, variable) => variables.get(region)?.[variable] ?? "",
    start,
    server,
    async stop() {
      for (const { child } of programs) child.kill("SIGKILL");
      await Promise.allSettled(programs.map(({ ended }) => ended));
      await rm(folder, { recursive: true });
    },
  };
}

/** The same for all, because each must be by the authority, and it is its own. */
async function makeCertificates(folder: string, regions: readonly string[]): Promise<void> {
  await mkdir(folder);
  const { certificate, privateKey } = makeLoopbackCertificate();
  await writeFile(join(folder, "ca.crt"), certificate);
  for (const region of regions) {
    await writeFile(join(folder, `${region}.crt`), certificate);
    await writeFile(join(folder, `${region}.key`), privateKey);
  }
}
