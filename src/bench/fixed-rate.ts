// Everyone at the same fixed rate: processor time per hit, waiting times, memory, and what a refresh costs. Then the tail
// of hits while every session is refreshed each second and one request in a hundred is a mutation.
import type { Found } from "./found.ts";
import { processTreeResidentBytes } from "./process-time.ts";
import type { MeasuredTurn, TurnPlan } from "./rate/measured-turn.ts";
import { invalidText, measureRounds, type RoundServer } from "./rate/rounds.ts";
import type { Tail } from "./rate/tail.ts";
import { warmUp, type Stage } from "./served.ts";

const megabyteBytes = 1_000_000;
/** After a mutation one check of its session is a miss, and others may come before that is stored. */
const missesPerMutation = 3;

/** The turn at the plan's rate: so many seconds of checks of all sessions. */
export function rateTurn({ plan }: Stage): TurnPlan {
  return {
    ratePerSecond: plan.ratePerSecond,
    requests: Math.round(plan.ratePerSecond * plan.rateSeconds),
    connections: plan.connections,
    first: 0,
    sessions: plan.cookies,
    order: "in turn",
    head: "small",
    mutationEvery: 0,
    latenessMax: plan.latenessMax,
    overrunMaxMs: plan.overrunMaxMs,
  };
}

/** The contenders of a stage as servers of turns. */
export function roundServers({ contenders }: Stage): readonly RoundServer[] {
  return contenders.map(({ id, what, port, child }) => ({
    id,
    what,
    port,
    pid: child.pid,
    mayCall: id === "refreshing",
  }));
}

/** Hits of everyone at the plan's rate. */
export async function measureFixedRate(stage: Stage, found: Found): Promise<void> {
  const { plan, progress } = stage;
  const servers = roundServers(stage);
  const resident = new Map<string, number[]>(servers.map(({ id }) => [id, []]));
  await warmUp(stage);
  const turn = rateTurn(stage);
  const rounds = await measureRounds(
    stage,
    servers,
    turn,
    plan.rounds,
    (round, { id, what, pid }) => {
      resident.get(id)?.push(processTreeResidentBytes(pid) / megabyteBytes);
      progress(`fixed rate, round ${round + 1} of ${plan.rounds}: ${what}`);
    },
  );
  const problem = invalidText(`The comparison at ${plan.ratePerSecond} per second`, rounds);
  if (problem !== undefined) found.missing.push(problem);
  for (const { id, what } of servers) {
    const memory = resident.get(id) ?? [];
    if (memory.length > 0) {
      found.measurements.push({ id: `resident/${id}`, group: "resident", what, rounds: memory });
    }
    const turns = rounds.turns.get(id) ?? [];
    if (turns.length === 0) continue;
    found.measurements.push({
      id: `fixed-rate/${id}`,
      group: "fixed-rate",
      what,
      rounds: turns.map(usPerRequest),
    });
    found.waits.push({
      id: `fixed-rate/${id}`,
      group: "fixed-rate",
      what,
      rounds: turns.flatMap(({ hit, other }) => hit ?? other ?? []),
      late: turns.map(({ late }) => late),
    });
  }
  const refreshes = refreshUs(rounds.turns.get("edge"), rounds.turns.get("refreshing"));
  if (refreshes.length === 0) return;
  found.measurements.push({
    id: "refresh/cost",
    group: "refresh",
    what: "refreshing edge, less the edge that only answers, by refresh",
    rounds: refreshes,
  });
}

/** A turn's processor time per request, in microseconds. */
export function usPerRequest({ us, answered }: MeasuredTurn): number {
  return us / answered;
}

/** What refreshes cost each, round by round: the difference of two edges at the same rate by the calls of one of them. */
function refreshUs(
  plain: readonly MeasuredTurn[] = [],
  refreshing: readonly MeasuredTurn[] = [],
): readonly number[] {
  return refreshing.flatMap((turn, round) => {
    const without = plain[round];
    if (without === undefined || turn.calls === 0) return [];
    return ((usPerRequest(turn) - usPerRequest(without)) * turn.answered) / turn.calls;
  });
}

/** Waiting times of an edge that refreshes every session each second, while one request in a hundred is a mutation. */
export async function measureTail(stage: Stage, found: Found): Promise<void> {
  const { plan, progress } = stage;
  const servers = roundServers(stage).filter(({ id }) => id === "refreshing");
  await warmUp({ ...stage, contenders: stage.contenders.filter(({ id }) => id === "refreshing") });
  const turn: TurnPlan = {
    ...rateTurn(stage),
    order: "by chance",
    mutationEvery: plan.mutationEvery,
  };
  const rounds = await measureRounds(stage, servers, turn, plan.rounds, (round) => {
    progress(`tail under mutations, round ${round + 1} of ${plan.rounds}`);
  });
  const problem = invalidText("The tail under mutations", rounds);
  if (problem !== undefined) found.missing.push(problem);
  const turns = rounds.turns.get("refreshing") ?? [];
  if (turns.length === 0) return;
  const odd = turns.find(
    ({ other, mutation }) => (other?.count ?? 0) > missesPerMutation * (mutation?.count ?? 0),
  );
  if (odd !== undefined) {
    found.missing.push(
      `The tail under mutations was not measured: ${odd.other?.count ?? 0} checks were not hits, after ${odd.mutation?.count ?? 0} mutations`,
    );
    return;
  }
  const late = turns.map((one) => one.late);
  const waits = (id: string, what: string, of: (turn: MeasuredTurn) => Tail | undefined): void => {
    const own = turns.flatMap((one) => of(one) ?? []);
    if (own.length > 0)
      found.waits.push({ id: `tail/${id}`, group: "tail", what, rounds: own, late });
  };
  waits("hit", "hits", ({ hit }) => hit);
  waits("miss", "checks after a mutation (misses)", ({ other }) => other);
  waits("mutation", "mutations", ({ mutation }) => mutation);
}
