// One of the edge's own calls, from the wait for a connection to the last byte of the answer. The first thing that ends
// it determines the outcome: an answer, a time limit, the caller or a broken connection.
import type { OriginFailure, OriginQuestion } from "../../edge/ports.ts";
import { AnswerBody } from "../answer-body.ts";
import type { AnswerHead } from "./answer-head.ts";
import type { AnswerSink } from "./answer-reader.ts";
import type { Deadlines, Timed } from "./deadlines.ts";
import type { OwnConnection } from "./own-connection.ts";
import type { OwnConnections } from "./own-connections.ts";

const noBytes = new Uint8Array();

/** The time limits of a call, in milliseconds from its start. */
export interface OwnCallLimits {
  /** Until the final head has arrived. */
  readonly headMs: number;
  /** Until the whole answer has arrived. Infinity if it may take any time. */
  readonly totalMs: number;
}

/** A call in flight. */
export class OwnCall implements AnswerSink, Timed {
  readonly method: string;
  readonly requestHead: string;
  dueMs = 0;
  /** Whether the request has begun to be written. */
  hasLeft = false;
  /** Whether a byte of an answer has arrived. */
  answerBegun = false;
  readonly #question: OriginQuestion;
  readonly #connections: OwnConnections;
  readonly #deadlines: Deadlines;
  #connection: OwnConnection | undefined;
  #totalDueMs = 0;
  /** Whether the connection had served a request before this one. */
  #reused = false;
  #status = 0;
  #lines: readonly string[] = [];
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  /** The body of an answer that has been given to the caller before it was whole. */
  #rest: AnswerBody | undefined;
  #signal: AbortSignal | undefined;
  #over = false;

  /** Prepares a call whose request begins with `requestHead` and has nothing else. */
  constructor(
    question: OriginQuestion,
    requestHead: string,
    connections: OwnConnections,
    deadlines: Deadlines,
  ) {
    this.method = question.method;
    this.requestHead = requestHead;
    this.#question = question;
    this.#connections = connections;
    this.#deadlines = deadlines;
  }

  /** Starts the call. */
  start({ headMs, totalMs }: OwnCallLimits): void {
    const nowMs = performance.now();
    this.#totalDueMs = nowMs + totalMs;
    this.dueMs = Math.min(nowMs + headMs, this.#totalDueMs);
    this.#deadlines.add(this);
    this.#connections.lend(this, nowMs);
  }

  /** Abandons the call when a signal fires. */
  abandonOn(signal: AbortSignal): void {
    this.#signal = signal;
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Takes the connection that serves the call. */
  take(connection: OwnConnection): void {
    this.#connection = connection;
    connection.serve(this);
  }

  /** The request is about to be written. `reused` says whether the connection has served another. */
  leave(reused: boolean): void {
    this.hasLeft = true;
    this.#reused = reused;
    this.#question.onLeaving();
  }

  head(head: AnswerHead): void {
    this.answerBegun = true;
    this.#status = head.status;
    this.#lines = head.lines;
    this.dueMs = this.#totalDueMs;
    if (this.#question.bodyBytesMax < 0) this.#handOver();
  }

  data(bytes: Buffer, from: number, to: number): void {
    if (this.#over) return;
    const chunk = this.#keep(bytes, from, to);
    if (this.#rest !== undefined) {
      this.#rest.push(chunk);
      return;
    }
    this.#chunks.push(chunk);
    this.#bytes += to - from;
    if (this.#bytes > this.#question.bodyBytesMax) this.#handOver();
  }

  /** The answer is complete. */
  end(): void {
    if (this.#over) return;
    this.#finish();
    if (this.#rest === undefined) this.#answer("whole", undefined, undefined);
    else this.#rest.end();
  }

  /** The connection is lost. The call is tried once more if the origin may never have seen it. */
  lose(connection: OwnConnection, cause: Error): void {
    // The origin may have closed a kept connection just as it was used. The second try uses a new one, so there is no
    // third.
    const unseen = this.hasLeft ? this.#reused && !this.answerBegun : connection.requests > 0;
    if (unseen) {
      this.hasLeft = false;
      this.#reused = false;
      this.#connections.renew(connection, this);
    } else {
      this.fail(this.hasLeft ? "broken" : "unreachable", cause);
    }
  }

  /** Ends the call without a whole answer. Does nothing once it is over. The connection is closed. */
  fail(kind: OriginFailure["kind"], cause: unknown): void {
    if (this.#over) return;
    this.#finish();
    if (this.#connection === undefined) this.#connections.leave(this);
    else this.#connections.drop(this.#connection);
    const failure: OriginFailure = { kind, cause };
    if (this.#rest !== undefined) this.#rest.fail(failure);
    else if (this.#status === 0) this.#question.onFailure(failure);
    else this.#answer("broken", undefined, failure);
  }

  /** A time limit is reached. */
  expire(): void {
    const missing = this.#status === 0 ? "no answer" : "no complete answer";
    this.fail("timeout", new Error(`${missing} from the origin in time`));
  }

  /** A copy of what was read. If it equals the body that the caller has, that. */
  #keep(bytes: Buffer, from: number, to: number): Uint8Array {
    const { knownBody } = this.#question;
    const length = to - from;
    if (
      knownBody?.byteLength === length &&
      this.#bytes === 0 &&
      bytes.compare(knownBody, 0, length, from, to) === 0
    ) {
      return knownBody;
    }
    const copy = Buffer.allocUnsafeSlow(length);
    bytes.copy(copy, 0, from, to);
    return copy;
  }

  /** Gives the caller what there is, and the rest as a stream. */
  #handOver(): void {
    const connection = this.#connection;
    const rest = new AnswerBody({
      pause: () => connection?.pause(),
      resume: () => connection?.resume(),
      cancel: () => this.fail("aborted", new Error("the reader wants no more of the body")),
    });
    this.#rest = rest;
    this.#answer("large", rest, undefined);
  }

  #answer(
    ending: "whole" | "large" | "broken",
    rest: AnswerBody | undefined,
    failure: OriginFailure | undefined,
  ): void {
    const body = joined(this.#chunks, this.#bytes);
    const answer = { status: this.#status, headers: this.#lines, body, ending, rest, failure };
    this.#question.onAnswer(answer);
  }

  readonly #onAbort = (): void => this.fail("aborted", this.#signal?.reason);

  #finish(): void {
    this.#over = true;
    this.#deadlines.delete(this);
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (first === undefined) return noBytes;
  return chunks.length === 1 ? first : Buffer.concat(chunks, length);
}
