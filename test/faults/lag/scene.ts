// Three edges on a real bus, as real processes, for measuring: two in one region and one in another.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../harness/free-ports.ts";
import { createNetwork } from "../../harness/network.ts";
import { startPostgres } from "../../harness/postgres.ts";
import { calm, startLoggedOrigin, type LoggedOrigin } from "../origin/server.ts";
import type { BusKind } from "../scene/bus.ts";
import { HealthWatch } from "../scene/health.ts";
import { startNatsBus } from "../scene/nats-bus.ts";
import { flagsOf, manageProcess } from "../scene/processes.ts";

/** An edge that is measured. */
export interface MeasuredEdge {
  readonly name: string;
  readonly region: string;
  readonly port: number;
  readonly adminPort: number;
}

/** The scene. */
export interface LagScene {
  readonly edges: readonly MeasuredEdge[];
  readonly origin: LoggedOrigin;
  readonly key: string;
  close(): Promise<void>;
}

/**
 * Starts it. Between the regions everything takes `delayMs` longer, one way: with NATS on the link between the servers,
 * with Postgres on the way from the edge of the other region to the database. Without a delay nothing is in between.
 */
export async function startLagScene(
  kind: BusKind,
  edges: number,
  delayMs: number,
): Promise<LagScene> {
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), "edge-sessions-lag-"));
    closing.push(() => rm(folder, { recursive: true }));
    const key = "operator-0123456789abcdef0123456789abcdef";
    const keyFile = join(folder, "keys.json");
    const keys = { keys: [{ name: "operator", key, scopes: ["invalidate", "admin"] }] };
    await writeFile(keyFile, JSON.stringify(keys), { mode: 0o600 });
    const origin = await startLoggedOrigin(1, calm);
    closing.push(() => origin.close());
    const network = createNetwork();
    closing.push(() => network.close());
    const argumentsOf = await openBus(kind, network, delayMs, closing);
    const health = new HealthWatch();
    closing.push(() => health.stop());
    const started: MeasuredEdge[] = [];
    for (let index = 1; index <= edges; index += 1) {
      const [port = 0, adminPort = 0] = await freePorts(2);
      const region = index === edges ? "us" : "eu";
      const edge = { name: `e${index}`, region, port, adminPort };
      const argv = [
        "edge",
        "--cacheable-sessions",
        ...(await argumentsOf(region)),
        ...flagsOf({
          name: edge.name,
          region,
          listen: `127.0.0.1:${port}`,
          "admin-listen": `127.0.0.1:${adminPort}`,
          "admin-key-file": keyFile,
          origin: `http://127.0.0.1:${origin.port}`,
          "admin-origin": `http://127.0.0.1:${origin.port}`,
          // Nothing but invalidations is to change what is stored.
          "refresh-after": "1h",
          "cacheable-sessions-max-age": "1h",
          "region-forget-after": "1h",
        }),
      ];
      const process = manageProcess({ name: edge.name, argv, healthPort: adminPort });
      closing.push(() => process.stop());
      await process.start();
      health.watch(edge.name, process.healthUrl);
      started.push(edge);
    }
    if (!(await health.allHealthy(20_000))) throw new Error("the edges did not become healthy");
    // Looking at their health is over, so that it disturbs nothing.
    health.stop();
    return { edges: started, origin, key, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** How edges of a region reach the bus. */
async function openBus(
  kind: BusKind,
  network: ReturnType<typeof createNetwork>,
  delayMs: number,
  closing: (() => unknown)[],
): Promise<(region: string) => Promise<readonly string[]>> {
  const delay = { kind: "delay", ms: delayMs } as const;
  if (kind === "nats") {
    const bus = await startNatsBus(network);
    closing.push(() => bus.stop());
    if (delayMs > 0) await network.begin({ ...delay, on: { link: bus.linkBetweenRegions } });
    return (region) => Promise.resolve(bus.argumentsFor(bus.portOf(region)));
  }
  const postgres = await startPostgres();
  closing.push(() => postgres.stop());
  return async (region) => {
    if (delayMs === 0 || region === "eu") return ["--bus", postgres.url];
    const target = { host: "127.0.0.1", port: postgres.port };
    const link = await network.link({ name: `${region}-bus`, from: region, to: "bus", target });
    await network.begin({ ...delay, on: { link: link.name } });
    return ["--bus", postgres.url.replace(`:${postgres.port}/`, `:${link.port}/`)];
  };
}
