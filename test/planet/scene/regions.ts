// The bus of a planet: a real NATS server in each region, with a JetStream domain of its own. In a star, all but the hub's
// connect to the hub as leaves. In a mesh, each is a leaf of a server beside it that has no JetStream, and those servers
// form a cluster: a message goes from region to region on the direct way.
import { freePorts } from "../../harness/free-ports.ts";
import { startNatsServer, type NatsServer } from "../../harness/nats-server.ts";
import { startProgram } from "../../harness/program.ts";
import { startOnFreePorts } from "./start-on-free-ports.ts";

/** The servers. */
export interface Regions {
  /** What an edge of a region is started with. */
  argumentsOf(code: string): readonly string[];
  /** Ends a region's servers at once. */
  kill(code: string): Promise<void>;
  /** Starts them again, on the same ports and files. */
  restart(code: string): Promise<void>;
  stop(): Promise<void>;
}

/** How the regions are joined: all with the hub, or each with each. */
export type BusShape = { readonly kind: "star"; readonly hub: string } | { readonly kind: "mesh" };

/** Opens a link from one region to a port of another. Resolves with the link's own port. */
export type OpenWay = (from: string, to: string, targetPort: number) => Promise<number>;

const host = "127.0.0.1";
/** Servers of a cluster tell each other where the others are. Nobody listens there, so that they only use their links. */
const nowhere = `${host}:1`;
/** Otherwise servers learn each other's addresses, and go around their links when they connect again. */
const quiet = { no_advertise: true };

/** Starts the servers. Resolves when the logs of all regions are there. */
export async function startRegions(
  codes: readonly string[],
  shape: BusShape,
  openWay: OpenWay,
): Promise<Regions> {
  /** Of each region, in the order in which they start. The last is the one with JetStream. */
  const servers = new Map<string, NatsServer[]>();
  const add = (code: string, server: NatsServer): void => {
    servers.set(code, [...(servers.get(code) ?? []), server]);
  };
  const serversOf = (code: string): readonly NatsServer[] => servers.get(code) ?? [];
  const urlOf = (code: string): string => serversOf(code).at(-1)?.url ?? "";
  const stop = async (): Promise<void> => {
    await Promise.all([...servers.values()].flat().map((server) => server.stop()));
  };
  const startLeaf = async (code: string, port: number): Promise<void> => {
    const leafOf = { host, port };
    const options = { name: code, domain: code, leafnodes: quiet, leafOf };
    const server = await startOnFreePorts(() => startNatsServer(options));
    add(code, server);
    await server.untilLogged(/Leafnode connection created/u);
  };
  try {
    if (shape.kind === "mesh") {
      for (const [code, server] of await startMesh(codes, openWay)) add(code, server);
      await Promise.all(codes.map((code) => startLeaf(code, serversOf(code)[0]?.leafPort ?? 0)));
    } else {
      const { hub } = shape;
      const options = { name: hub, domain: hub, leafnodes: quiet };
      const center = await startOnFreePorts(() => startNatsServer(options));
      add(hub, center);
      const others = codes.filter((code) => code !== hub);
      await Promise.all(
        others.map(async (code) => startLeaf(code, await openWay(code, hub, center.leafPort))),
      );
    }
    await createLogs(urlOf(codes[0] ?? ""), codes);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return {
    argumentsOf: (code) => ["--bus", urlOf(code), "--bus-domains", "--region", code],
    async kill(code) {
      await Promise.all(serversOf(code).map((server) => server.kill()));
    },
    async restart(code) {
      for (const server of serversOf(code)) await server.restart();
    },
    stop,
  };
}

/** Starts a server without JetStream in each region. Each connects to those before it. */
async function startMesh(
  codes: readonly string[],
  openWay: OpenWay,
): Promise<ReadonlyMap<string, NatsServer>> {
  const ports: number[] = [];
  const started = new Map<string, NatsServer>();
  try {
    for (const code of codes) {
      const routes: string[] = [];
      for (const [before, other] of [...started.keys()].entries()) {
        routes.push(`nats://${host}:${await openWay(code, other, ports[before] ?? 0)}`);
      }
      const [port, server] = await startOnFreePorts(async () => {
        const [port = 0] = await freePorts(1);
        const cluster = { name: "regions", host, port, routes, advertise: nowhere };
        const configuration = { jetstream: false, cluster };
        const options = { name: `${code}-mesh`, leafnodes: quiet, configuration };
        return [port, await startNatsServer(options)] as const;
      });
      ports.push(port);
      started.set(code, server);
    }
  } catch (cause) {
    await Promise.all([...started.values()].map((server) => server.stop()));
    throw cause;
  }
  return started;
}

/** Makes the logs as an operator does, who tries again until every region is joined. */
async function createLogs(url: string, codes: readonly string[]): Promise<void> {
  const argv = ["bus", "create", "--bus", url, "--bus-domains", "--regions", codes.join(",")];
  for (let left = 5; ; left -= 1) {
    const program = startProgram(argv);
    if ((await program.ended) === 0) return;
    if (left === 0) throw new Error(`bus create: ${program.stderr()}`);
  }
}
