// The load of a run, in its own process so that its cost is not counted with that of a server.
import { askOnAndOn, askTimed, Client } from "../client.ts";
import type { Asking, LoadAnswer, LoadTurn, PairTurn } from "../questions.ts";
import { sessionsIn } from "../rate/order.ts";
import { tailOf } from "../rate/tail.ts";
import { answerAs } from "./answering.ts";

async function loadTurn(turn: LoadTurn): Promise<LoadAnswer> {
  const { port, connections, requests, awake, asks } = turn;
  const clients = await openAll(port, connections, asks);
  const session = sessionsIn(turn);
  let asked = 0;
  const next = (): number | undefined => {
    if (asked >= requests) return undefined;
    asked += 1;
    return session();
  };
  const begunMs = performance.now();
  const rest = awake ? stayAwake() : () => undefined;
  try {
    await Promise.all(clients.map((client) => askOnAndOn(client, next)));
  } finally {
    rest();
    for (const client of clients) client.close();
  }
  return { tookMs: performance.now() - begunMs, tails: [] };
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
  const tails = [oneMs, otherMs].map((ms) => tailOf(new Float64Array(ms)));
  return { tookMs: performance.now() - begunMs, tails: tails.filter((tail) => tail !== undefined) };
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

function openAll(port: number, count: number, asks: Asking | undefined): Promise<Client[]> {
  return Promise.all(Array.from({ length: count }, () => Client.open(port, asks)));
}

answerAs<"load">((question) =>
  question.kind === "load" ? loadTurn(question) : pairTurn(question),
);
