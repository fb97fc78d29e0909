// A planet of processes: an edge and a NATS server in each region, the identity server at home, all proxies between them,
// and the clients. Nothing is delayed until `stretch`.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flagsOf, manageProcess, type ManagedProcess } from "../../faults/scene/processes.ts";
import { freePorts } from "../../harness/free-ports.ts";
import { startRole, type RoleClient } from "../roles/role-client.ts";
import type { Roles } from "../roles/roles.ts";
import type { WireRequest } from "../roles/wires.ts";
import { legOf, type EdgeSpec, type PlanetSpec } from "../spec.ts";
import { startRegions, type Regions } from "./regions.ts";
import { startOnFreePorts } from "./start-on-free-ports.ts";

/** An edge that runs, or was killed. */
interface PlacedEdge {
  readonly spec: EdgeSpec;
  readonly port: number;
  readonly adminPort: number;
  readonly process: ManagedProcess;
}

/** A running planet. */
export interface RunningPlanet {
  readonly edges: ReadonlyMap<string, PlacedEdge>;
  readonly population: RoleClient<Roles["population"]>;
  readonly operator: RoleClient<Roles["operator"]>;
  readonly wires: RoleClient<Roles["wires"]>;
  /** Loses a region: its edge and its NATS server are gone at once. */
  lose(code: string): Promise<void>;
  /** Brings it back. Resolves when all edges are healthy. */
  bringBack(code: string): Promise<void>;
  /** The figures of all edges that run, in the text format of Prometheus. */
  metrics(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const host = "127.0.0.1";
const key = "operator-0123456789abcdef0123456789abcdef";
/** Accounts that the operator revokes, one after the other. */
const operatorAccounts = 12;

/** Starts everything. Resolves when all edges are healthy and everybody has signed in. */
export async function startPlanet(spec: PlanetSpec): Promise<RunningPlanet> {
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    return await start(spec, closing, close);
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function start(
  spec: PlanetSpec,
  closing: (() => unknown)[],
  close: () => Promise<void>,
): Promise<RunningPlanet> {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-planet-"));
  closing.push(() => rm(folder, { recursive: true }));
  const role = <Name extends keyof Roles>(name: Name): RoleClient<Roles[Name]> => {
    const client = startRole(name);
    closing.push(() => client.close());
    return client;
  };
  const [home, wires, population, operator] = [
    role("home"),
    role("wires"),
    role("population"),
    role("operator"),
  ];
  const { conditions } = spec;
  const homePorts = await home.call("start", undefined);
  const accounts = home.call("people", { prefix: "person", count: spec.people.clients });
  const regions = await startRegions(
    spec.edges.map(({ code }) => code),
    spec.bus,
    async (from, to, targetPort) => {
      const leg = legOf(spec.betweenMs[`${from} ${to}`] ?? 0, 0, conditions);
      const [port = 0] = await wires.call("open", [{ name: `${from} ${to} bus`, targetPort, leg }]);
      return port;
    },
  );
  closing.push(() => regions.stop());
  const keyFile = join(folder, "keys.json");
  const keys = { keys: [{ name: "operator", key, scopes: ["read", "invalidate", "admin"] }] };
  await writeFile(keyFile, JSON.stringify(keys), { mode: 0o600 });

  const edges = new Map<string, PlacedEdge>();
  await inTurns(spec.edges, 3, async (edge) => {
    const leg = legOf(edge.originRoundTripMs, 0, conditions);
    const backMs = conditions.originMs;
    const [originPort = 0, adminOriginPort = 0] = await wires.call("open", [
      { name: `${edge.code} home`, targetPort: homePorts.port, leg, backMs },
      { name: `${edge.code} home's admin`, targetPort: homePorts.adminPort, leg },
    ]);
    const at = { originPort, adminOriginPort, keyFile };
    const placed = await startOnFreePorts(async () => {
      const tried = await placeEdge(spec, edge, regions, at);
      await tried.process.start();
      return tried;
    });
    edges.set(edge.code, placed);
    closing.push(() => placed.process.stop());
  });
  await untilHealthy([...edges.values()]);

  const gateways = Object.fromEntries([...edges].map(([code, { adminPort }]) => [code, adminPort]));
  const backends = home.call("people", { prefix: "backend", count: spec.backends.clients });
  await population.call("start", {
    spec,
    ports: await openClientLinks(spec, edges, wires),
    gateways,
    key,
    certificate: await wires.call("certificate", undefined),
    accounts: { people: await accounts, backends: await backends },
  });
  await operator.call("start", {
    edges: [...edges].map(([code, { port, adminPort }]) => ({ code, port, adminPort })),
    homePort: homePorts.port,
    key,
    accounts: await home.call("people", { prefix: "victim", count: operatorAccounts }),
  });

  const lost = new Set<string>();
  const edgeOf = (code: string): PlacedEdge => {
    const edge = edges.get(code);
    if (edge === undefined) throw new Error(`there is no edge ${code}`);
    return edge;
  };
  return {
    edges,
    population,
    operator,
    wires,
    async lose(code) {
      lost.add(code);
      await population.call("lose", code);
      await Promise.all([edgeOf(code).process.kill(), regions.kill(code)]);
    },
    async bringBack(code) {
      await regions.restart(code);
      await edgeOf(code).process.start();
      lost.delete(code);
      await untilHealthy([...edges.values()]);
      await population.call("restore", code);
    },
    metrics: () =>
      Promise.all(
        [...edges.values()]
          .filter((edge) => !lost.has(edge.spec.code))
          .map(async ({ adminPort }) => {
            const headers = { authorization: `Bearer ${key}` };
            return (await fetch(`http://${host}:${adminPort}/metrics`, { headers })).text();
          }),
      ),
    close,
  };
}

async function placeEdge(
  { settings }: PlanetSpec,
  edge: EdgeSpec,
  regions: Regions,
  at: { readonly originPort: number; readonly adminOriginPort: number; readonly keyFile: string },
): Promise<PlacedEdge> {
  const [port = 0, adminPort = 0] = await freePorts(2);
  const argv = [
    "edge",
    "--cacheable-sessions",
    "--session-tokens",
    ...regions.argumentsOf(edge.code),
    ...flagsOf({
      name: edge.code,
      listen: `${host}:${port}`,
      "admin-listen": `${host}:${adminPort}`,
      "admin-key-file": at.keyFile,
      origin: `http://${host}:${at.originPort}`,
      "admin-origin": `http://${host}:${at.adminOriginPort}`,
      "cacheable-sessions-max-age": `${settings.maxAgeMs}ms`,
      "refresh-after": `${settings.refreshAfterMs}ms`,
      "degraded-max-age": `${settings.degradedMaxAgeMs}ms`,
      "cache-memory": "16MiB",
      // All clients of this machine have one address.
      "limit-address-share": "100",
      // The machine may be busy. A call that waits for its turn is not a failure of the identity server.
      "origin-timeout": "15s",
    }),
  ];
  const process = manageProcess({ name: edge.code, argv, healthPort: adminPort });
  return { spec: edge, port, adminPort, process };
}

/** Links from each place to each of its edges, with TLS in front of the edge. */
async function openClientLinks(
  { points, conditions }: PlanetSpec,
  edges: ReadonlyMap<string, PlacedEdge>,
  wires: RoleClient<Roles["wires"]>,
): Promise<readonly Readonly<Record<string, number>>[]> {
  const tlsPorts = new Map<string, number>();
  for (const [code, { port }] of edges) tlsPorts.set(code, await wires.call("terminate", port));
  const found: Record<string, number>[] = [];
  for (const { name, lastMileMs, ways } of points) {
    const requests = ways.map(({ edge, roundTripMs }): WireRequest => ({
      name: `${name} ${edge}`,
      targetPort: tlsPorts.get(edge) ?? 0,
      leg: legOf(roundTripMs, lastMileMs, conditions),
      handshake: true,
    }));
    const ports = await wires.call("open", requests);
    found.push(Object.fromEntries(ways.map(({ edge }, index) => [edge, ports[index] ?? 0])));
  }
  return found;
}

/** Resolves when every edge says that it is healthy. */
async function untilHealthy(edges: readonly PlacedEdge[]): Promise<void> {
  for (const { process } of edges) {
    for (let left = 300; !(await isHealthy(process.healthUrl)); left -= 1) {
      if (left === 0) throw new Error(`${process.name} did not become healthy: ${process.log()}`);
      await pause(100);
    }
  }
}

async function isHealthy(url: string): Promise<boolean> {
  const answer = await fetch(url);
  const body: unknown = await answer.json();
  return answer.ok && Reflect.get(Object(body), "degraded") === undefined;
}

/** Does something with each, a few at a time. */
async function inTurns<T>(
  all: readonly T[],
  atOnce: number,
  act: (one: T) => Promise<void>,
): Promise<void> {
  const waiting = [...all];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await act(next);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
