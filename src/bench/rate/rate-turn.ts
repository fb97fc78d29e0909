// One turn at a fixed rate: sends what is due, on whichever connection is free, and measures each answer from the instant
// its request was due. Between answers the load looks at the clock instead of sleeping, so that it is not late itself.
import type { RateAnswer, RateTurn } from "../questions.ts";
import { sessionsIn } from "./order.ts";
import type { AnswerKind, RateClient } from "./rate-client.ts";
import { scheduleOf } from "./schedule.ts";
import { tailOf } from "./tail.ts";

/** Until the first request is due. */
const headStartMs = 5;
/** A server that does not keep up is asked no longer than this many times the time that the schedule takes. */
const overrunMax = 2;
/** The load cannot be punctual any more once more than this share of its requests is later than a p99 may be. */
const lateShareMax = 0.01;

/** Runs a turn over these connections. Rejects when an answer is wrong or a connection is lost. */
export function runRateTurn(clients: readonly RateClient[], turn: RateTurn): Promise<RateAnswer> {
  return new Promise((resolve, reject) => {
    new Run(clients, turn, resolve, reject).start();
  });
}

class Run {
  readonly #clients: readonly RateClient[];
  readonly #turn: RateTurn;
  readonly #resolve: (answer: RateAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #next: () => number;
  readonly #schedule;
  readonly #begunAtMs = performance.now() + headStartMs;
  readonly #lateMs: Float64Array;
  readonly #waits: Record<AnswerKind, Float64Array>;
  readonly #counts: Record<AnswerKind, number> = { hit: 0, other: 0, mutation: 0 };
  /** Free connections in the order in which they became free, so that all of them are used alike. */
  readonly #free: RateClient[];
  #freeFrom = 0;
  #freeCount: number;
  /** When no more is sent, even where the schedule has more. */
  readonly #cutAtMs: number;
  #due = 0;
  #lateCount = 0;
  #sent = 0;
  #answered = 0;
  #over = false;

  constructor(
    clients: readonly RateClient[],
    turn: RateTurn,
    resolve: (answer: RateAnswer) => void,
    reject: (error: Error) => void,
  ) {
    const { requests, ratePerSecond } = turn;
    this.#clients = clients;
    this.#turn = turn;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#next = sessionsIn(turn);
    this.#schedule = scheduleOf(this.#begunAtMs, ratePerSecond, requests);
    this.#cutAtMs = this.#schedule.dueAtMs(requests * overrunMax);
    this.#lateMs = new Float64Array(requests);
    this.#waits = {
      hit: new Float64Array(requests),
      other: new Float64Array(requests),
      mutation: new Float64Array(turn.mutationEvery === 0 ? 0 : requests),
    };
    this.#free = [...clients];
    this.#freeCount = clients.length;
  }

  start(): void {
    for (const client of this.#clients) client.tell(this);
    this.#tick();
  }

  answered(client: RateClient, kind: AnswerKind): void {
    const nowMs = performance.now();
    this.#waits[kind][this.#counts[kind]] = nowMs - this.#schedule.dueAtMs(client.request);
    this.#counts[kind] += 1;
    this.#free[(this.#freeFrom + this.#freeCount) % this.#free.length] = client;
    this.#freeCount += 1;
    this.#answered += 1;
    if (this.#isOver(nowMs)) this.#end(nowMs);
  }

  failed(error: Error): void {
    this.#over = true;
    for (const client of this.#clients) client.close();
    this.#reject(error);
  }

  readonly #tick = (): void => {
    if (this.#over) return;
    const nowMs = performance.now();
    const due = this.#schedule.dueBy(nowMs);
    for (; this.#due < due; this.#due += 1) {
      const lateMs = nowMs - this.#schedule.dueAtMs(this.#due);
      this.#lateMs[this.#due] = lateMs;
      if (lateMs > this.#turn.latenessMax.p99) this.#lateCount += 1;
    }
    if (this.#isCut(nowMs)) {
      if (this.#isOver(nowMs)) this.#end(nowMs);
      else setImmediate(this.#tick);
      return;
    }
    const { mutationEvery } = this.#turn;
    while (this.#sent < due && this.#freeCount > 0) {
      const client = this.#free[this.#freeFrom];
      this.#freeFrom = (this.#freeFrom + 1) % this.#free.length;
      this.#freeCount -= 1;
      const mutates = mutationEvery > 0 && this.#sent % mutationEvery === mutationEvery - 1;
      client?.send(this.#sent, this.#next(), mutates);
      this.#sent += 1;
    }
    setImmediate(this.#tick);
  };

  #isCut(nowMs: number): boolean {
    return nowMs > this.#cutAtMs || this.#lateCount > this.#schedule.requests * lateShareMax;
  }

  #isOver(nowMs: number): boolean {
    if (this.#answered === this.#schedule.requests) return true;
    return this.#answered === this.#sent && this.#isCut(nowMs);
  }

  #end(nowMs: number): void {
    this.#over = true;
    for (const client of this.#clients) client.tell(undefined);
    const tail = (kind: AnswerKind) => tailOf(this.#waits[kind].subarray(0, this.#counts[kind]));
    const late = tailOf(this.#lateMs.subarray(0, this.#due));
    if (late === undefined) return this.#reject(new Error("a turn needs at least one request"));
    this.#resolve({
      tookMs: nowMs - this.#begunAtMs,
      answered: this.#answered,
      hit: tail("hit"),
      other: tail("other"),
      mutation: tail("mutation"),
      late,
    });
  }
}
