// NATS as the bus of a fault run: a server for each region, joined by leaf links that go through the network.
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { Network } from "../../harness/network.ts";
import { startNatsPair } from "../../harness/nats-pair.ts";
import { startNatsServer, type NatsServer } from "../../harness/nats-server.ts";
import { startProgram } from "../../harness/program.ts";
import { instantMs } from "../instant.ts";
import type { BusUnderTest } from "./bus.ts";
import { wallToInstant, Witness } from "./witnessed-message.ts";

/** The most messages of a region that are published once more. */
const repeatedMax = 300;

const streamOf = (region: string): string => `edge-sessions-${region}`;

/** Starts the servers of the regions eu and us. */
export async function startNatsBus(network: Network): Promise<BusUnderTest> {
  const linkBetweenRegions = "us-eu";
  const pair = await startNatsPair({
    // Otherwise the other server learns its address, and after a restart it goes around the link.
    eu: { leafnodes: { no_advertise: true } },
    route: async (port) => {
      const ends = { from: "us", to: "eu", target: { host: "127.0.0.1", port } };
      const link = await network.link({ name: linkBetweenRegions, ...ends });
      return { host: "127.0.0.1", port: link.port };
    },
  });
  const servers = new Map<string, NatsServer>([
    ["eu", pair.eu],
    ["us", pair.us],
  ]);
  const serverOf = (region: string): NatsServer => {
    const server = servers.get(region);
    if (server === undefined) throw new Error(`there is no server in region ${region}`);
    return server;
  };
  const witness = new Witness();
  const connections: NatsConnection[] = [];

  async function create(): Promise<void> {
    const regions = [...servers.keys()].join();
    const bus = ["--bus", pair.eu.url, "--bus-domains"];
    const program = startProgram(["bus", "create", ...bus, "--regions", regions]);
    if ((await program.ended) !== 0) throw new Error(`bus create: ${program.stderr()}`);
  }

  /** Listens at a region's own server to what the region's log accepts. */
  async function listen(region: string): Promise<void> {
    const { url } = serverOf(region);
    const connection = await connect({ servers: url, maxReconnectAttempts: -1 });
    connections.push(connection);
    connection.subscribe(`edge-sessions-live.${region}.>`, {
      callback: (_error, message) => {
        const stamp = Date.parse(message.headers?.get("Nats-Time-Stamp") ?? "");
        const wallMs = Number.isNaN(stamp) ? Date.now() : stamp;
        const atMs = wallToInstant(wallMs, instantMs(), Date.now());
        witness.read(message.string(), atMs);
      },
    });
    await connection.flush();
  }

  /** Does something as an operator of a region's server. */
  async function manage(
    region: string,
    act: (manager: JetStreamManager, connection: NatsConnection) => Promise<void>,
  ): Promise<void> {
    const connection = await connect({ servers: serverOf(region).url });
    try {
      await act(await jetstreamManager(connection), connection);
    } finally {
      await connection.close();
    }
  }

  await create();
  for (const region of servers.keys()) await listen(region);
  return {
    kind: "nats",
    linkBetweenRegions,
    portOf: (region) => serverOf(region).port,
    argumentsFor: (port) => ["--bus", `nats://127.0.0.1:${port}`, "--bus-domains"],
    kill: (region) => serverOf(region).kill(),
    restart: (region) => serverOf(region).restart(),
    async freeze(region) {
      const server = serverOf(region);
      await server.freeze();
      return () => server.thaw();
    },
    async truncate() {
      for (const region of servers.keys()) {
        await manage(region, async ({ streams }) => {
          await streams.purge(streamOf(region));
        });
      }
    },
    async repeat() {
      for (const region of servers.keys()) {
        await manage(region, async ({ streams }, connection) => {
          const { state } = await streams.info(streamOf(region));
          const least = Math.max(state.first_seq, state.last_seq - repeatedMax);
          for (let sequence = state.last_seq; sequence >= least; sequence -= 1) {
            const message = await streams.getMessage(streamOf(region), { seq: sequence });
            if (message !== null) connection.publish(message.subject, message.data);
          }
          await connection.flush();
        });
      }
    },
    witnessed: () => Promise.resolve(witness.take()),
    async addRegion(region) {
      const leafOf = { host: "127.0.0.1", port: pair.eu.leafPort };
      servers.set(region, await startNatsServer({ name: region, domain: region, leafOf }));
      await create();
      await listen(region);
    },
    async stop() {
      await Promise.all(connections.map((connection) => connection.close()));
      for (const [region, server] of servers) {
        if (region !== "eu" && region !== "us") await server.stop();
      }
      await pair.stop();
    },
  };
}
