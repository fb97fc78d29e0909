// What a hit costs as the rate, the size of its head, and the number of connections change: a line for each server.
import { rateTurn, roundServers, usPerRequest } from "./fixed-rate.ts";
import type { Found } from "./found.ts";
import type { TurnPlan } from "./rate/measured-turn.ts";
import { invalidText, measureRounds } from "./rate/rounds.ts";
import type { HeadSize } from "./rate/requests.ts";
import { countText, type Curve } from "./report.ts";
import { turnUs, warmUp, type Stage } from "./served.ts";
import { median } from "./statistics.ts";

const rates = [1_000, 4_000, 10_000, 20_000] as const;
const headSizes: readonly HeadSize[] = ["small", "browser", "8 KB"];
const connectionCounts = [1, 64, 512] as const;
/** One connection answers one request after the other, so it cannot have the full rate. */
const connectionsRate = 2_000;
const curveRounds = 3;
const curveSeconds = 2;
const unit = "µs";

interface Point {
  readonly at: string;
  readonly turn: Partial<TurnPlan> & Pick<TurnPlan, "ratePerSecond">;
}

/** All three curves. */
export async function measureCurves(stage: Stage, found: Found): Promise<void> {
  await warmUp(stage);
  const byRate = await measureCurve(stage, found, {
    id: "by-rate",
    title: "Processor time per hit by rate",
    along: "checks per second",
    points: rates.map((ratePerSecond) => ({
      at: countText(ratePerSecond),
      turn: { ratePerSecond },
    })),
  });
  const full = await fullSpeed(stage);
  found.curves.push({
    ...byRate,
    at: [...byRate.at, "full speed"],
    lines: byRate.lines.map((line, at) => ({
      ...line,
      values: [...line.values, full[at] ?? null],
    })),
  });
  const { ratePerSecond } = stage.plan;
  const byHead = await measureCurve(stage, found, {
    id: "by-head",
    title: `Processor time per hit by the size of its head, at ${countText(ratePerSecond)} per second`,
    along: "head of the request",
    points: headSizes.map((head) => ({ at: head, turn: { ratePerSecond, head } })),
  });
  const byConnections = await measureCurve(stage, found, {
    id: "by-connections",
    title: `Processor time per hit by connections, at ${countText(connectionsRate)} per second`,
    along: "connections",
    points: connectionCounts.map((connections) => ({
      at: countText(connections),
      turn: { ratePerSecond: connectionsRate, connections },
    })),
  });
  found.curves.push(byHead, byConnections);
}

async function measureCurve(
  stage: Stage,
  found: Found,
  curve: Pick<Curve, "id" | "title" | "along"> & { readonly points: readonly Point[] },
): Promise<Curve> {
  const { points, ...rest } = curve;
  const servers = roundServers(stage);
  const rounds = Math.min(curveRounds, stage.plan.rounds);
  const values = new Map<string, (number | null)[]>(servers.map(({ id }) => [id, []]));
  for (const { at, turn } of points) {
    stage.progress(`${curve.title}: ${at}`);
    const seconds = Math.min(curveSeconds, stage.plan.rateSeconds);
    const requests = Math.max(1, Math.round(turn.ratePerSecond * seconds));
    const plan: TurnPlan = { ...rateTurn(stage), ...turn, requests };
    if (turn.head !== undefined) await warmHeads(stage, plan);
    const measured = await measureRounds(stage, servers, plan, rounds);
    const problem = invalidText(`"${curve.title}" at ${at}`, measured);
    if (problem !== undefined) found.missing.push(problem);
    for (const { id } of servers) {
      const us = (measured.turns.get(id) ?? []).map(usPerRequest);
      values.get(id)?.push(us.length === 0 ? null : median(us));
    }
  }
  return {
    ...rest,
    unit,
    at: points.map(({ at }) => at),
    lines: servers.map(({ id, what }) => ({ what, values: values.get(id) ?? [] })),
  };
}

/** A server may keep an answer by the whole head or cookie line: it is asked once for each session with that head. */
async function warmHeads(stage: Stage, plan: TurnPlan): Promise<void> {
  for (const { port } of stage.contenders) {
    const { connections, head } = plan;
    await stage.rate.ask({ kind: "open", port, connections, head });
    const requests = plan.sessions;
    const latenessMax = { p99: 60_000, p999: 60_000 };
    await stage.rate.ask({ kind: "rate", ...plan, requests, latenessMax });
  }
}

/** Every server's processor time per hit at full speed, in microseconds. */
async function fullSpeed(stage: Stage): Promise<readonly number[]> {
  const { load, contenders, plan } = stage;
  const rounds = Math.min(curveRounds, plan.rounds);
  const us = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, { port, child }] of contenders.entries()) {
      const turn = { port, connections: plan.connections, requests: plan.hitsPerTurn } as const;
      const sessions = { first: 0, sessions: plan.cookies, order: "in turn" } as const;
      us[at]?.push(await turnUs(load, child.pid, { ...turn, ...sessions, awake: true }));
    }
  }
  return us.map(median);
}
