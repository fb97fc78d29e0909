// The bus of a planet: a real NATS server in each region, with a JetStream domain of its own. All but the hub's connect to
// another as leaves, through links.
import { startNatsServer, type NatsServer } from "../../harness/nats-server.ts";
import { startProgram } from "../../harness/program.ts";

/** The servers. */
export interface Regions {
  /** What an edge of a region is started with. */
  argumentsOf(code: string): readonly string[];
  /** Ends a region's server at once. */
  kill(code: string): Promise<void>;
  /** Starts it again, on the same ports and files. */
  restart(code: string): Promise<void>;
  stop(): Promise<void>;
}

/** A region, and the region whose server that of this one connects to. Undefined for the hub. */
export interface RegionPlace {
  readonly code: string;
  readonly up: string | undefined;
}

/** Starts them. `leafPort` opens a region's link to a port of the region above it, and resolves with the link's own port. */
export async function startRegions(
  places: readonly RegionPlace[],
  leafPort: (code: string, upPort: number) => Promise<number>,
): Promise<Regions> {
  const servers = new Map<string, NatsServer>();
  const stop = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  };
  const serverOf = (code: string): NatsServer => {
    const server = servers.get(code);
    if (server === undefined) throw new Error(`there is no region ${code}`);
    return server;
  };
  const start = async ({ code, up }: RegionPlace): Promise<void> => {
    const leafOf =
      up === undefined
        ? {}
        : { leafOf: { host: "127.0.0.1", port: await leafPort(code, serverOf(up).leafPort) } };
    // Otherwise leaves learn its address, and go around their links when they connect again.
    const leafnodes = { no_advertise: true };
    const server = await startNatsServer({ name: code, domain: code, leafnodes, ...leafOf });
    servers.set(code, server);
    if (up !== undefined) await server.untilLogged(/Leafnode connection created/u);
    const below = places.filter((place) => place.up === code);
    await Promise.all(below.map(start));
  };
  try {
    const [hub] = places.filter(({ up }) => up === undefined);
    if (hub === undefined) throw new Error("the bus has no hub");
    await start(hub);
    await createLogs(
      serverOf(hub.code),
      places.map(({ code }) => code),
    );
  } catch (cause) {
    await stop();
    throw cause;
  }
  return {
    argumentsOf: (code) => ["--bus", serverOf(code).url, "--bus-domains", "--region", code],
    kill: (code) => serverOf(code).kill(),
    restart: (code) => serverOf(code).restart(),
    stop,
  };
}

/** Makes the logs as an operator does, who tries again until every region is joined. */
async function createLogs({ url }: NatsServer, codes: readonly string[]): Promise<void> {
  const argv = ["bus", "create", "--bus", url, "--bus-domains", "--regions", codes.join(",")];
  for (let left = 5; ; left -= 1) {
    const program = startProgram(argv);
    if ((await program.ended) === 0) return;
    if (left === 0) throw new Error(`bus create: ${program.stderr()}`);
  }
}
