// Measures what is served over the network: hits, misses and the time of a miss, everyone in turn within a round.
import type { RoleChild } from "./children.ts";
import type { Contender } from "./contenders.ts";
import type { Plan } from "./plan.ts";
import { processTreeUs } from "./process-time.ts";
import type { LoadTurn } from "./questions.ts";
import type { GroupName, Measurement } from "./report.ts";

/** The processes that serve and ask. */
export interface Stage {
  readonly load: RoleChild<"load">;
  readonly origin: RoleChild<"origin">;
  readonly originPort: number;
  readonly contenders: readonly Contender[];
  readonly plan: Plan;
  /** Reports the progress. */
  readonly progress: (text: string) => void;
}

/** Sessions of misses begin here, far from those of hits; each is asked for once. */
const missesBegin = 0x10_0000_0000;

/** A turn's processor time per request, of the server alone, in microseconds. */
export async function turnUs(
  load: RoleChild<"load">,
  pid: number,
  turn: Omit<LoadTurn, "kind">,
): Promise<number> {
  const beforeUs = processTreeUs(pid);
  await load.ask({ kind: "load", ...turn });
  return (processTreeUs(pid) - beforeUs) / turn.requests;
}

/** Hits of everyone. Throws where a server that should have answered from its cache asked the origin. */
export async function measureHits(stage: Stage): Promise<readonly Measurement[]> {
  const { load, origin, contenders, plan } = stage;
  const turn = {
    connections: plan.connections,
    requests: plan.hitsPerTurn,
    first: 0,
    sessions: plan.cookies,
    order: "in turn",
    awake: true,
  } as const;
  for (const { port } of contenders) {
    await load.ask({ kind: "load", ...turn, port, requests: plan.cookies });
    await load.ask({ kind: "load", ...turn, port });
  }
  return inRounds(stage, "hit", contenders, async ({ id, what, port, child }) => {
    await origin.ask({ delayMs: 0 });
    const us = await turnUs(load, child.pid, { ...turn, port });
    const { calls } = await origin.ask({ delayMs: 0 });
    if (id !== "refreshing" && calls > 0) {
      throw new Error(`${what} called the origin ${calls} times while only hits were measured`);
    }
    return us;
  });
}

/** Misses of everyone but the edge that differs in its hits only. Throws where one was no miss. */
export async function measureMisses(stage: Stage): Promise<readonly Measurement[]> {
  const { load, origin, plan } = stage;
  const contenders = stage.contenders.filter(({ id }) => id !== "refreshing");
  const requests = plan.missesPerTurn;
  let first = missesBegin;
  const miss = async ({ what, port, child }: Contender): Promise<number> => {
    await origin.ask({ delayMs: 0 });
    const { connections } = plan;
    const turn = { port, connections, requests, first, sessions: requests } as const;
    const us = await turnUs(load, child.pid, { ...turn, order: "in turn", awake: false });
    first += requests;
    const { calls } = await origin.ask({ delayMs: 0 });
    if (calls < requests) throw new Error(`${what} answered misses without calling the origin`);
    return us;
  };
  for (const contender of contenders) await miss(contender);
  return inRounds(stage, "miss", contenders, miss);
}

/** Time of a miss, against asking the origin directly; in pairs, one request at a time. */
export async function measureLatency(stage: Stage): Promise<readonly Measurement[]> {
  const { load, origin, originPort, contenders, plan, progress } = stage;
  const edge = contenders.find(({ id }) => id === "edge");
  if (edge === undefined) throw new Error("there is no edge to measure");
  const direct: number[] = [];
  const through: number[] = [];
  await origin.ask({ delayMs: plan.originDelayMs });
  const ports = [originPort, edge.port] as const;
  // The first round opens connections and is not told.
  for (let round = 0; round <= plan.rounds; round += 1) {
    const first = 2 * missesBegin + round * plan.pairsPerTurn;
    const { medianMs } = await load.ask({ kind: "pairs", ports, pairs: plan.pairsPerTurn, first });
    if (round === 0) continue;
    progress(`time of a miss, round ${round} of ${plan.rounds}`);
    direct.push(medianMs[0] ?? Number.NaN);
    through.push(medianMs[1] ?? Number.NaN);
  }
  await origin.ask({ delayMs: 0 });
  const what = `origin that takes ${plan.originDelayMs} ms`;
  return [
    { id: "latency/direct", group: "latency", what: `${what}, asked directly`, rounds: direct },
    { id: "latency/edge", group: "latency", what: `${what}, through the edge`, rounds: through },
  ];
}

/** One turn of everyone in each round, beginning with another one each time. */
async function inRounds(
  { plan, progress }: Stage,
  group: GroupName,
  contenders: readonly Contender[],
  turn: (contender: Contender) => Promise<number>,
): Promise<readonly Measurement[]> {
  const rounds = new Map<string, number[]>(contenders.map(({ id }) => [id, []]));
  for (let round = 0; round < plan.rounds; round += 1) {
    const from = round % contenders.length;
    for (const contender of [...contenders.slice(from), ...contenders.slice(0, from)]) {
      rounds.get(contender.id)?.push(await turn(contender));
    }
    progress(`${group}, round ${round + 1} of ${plan.rounds}`);
  }
  return contenders.map(({ id, what }) => ({
    id: `${group}/${id}`,
    group,
    what,
    rounds: rounds.get(id) ?? [],
  }));
}
