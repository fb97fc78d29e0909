// A client of a run: sends a request into an edge, notes what it sees and when, and leaves early if told so.
import type { EdgeAnswer, EdgeRequest } from "../../../src/edge/ports.ts";
import type { Exchange, History, MutationFacts } from "../history.ts";
import { BrokenOff, latin1 } from "../origin/body.ts";
import type { Seat } from "../seat.ts";
import { onBehalfOf, type Subject } from "../visits.ts";
import type { World } from "../world.ts";
import type { Built } from "./check-request.ts";

/** Where a request is sent. */
export interface Address {
  readonly world: World;
  readonly history: History;
  readonly project: string;
  readonly seat: Seat;
  /** The person that the request is about, for the count of visited rows. */
  readonly subject: Subject;
}

/** What is special about how a client behaves. */
export interface Manner {
  /** When it loses patience. */
  readonly leavesAfterMs?: number;
  /** Its body breaks off half-way, and it is gone. */
  readonly breaksOff?: boolean;
  /** Told when the edge is done with the request, whether or not the client still is there. */
  readonly done?: (exchange: Exchange) => void;
}

/** Sends a request now. */
export function send(
  address: Address,
  built: Built,
  mutation: MutationFacts | undefined,
  how: Manner = {},
): Exchange {
  const { leavesAfterMs } = how;
  const { world, history, project, seat, subject } = address;
  const exchange: Exchange = {
    n: history.exchanges.length + 1,
    project,
    edge: seat.instance,
    arrivedAtMs: world.nowMs(),
    healthy: seat.healthy(),
    method: built.method,
    target: built.target,
    headers: built.headers,
    body: built.body,
    check: built.check,
    mutation,
    note: built.note,
    abortedAtMs: undefined,
    answeredAtMs: undefined,
    endedAtMs: undefined,
    status: undefined,
    answerHeaders: [],
    answerBody: "",
    broken: false,
  };
  history.exchanges.push(exchange);
  const controller = new AbortController();
  if (leavesAfterMs !== undefined) {
    world.after(leavesAfterMs, () => {
      if (exchange.endedAtMs !== undefined) return;
      exchange.abortedAtMs = world.nowMs();
      controller.abort();
    });
  }
  const request: EdgeRequest = {
    method: built.method,
    target: built.target,
    headers: built.headers,
    body:
      built.body === undefined
        ? undefined
        : how.breaksOff === true
          ? brokenOff(world, exchange, built.body)
          : once(built.body),
    peer: { address: "198.51.100.7", protocol: "https" },
    signal: controller.signal,
  };
  const answer = onBehalfOf(subject, () => seat.edge.handle(request));
  if (answer instanceof Promise) {
    void takeLater(world, exchange, answer, how.done);
  } else {
    take(world, exchange, answer);
    how.done?.(exchange);
  }
  return exchange;
}

async function takeLater(
  world: World,
  exchange: Exchange,
  answer: Promise<EdgeAnswer>,
  done: Manner["done"],
): Promise<void> {
  take(world, exchange, await answer);
  done?.(exchange);
}

function take(world: World, exchange: Exchange, answer: EdgeAnswer): void {
  const { body } = answer;
  if (exchange.abortedAtMs !== undefined) {
    if (body !== undefined && !(body instanceof Uint8Array)) void giveUp(body);
    return;
  }
  exchange.answeredAtMs = world.nowMs();
  exchange.status = answer.status;
  exchange.answerHeaders = answer.headers;
  if (body === undefined || body instanceof Uint8Array) {
    exchange.answerBody = body === undefined ? "" : latin1(body);
    exchange.endedAtMs = exchange.answeredAtMs;
    return;
  }
  void read(world, exchange, body);
}

async function read(
  world: World,
  exchange: Exchange,
  body: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    for await (const chunk of body) {
      if (exchange.abortedAtMs !== undefined) return;
      exchange.answerBody += latin1(chunk);
    }
  } catch {
    exchange.broken = true;
  }
  if (exchange.abortedAtMs === undefined) exchange.endedAtMs = world.nowMs();
}

/** A host that finds its client gone reads no further. */
async function giveUp(body: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  await iterator.return?.();
}

/** Half a body; then its client is gone. */
async function* brokenOff(
  world: World,
  exchange: Exchange,
  text: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(text.slice(0, text.length / 2), "latin1");
  exchange.abortedAtMs ??= world.nowMs();
  throw new BrokenOff("simulated: the request's body broke off");
}

async function* once(text: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(text, "latin1");
}
