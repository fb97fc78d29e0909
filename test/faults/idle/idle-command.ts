// Measures what edges cost the bus while nothing happens: `npm run bench:idle -- --help`.
import { randomUUID } from "node:crypto";
import { inspect, parseArgs } from "node:util";
import { Client } from "pg";
import { createNatsBus } from "../../../src/bus/nats/nats-bus.ts";
import { createPostgresBus } from "../../../src/bus/postgres/postgres-bus.ts";
import { createBusLink, type BusLink } from "../../../src/edge/link/bus-link.ts";
import type { SharedBus } from "../../../src/edge/ports.ts";
import { createBackground, createClock, newId } from "../../../src/runtime/node.ts";
import { createNetwork, type Network } from "../../harness/network.ts";
import { startNatsServer } from "../../harness/nats-server.ts";
import { startPostgres } from "../../harness/postgres.ts";
import type { BusKind } from "../scene/bus.ts";

const help = `Measures what idle edges cost the bus: their heartbeats. All edges are in one process and in one region, each with
its own connections to a real bus.

npm run bench:idle                           100 edges, on both buses
npm run bench:idle -- --bus nats --edges 20 --seconds 30

Prints a table on stdout. Exit 0: measured; 1: failed; 2: wrong usage.
`;

const options = {
  bus: { type: "string", default: "postgres,nats" },
  edges: { type: "string", default: "100" },
  seconds: { type: "string", default: "15" },
  help: { type: "boolean", default: false },
} as const;

interface Server {
  readonly port: number;
  connect(port: number): SharedBus;
  stop(): Promise<void>;
}

interface Counts {
  appended: number;
  delivered: number;
}

async function run(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const edges = whole("edges", values.edges);
  const seconds = whole("seconds", values.seconds);
  console.log(`${edges} idle edges, ${seconds} s\n${heading}`);
  for (const bus of values.bus.split(",").map(busOf)) {
    const network = createNetwork();
    const server = await startServer(bus);
    try {
      console.log(await measure(bus, server, network, edges, seconds));
    } finally {
      await network.close();
      await server.stop();
    }
  }
  return 0;
}

const startedAtOnce = 10;

const heading =
  "bus       sent per s  delivered per s  to the bus       from the bus     degraded  processor of an edge";

async function measure(
  kind: BusKind,
  server: Server,
  network: Network,
  edges: number,
  seconds: number,
): Promise<string> {
  const target = { host: "127.0.0.1", port: server.port };
  const link = await network.link({ name: "edges-bus", from: "edges", to: "bus", target });
  const counts: Counts = { appended: 0, delivered: 0 };
  const links: BusLink[] = [];
  // Edges start a few at a time, as in a rolling update, so that their heartbeats are spread.
  while (links.length < edges) {
    const next = Array.from({ length: Math.min(startedAtOnce, edges - links.length) }, (_, index) =>
      createLink(counted(server.connect(link.port), counts), `edge-${links.length + index + 1}`),
    );
    await Promise.all(next.map((one) => one.start()));
    links.push(...next);
  }
  const before = { ...counts, to: link.traffic.forth.given, from: link.traffic.back.given };
  const [usage, begunAtMs] = [process.cpuUsage(), performance.now()];
  await new Promise((resolve) => {
    setTimeout(resolve, seconds * 1_000);
  });
  const passed = (performance.now() - begunAtMs) / 1_000;
  const { user, system } = process.cpuUsage(usage);
  const cells = [
    kind.padEnd(9),
    perSecond(counts.appended - before.appended, passed).padStart(10),
    perSecond(counts.delivered - before.delivered, passed).padStart(16),
    bytes(link.traffic.forth.given - before.to, passed).padStart(16),
    bytes(link.traffic.back.given - before.from, passed).padStart(16),
    String(links.filter((one) => one.troubles().length > 0).length).padStart(9),
    `${((user + system) / 1e4 / passed / edges).toFixed(2)} %`.padStart(12),
  ];
  await Promise.all(links.map((one) => one.stop()));
  return cells.join(" ");
}

function createLink(bus: SharedBus, name: string): BusLink {
  return createBusLink({
    bus,
    clock: createClock(),
    newId,
    background: createBackground().run,
    emit: () => undefined,
    instance: randomUUID(),
    name,
    software: "0.1.0",
    role: "edge",
    forgetAfterMs: 600_000,
    report: () => ({
      projects: 1,
      revisions: 1,
      entries: 10_000,
      bytes: 20_000_000,
      checks: 1_000_000,
      hits: 990_000,
      unpublished: 0,
      url: "http://10.0.0.17:4000",
    }),
    onError: (error) => {
      throw error;
    },
  });
}

/** The bus, with its messages counted. */
function counted(bus: SharedBus, counts: Counts): SharedBus {
  return {
    region: bus.region,
    start: (listener) =>
      bus.start({
        ...listener,
        message: (...message) => {
          counts.delivered += 1;
          listener.message(...message);
        },
      }),
    stop: () => bus.stop(),
    append: (messages) => {
      counts.appended += messages.length;
      return bus.append(messages);
    },
    read: (region, after) => bus.read(region, after),
    addRegion: () => bus.addRegion(),
    removeRegion: (region) => bus.removeRegion(region),
    publishProject: (project) => bus.publishProject(project),
  };
}

async function startServer(kind: BusKind): Promise<Server> {
  const region = "default";
  if (kind === "postgres") {
    const { port, url, stop, restart } = await startPostgres();
    // Each edge has some connections, and Postgres allows a hundred unless it is told otherwise.
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("alter system set max_connections = 1000");
    await client.end();
    await restart();
    const at = (linkPort: number): string => url.replace(`:${port}/`, `:${linkPort}/`);
    return { port, connect: (linkPort) => createPostgresBus({ url: at(linkPort), region }), stop };
  }
  const { port, stop } = await startNatsServer({ name: "idle" });
  return {
    port,
    connect: (linkPort) =>
      createNatsBus({
        servers: [`127.0.0.1:${linkPort}`],
        region,
        domains: false,
        name: "idle",
      }),
    stop,
  };
}

function perSecond(count: number, seconds: number): string {
  return (count / seconds).toFixed(0);
}

function bytes(count: number, seconds: number): string {
  return `${(count / seconds / 1_024).toFixed(0)} KiB/s`;
}

function whole(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/u.test(text)) return Number(text);
  throw new RangeError(`--${name} must be a whole number from 1 on; it was ${text}`);
}

function busOf(text: string): BusKind {
  if (text === "postgres" || text === "nats") return text;
  throw new RangeError(`--bus must be postgres, nats or both with a comma; it was ${text}`);
}

try {
  process.exit(await run());
} catch (error) {
  const usage = error instanceof RangeError;
  process.stderr.write(`${usage ? String(error) : inspect(error)}\n`);
  process.exit(usage ? 2 : 1);
}
