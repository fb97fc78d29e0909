// The load of a run, in its own process so that its cost is not counted with that of a server.
import { askOnAndOn, askTimed, Client } from "../client.ts";
import type { LoadAnswer, LoadTurn, PairTurn } from "../questions.ts";
import { median } from "../statistics.ts";
import { answerAs } from "./answering.ts";

async function loadTurn(turn: LoadTurn): Promise<LoadAnswer> {
  const { port, connections, requests, first, sessions, order, awake } = turn;
  const clients = await openAll(port, connections);
  let asked = 0;
  let chance = 0x2545f491;
  const next = (): number | undefined => {
    if (asked >= requests) return undefined;
    asked += 1;
    if (order === "in turn") return first + ((asked - 1) % sessions);
    // Marsaglia's xorshift: the same sessions in every run, spread as chance would.
    chance ^= chance << 13;
    chance ^= chance >>> 17;
    chance ^= chance << 5;
    return first + ((chance >>> 0) % sessions);
  };
  const begunMs = performance.now();
  const rest = awake ? stayAwake() : () => undefined;
  try {
    await Promise.all(clients.map((client) => askOnAndOn(client, next)));
  } finally {
    rest();
    for (const client of clients) client.close();
  }
  return { tookMs: performance.now() - begunMs, medianMs: [] };
}

async function pairTurn({ ports, pairs, first }: PairTurn): Promise<LoadAnswer> {
  const [one, other] = await Promise.all([Client.open(ports[0]), Client.open(ports[1])]);
  const oneMs: number[] = [];
  const otherMs: number[] = [];
  const begunMs = performance.now();
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      oneMs.push(await askTimed(one, first + pair));
      otherMs.push(await askTimed(other, first + pair));
    }
  } finally {
    one.close();
    other.close();
  }
  return { tookMs: performance.now() - begunMs, medianMs: [median(oneMs), median(otherMs)] };
}

/**
 * Keeps this process from sleeping, and gives what lets it again. Waking a sleeper costs the sender several
 * microseconds, and only those pay that are slower than the load: a quick server finds it awake.
 */
function stayAwake(): () => void {
  let next: NodeJS.Immediate;
  const again = (): void => {
    next = setImmediate(again);
  };
  again();
  return () => clearImmediate(next);
}

function openAll(port: number, count: number): Promise<Client[]> {
  return Promise.all(Array.from({ length: count }, () => Client.open(port)));
}

answerAs<"load">((question) =>
  question.kind === "load" ? loadTurn(question) : pairTurn(question),
);
