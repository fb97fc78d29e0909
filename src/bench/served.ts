// Measures what is served over the network: hits, misses and the time of a miss, everyone in turn within a round.
import { untilQuiet } from "./quiet-origin.ts";
import type { RoleChild } from "./children.ts";
import type { Contender } from "./contenders.ts";
import type { Plan } from "./plan.ts";
import { processTreeUs } from "./process-time.ts";
import type { LoadTurn } from "./questions.ts";
import type { Tail } from "./rate/tail.ts";
import type { GroupName, Measurement } from "./report.ts";

/** The processes that serve and ask. */
export interface Stage {
  readonly load: RoleChild<"load">;
  readonly rate: RoleChild<"rate">;
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

/** Has every server hold the sessions that hits ask for, and answer enough of them to be warm. */
export async function warmUp({ load, contenders, plan }: Stage): Promise<void> {
  for (const { port } of contenders) {
    const turn = { ...hitTurn(plan), port };
    await load.ask({ ...turn, requests: plan.cookies });
    await load.ask({ ...turn, requests: Math.ceil(plan.hitsPerTurn / 2) });
  }
}

function hitTurn(plan: Plan): Omit<LoadTurn, "port"> {
  return {
    kind: "load",
    connections: plan.connections,
    requests: plan.hitsPerTurn,
    first: 0,
    sessions: plan.cookies,
    order: "in turn",
    awake: true,
  };
}

/** Hits of everyone. Throws where a server that should have answered from its cache asked the origin. */
export async function measureHits(stage: Stage): Promise<readonly Measurement[]> {
  const { load, origin, contenders, plan } = stage;
  const turn = hitTurn(plan);
  await warmUp(stage);
  return inRounds(stage, "hit", contenders, async ({ id, what, port, child }) => {
    await untilQuiet(origin);
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
    await untilQuiet(origin);
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
  const tails: (readonly Tail[])[] = [];
  await origin.ask({ delayMs: plan.originDelayMs });
  const ports = [originPort, edge.port] as const;
  // The first round opens connections and is not told.
  for (let round = 0; round <= plan.rounds; round += 1) {
    const first = 2 * missesBegin + round * plan.pairsPerTurn;
    const answer = await load.ask({ kind: "pairs", ports, pairs: plan.pairsPerTurn, first });
    if (round === 0) continue;
    progress(`time of a miss, round ${round} of ${plan.rounds}`);
    tails.push(answer.tails);
  }
  await origin.ask({ delayMs: 0 });
  const what = `origin that takes ${plan.originDelayMs} ms`;
  const ways = [
    { id: "direct", how: "asked directly" },
    { id: "edge", how: "through the edge" },
  ] as const;
  return (["p50", "p99"] as const).flatMap((name) =>
    ways.map(({ id, how }, at) => ({
      id: `latency/${id}/${name}`,
      group: "latency" as const,
      what: `${what}, ${how}, ${name}`,
      rounds: tails.map((round) => round[at]?.[name] ?? Number.NaN),
    })),
  );
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
