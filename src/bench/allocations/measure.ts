// How many bytes of JavaScript heap a hit allocates, by kind of request. Unlike time, this does not depend on what else
// the machine does. Nothing is collected while hits are answered, because the young generation has room for all of them.
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Children, RoleChild } from "../children.ts";
import { edgeArgv, readyLine } from "../contenders.ts";
import { RateClient, type ClientKind } from "../rate/rate-client.ts";

/** The kinds of hits that are measured. */
export const hitKinds = {
  GET: { method: "GET", size: "small" },
  HEAD: { method: "HEAD", size: "small" },
  "GET with a browser's headers": { method: "GET", size: "browser" },
} as const satisfies Record<string, ClientKind>;

/** Name of a kind of hit. */
export type HitKind = keyof typeof hitKinds;

/** A bound is this many times what was measured: what the compiler inlines differs a little from run to run. */
export const boundMargin = 1.08;

const connections = 32;
const warmUpHits = 2_000;
const hitsPerRound = 960;
const youngGenerationMebibytes = 256;
const probePath = fileURLToPath(new URL(`./probe${extname(import.meta.url)}`, import.meta.url));

/** An edge whose allocations are counted. */
export interface CountedEdge {
  readonly pid: number;
  /** Bytes per hit in one round. Rejects when an answer is wrong or no hit. */
  bytesPerHit(kind: HitKind): Promise<number>;
  /** Ends it. */
  end(): Promise<void>;
}

/** Starts an edge and warms it up. `preloads` are loaded before the program. */
export async function startCountedEdge(
  children: Children,
  preloads: readonly string[] = [],
): Promise<CountedEdge> {
  const origin = children.startRole("origin");
  const { port: originPort } = await origin.ask({ delayMs: 0 });
  const imports = [probePath, ...preloads].flatMap((path) => ["--import", path]);
  const edge = children.startAs<"probe">([
    "--expose-gc",
    `--min-semi-space-size=${youngGenerationMebibytes}`,
    `--max-semi-space-size=${youngGenerationMebibytes}`,
    ...imports,
    ...edgeArgv(originPort),
  ]);
  const [, given] = await edge.until(readyLine);
  const port = Number(given);
  for (const kind of Object.values(hitKinds)) {
    await withClients(port, kind, (clients) => askMany(clients, warmUpHits, false));
  }
  return {
    pid: edge.pid,
    bytesPerHit: (kind) =>
      withClients(port, hitKinds[kind], async (clients) => {
        // The first requests of a connection may differ from the others.
        await askMany(clients, connections, true);
        return bytesPerHit(edge, clients);
      }),
    end: async () => {
      await Promise.all([edge.end(), origin.end()]);
    },
  };
}

/**
 * Bytes per hit by kind, each the least of several rounds: more than the least is allocated where the compiler is still
 * at work.
 */
export async function leastBytes(
  edge: CountedEdge,
  rounds = 3,
): Promise<ReadonlyMap<HitKind, number>> {
  const least = new Map<HitKind, number>();
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of Object.keys(hitKinds) as HitKind[]) {
      const bytes = await edge.bytesPerHit(kind);
      least.set(kind, Math.min(bytes, least.get(kind) ?? Infinity));
    }
  }
  return least;
}

async function withClients<Result>(
  port: number,
  kind: ClientKind,
  use: (clients: readonly RateClient[]) => Promise<Result>,
): Promise<Result> {
  const opened = Array.from({ length: connections }, () => RateClient.open(port, kind));
  const clients = await Promise.all(opened);
  try {
    return await use(clients);
  } finally {
    for (const client of clients) client.close();
  }
}

async function bytesPerHit(
  edge: RoleChild<"probe">,
  clients: readonly RateClient[],
): Promise<number> {
  const { afterCollectionBytes } = await edge.ask({});
  await askMany(clients, hitsPerRound, true);
  const { usedBytes } = await edge.ask({});
  const bytes = (usedBytes - afterCollectionBytes) / hitsPerRound;
  if (bytes < 0) throw new Error("garbage was collected while allocations were counted");
  return bytes;
}

/** Has the connections ask for one session each, over and over. */
function askMany(clients: readonly RateClient[], count: number, mustHit: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = 0;
    let answered = 0;
    for (const [session, client] of clients.entries()) {
      const next = (): void => {
        if (asked >= count) return;
        asked += 1;
        client.send(asked, session, false);
      };
      client.tell({
        answered: (_client, kind) => {
          answered += 1;
          if (mustHit && kind !== "hit") reject(new Error("a check was not answered as a hit"));
          else if (answered >= count) resolve();
          else next();
        },
        failed: reject,
      });
      next();
    }
  });
}
