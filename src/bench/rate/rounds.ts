// Rounds of turns at a fixed rate: everyone in turn, and a round counts only where every turn in it was valid, so that
// ratios compare turns of the same moment.
import {
  measureTurn,
  type MeasuredTurn,
  type TurnPlan,
  type TurnProcesses,
} from "./measured-turn.ts";
import type { TurnServer } from "./measured-turn.ts";

/** A server under the name that its turns are found by. */
export interface RoundServer extends TurnServer {
  readonly id: string;
}

/** Turns of each server, in the same rounds, and why there are fewer than asked for. */
export interface Rounds {
  readonly turns: ReadonlyMap<string, readonly MeasuredTurn[]>;
  readonly count: number;
  readonly invalid: readonly string[];
}

/** Runs so many rounds, each beginning with another server. `after` is called after each valid turn. */
export async function measureRounds(
  processes: TurnProcesses,
  servers: readonly RoundServer[],
  plan: TurnPlan,
  rounds: number,
  after: (round: number, server: RoundServer) => void = () => undefined,
): Promise<Rounds> {
  const turns = new Map<string, MeasuredTurn[]>(servers.map(({ id }) => [id, []]));
  const invalid: string[] = [];
  let count = 0;
  for (let round = 0; round < rounds; round += 1) {
    const from = round % servers.length;
    const own = new Map<string, MeasuredTurn>();
    for (const server of [...servers.slice(from), ...servers.slice(0, from)]) {
      const result = await measureTurn(processes, server, plan);
      if (result.kind === "invalid") {
        invalid.push(result.why);
        break;
      }
      own.set(server.id, result.turn);
      after(round, server);
    }
    if (own.size < servers.length) continue;
    count += 1;
    for (const [id, turn] of own) turns.get(id)?.push(turn);
  }
  return { turns, count, invalid };
}

/** A sentence on rounds that are not quoted; undefined where all are. */
export function invalidText(what: string, { count, invalid }: Rounds): string | undefined {
  if (invalid.length === 0) return undefined;
  const quoted = count === 0 ? "was not measured" : `is quoted from ${count} rounds only`;
  return `${what} ${quoted}: ${invalid.at(-1) ?? ""}`;
}
