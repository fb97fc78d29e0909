// The scene of a fault run: a control plane, three edges in two regions, their bus, the identity server and its users. They
// are processes, and every connection between two of them goes through a link of the network.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../harness/free-ports.ts";
import { createNetwork, type Link, type Network } from "../../harness/network.ts";
import { startPostgres } from "../../harness/postgres.ts";
import type { RuledSettings } from "../../simulation/history.ts";
import { sidePath } from "../origin/server.ts";
import { startWorld, type WorldClient } from "../world-client.ts";
import type { BusKind, BusUnderTest } from "./bus.ts";
import { connectControl, type ControlClient } from "./control.ts";
import { HealthWatch } from "./health.ts";
import { startNatsBus } from "./nats-bus.ts";
import { postgresBus } from "./postgres-bus.ts";
import {
  edgeArguments,
  flagsOf,
  manageProcess,
  type EdgePlace,
  type ManagedProcess,
} from "./processes.ts";

/** An edge of the scene. */
interface SceneEdge extends EdgePlace {
  readonly process: ManagedProcess;
}

/** A running scene. */
export interface FaultScene {
  readonly bus: BusUnderTest;
  readonly network: Network;
  readonly world: WorldClient;
  readonly control: ControlClient;
  readonly controlProcess: ManagedProcess;
  readonly health: HealthWatch;
  readonly edges: Map<string, SceneEdge>;
  /** Starts another edge. */
  addEdge(name: string, region: string): Promise<SceneEdge>;
  /** Tells the users which edges they reach: as a balancer does, those that are up. */
  reach(names?: Iterable<string>): Promise<void>;
  /** The host of a project. */
  host(slug: string): string;
  close(): Promise<void>;
}

/** What a scene is like. */
export interface SceneOptions {
  readonly bus: BusKind;
  readonly seed: number;
  readonly users: number;
  /** Whether the pace of refreshes is judged. On a machine that is busy with other things, nobody can see it. */
  readonly paced: boolean;
}

/** The edges from the start. */
const firstEdges = [
  ["e1", "eu"],
  ["e2", "eu"],
  ["e3", "us"],
] as const;

/** How long the second project keeps answers at first, in seconds. Each acknowledged change adds one. */
export const firstSideMaxAgeSeconds = 100;

/** A refresh of the first project comes no more often than this, as the users see it. */
const ruled: RuledSettings = {
  cacheableSessions: true,
  maxAgeMs: 60_000,
  // The edges wait for three seconds. Between two calls as the identity server sees them, it may be less.
  refreshAfterMs: 1_500,
  staleIfErrorMs: 0,
  requireOriginHint: false,
  cookieName: "ory_kratos_session",
  degradedMaxAgeMs: 10_000,
};

/** Starts everything. Resolves when all edges are healthy and serve both projects. */
export async function startFaultScene(options: SceneOptions): Promise<FaultScene> {
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    return await start(options, closing, close);
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function start(
  { bus: kind, seed, users, paced }: SceneOptions,
  closing: (() => unknown)[],
  close: () => Promise<void>,
): Promise<FaultScene> {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-faults-"));
  closing.push(() => rm(folder, { recursive: true }));
  const host = (slug: string): string => `${slug}.projects.localhost`;
  const set = {
    project: "main",
    host: host("main"),
    settings: paced ? ruled : { ...ruled, refreshAfterMs: 0 },
  };
  const [postgres, world] = await Promise.all([
    startPostgres(),
    startWorld({ seed, users, ...set }),
  ]);
  closing.push(() => world.close());
  const network = createNetwork();
  const bus = await openBus(kind, postgres, closing, network);
  closing.push(() => network.close());
  const link = (from: string, to: string, port: number): Promise<Link> =>
    network.link({ name: `${from}-${to}`, from, to, target: { host: "127.0.0.1", port } });
  const health = new HealthWatch();
  closing.push(() => health.stop());

  const originLink = await link("edges", "origin", world.port);
  const databaseLink = await link("control", "database", postgres.port);
  const controlBusLink = await link("control", "bus", bus.portOf("eu"));
  const [controlPort = 0] = await freePorts(1);
  const keyFile = join(folder, "first-key");
  const controlProcess = manageProcess({
    name: "control",
    healthPort: controlPort,
    argv: [
      "control",
      ...bus.argumentsFor(controlBusLink.port),
      ...flagsOf({
        region: "eu",
        "control-listen": `127.0.0.1:${controlPort}`,
        "first-key-file": keyFile,
        database: postgres.url.replace(`:${postgres.port}/`, `:${databaseLink.port}/`),
      }),
    ],
  });
  closing.push(() => controlProcess.stop());
  await controlProcess.start();
  const control = await connectControl(controlPort, keyFile);
  const origin = `http://127.0.0.1:${originLink.port}`;
  const on = { cacheable_sessions: true, refresh_after: "3s", session_tokens: true };
  await control.createProject("main", { origin_url: origin, ...on });
  await control.createProject("side", {
    origin_url: `${origin}${sidePath}`,
    ...on,
    cacheable_sessions_max_age: `${firstSideMaxAgeSeconds}s`,
  });

  const edges = new Map<string, SceneEdge>();
  async function addEdge(name: string, region: string): Promise<SceneEdge> {
    const [port = 0, adminPort = 0] = await freePorts(2);
    const place = { name, region, port, adminPort };
    const busLink = await link(name, "bus", bus.portOf(region));
    const argv = edgeArguments(place, bus.argumentsFor(busLink.port), folder);
    const edge = { ...place, process: manageProcess({ name, argv, healthPort: adminPort }) };
    edges.set(name, edge);
    closing.push(() => edge.process.stop());
    await edge.process.start();
    health.watch(name, edge.process.healthUrl);
    return edge;
  }
  await Promise.all(firstEdges.map(([name, region]) => addEdge(name, region)));
  if (!(await health.allHealthy(10_000))) throw new Error("the edges did not become healthy");

  async function reach(names: Iterable<string> = edges.keys()): Promise<void> {
    const up = [...names].flatMap((name) => edges.get(name) ?? []);
    const invalidations = { url: `${control.url}/projects/main/invalidations`, key: control.key };
    await world.reach(
      up.map(({ name, port }) => ({ name, port })),
      [{ ...invalidations, edge: undefined }],
    );
  }
  await reach();
  return {
    bus,
    network,
    world,
    control,
    controlProcess,
    health,
    edges,
    addEdge,
    reach,
    host,
    close,
  };
}

async function openBus(
  kind: BusKind,
  postgres: Awaited<ReturnType<typeof startPostgres>>,
  closing: (() => unknown)[],
  network: Network,
): Promise<BusUnderTest> {
  closing.push(() => postgres.stop());
  if (kind === "postgres") return postgresBus(postgres);
  const bus = await startNatsBus(network);
  closing.push(() => bus.stop());
  return bus;
}
