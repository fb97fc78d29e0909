// Hits of an edge with one worker and with two: processor time of each hit, and how many there are per second.
import { availableParallelism } from "node:os";
import type { Child, RoleChild } from "./children.ts";
import { startEdge } from "./contenders.ts";
import type { Found } from "./found.ts";
import { processTreeUs } from "./process-time.ts";
import { refusalText } from "./refusal.ts";
import type { SizeStage } from "./size.ts";

const counts = [1, 2] as const;
/** The system spreads connections over workers by chance, so there must be many. */
const connectionsPerWorker = 128;
const loadsMax = 4;
const msPerSecond = 1_000;

interface Counted {
  readonly workers: number;
  readonly port: number;
  readonly child: Child;
  readonly us: number[];
  readonly perSecond: number[];
}

/** Measures both in turn. Where the edge does not start with two workers, nothing is measured. */
export async function measureWorkers(stage: SizeStage, found: Found): Promise<void> {
  const { children, originPort, plan, progress } = stage;
  const edges: Counted[] = [];
  for (const workers of counts) {
    const flags = workers === 1 ? [] : ["--workers", String(workers)];
    try {
      const started = await startEdge({ children, originPort }, { flags });
      edges.push({ workers, ...started, us: [], perSecond: [] });
    } catch (error) {
      children.throwIfEnding();
      found.missing.push(`${workers} workers were not measured: ${refusalText(error)}`);
      await Promise.all(edges.map(({ child }) => child.end()));
      return;
    }
  }
  const cores = availableParallelism();
  const loads = [stage.load];
  while (loads.length < Math.min(loadsMax, cores - counts.length)) {
    loads.push(children.startRole("load"));
  }
  if (cores < counts.length + loads.length + 1) {
    found.missing.push(
      `workers share ${cores} cores with the load and the origin here, so the throughput of two is less than they can do; their processor time per hit is not affected`,
    );
  }
  for (let round = -1; round < plan.rounds; round += 1) {
    for (const { port, child, us, perSecond } of edges) {
      // Every worker has to hold the sessions, so the first round asks for them often.
      const beforeUs = processTreeUs(child.pid);
      const tookMs = await askAll(loads, port, plan.hitsPerTurn, plan.cookies);
      if (round < 0) continue;
      us.push((processTreeUs(child.pid) - beforeUs) / plan.hitsPerTurn);
      perSecond.push((plan.hitsPerTurn * msPerSecond) / tookMs);
    }
    if (round >= 0) progress(`workers, round ${round + 1} of ${plan.rounds}`);
  }
  for (const { workers, child, us, perSecond } of edges) {
    await child.end();
    const what = workers === 1 ? "1 worker" : `${workers} workers`;
    found.measurements.push(
      { id: `workers/${workers}`, group: "workers", what, rounds: us },
      { id: `throughput/${workers}`, group: "throughput", what, rounds: perSecond },
    );
  }
  await Promise.all(loads.slice(1).map((load) => load.end()));
}

/** Has all loads ask at once, each for its share; gives how long it took. */
async function askAll(
  loads: readonly RoleChild<"load">[],
  port: number,
  requests: number,
  sessions: number,
): Promise<number> {
  const begunMs = performance.now();
  await Promise.all(
    loads.map((load) =>
      load.ask({
        kind: "load",
        port,
        connections: (connectionsPerWorker * counts.length) / loads.length,
        requests: Math.ceil(requests / loads.length),
        first: 0,
        sessions,
        order: "by chance",
        awake: true,
      }),
    ),
  );
  return performance.now() - begunMs;
}
