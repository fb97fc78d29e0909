// One call to the origin, from the wait for a connection to the last byte of the answer. The first thing that ends it
// determines the outcome: an answer, a time limit, the caller or a broken connection. Later ones are ignored.
import type { Dispatcher } from "undici";
import type { OriginFailure, OriginOutcome, OriginRequest } from "../../edge/ports.ts";
import { AnswerBody } from "../answer-body.ts";
import { timerMaxMs } from "../../core/limits.ts";
import { loggableCause } from "../failure-cause.ts";
import type { Connection, ConnectionPool } from "./connection-pool.ts";
import { answerLines, requestLines } from "./head-lines.ts";
import { RequestBody } from "./request-body.ts";

/** 1xx answers before the final one. An origin that sends more than a handful will not send a final answer. */
const interimAnswersMax = 16;

/** A call in flight. undici reports to it what happens on the connection. */
export class Call implements Dispatcher.DispatchHandler {
  readonly outcome: Promise<OriginOutcome>;
  readonly #request: OriginRequest;
  readonly #path: string;
  readonly #pool: ConnectionPool;
  readonly #onOver: (call: Call) => void;
  #settle: (outcome: OriginOutcome) => void = () => undefined;
  #connection: Connection | undefined;
  #controller: Dispatcher.DispatchController | null = null;
  #requestBody: RequestBody | undefined;
  #answerBody: AnswerBody | undefined;
  #headTimer: NodeJS.Timeout | undefined;
  #totalTimer: NodeJS.Timeout | undefined;
  #stopWaiting: () => void = () => undefined;
  /** Whether the request has begun to be written. */
  #started = false;
  /** Whether the whole request was written. */
  #sent = false;
  /** Whether the connection had served a request before this one. */
  #reused = false;
  /** Whether a byte of an answer has arrived. */
  #answerBegun = false;
  #interimAnswers = 0;
  #over = false;

  /** Prepares a call of `path` on the origin. `onOver` is called when the call is over. */
  constructor(
    request: OriginRequest,
    path: string,
    pool: ConnectionPool,
    onOver: (call: Call) => void,
  ) {
    this.#request = request;
    this.#path = path;
    this.#pool = pool;
    this.#onOver = onOver;
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Starts the call. */
  start(): void {
    const { signal, headWaitMs, totalWaitMs } = this.#request;
    if (signal?.aborted === true) {
      this.fail("aborted", signal.reason);
      return;
    }
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#headTimer = this.#timer(headWaitMs, "no answer");
    if (totalWaitMs !== undefined)
      this.#totalTimer = this.#timer(totalWaitMs, "no complete answer");
    const { body, bodyBytes } = this.#request;
    if (body === undefined || bodyBytes === 0) {
      this.#borrow();
      return;
    }
    this.#requestBody = new RequestBody(
      body,
      bodyBytes,
      (cause) => this.fail("aborted", loggableCause(cause)),
      () => this.#headTimer?.refresh(),
    );
    void this.#borrowOnceBegun(this.#requestBody);
  }

  /** Ends the call without a whole answer. Does nothing once it is over. The connection is closed. */
  fail(kind: OriginFailure["kind"], cause: unknown): void {
    if (this.#over) return;
    const failure: OriginFailure = { kind, cause };
    this.#finish();
    this.#controller?.abort(new Error("the call is over"));
    if (this.#connection !== undefined) this.#pool.drop(this.#connection);
    this.#answerBody?.fail(failure);
    this.#settle({ kind: "failure", failure });
  }

  /** undici writes the request after this returns, and then reports that it was sent. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const connection = this.#connection;
    if (connection === undefined) return;
    if (this.#requestBody === undefined) {
      // The last look comes when everything is ready to be sent. Making the head takes longer than the bytes need to
      // arrive.
      connection.hold();
    } else if (connection.isQuiet()) {
      this.#begin(connection);
    } else {
      this.#refuse(controller);
    }
  }

  onRequestSent(): void {
    this.#sent = true;
    const connection = this.#connection;
    const controller = this.#controller;
    if (this.#requestBody !== undefined || connection === undefined || controller === null) return;
    if (!connection.isQuiet()) {
      this.#refuse(controller);
      return;
    }
    this.#begin(connection);
    connection.letGo();
  }

  onResponseStarted(): void {
    this.#answerBegun = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (this.#over) return;
    if (status < 200) {
      this.#interimAnswers += 1;
      if (this.#interimAnswers > interimAnswersMax) {
        this.fail("broken", new Error(`more than ${interimAnswersMax} interim answers`));
      }
      return;
    }
    const headers = answerLines(controller.rawHeaders);
    if (headers === undefined) {
      this.fail("broken", new Error("the answer's head can be read in more than one way"));
      return;
    }
    clearTimeout(this.#headTimer);
    const body = new AnswerBody({
      pause: () => controller.pause(),
      resume: () => controller.resume(),
      cancel: () => this.fail("aborted", new Error("the reader wants no more of the body")),
    });
    this.#answerBody = body;
    const discard = (): void => void body.return();
    this.#settle({ kind: "answer", answer: { status, headers, body, discard } });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#answerBody?.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#finish();
    this.#answerBody?.end();
    const connection = this.#connection;
    if (connection === undefined) return;
    connection.answerEnded();
    // If an answer arrived before its request was sent, the connection cannot be used again.
    if (!this.#sent) this.#pool.drop(connection);
    // undici is still processing this answer. The next call waits until it has finished.
    else queueMicrotask(() => this.#pool.giveBack(connection));
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#over) return;
    const connection = this.#connection;
    if (connection !== undefined && (this.#wasUnfit(connection) || this.#mayRetry())) {
      this.#started = false;
      this.#sent = false;
      // The new connection does not count as reused. Otherwise one that cannot be made would be tried until time is up.
      this.#reused = false;
      // undici is still busy with the old connection.
      queueMicrotask(() => {
        if (!this.#over) this.#dispatch(this.#pool.renew(connection));
      });
      return;
    }
    if (this.#started) this.fail("broken", loggableCause(error));
    // undici may be busy with this connection here too.
    else queueMicrotask(() => this.fail("unreachable", loggableCause(error)));
  }

  readonly #onAbort = (): void => this.fail("aborted", this.#request.signal?.reason);

  #timer(waitMs: number, missing: string): NodeJS.Timeout {
    return setTimeout(
      () => this.fail("timeout", new Error(`${missing} within ${waitMs} ms`)),
      Math.min(waitMs, timerMaxMs),
    );
  }

  /**
   * The head is written together with the first bytes of the body. If the connection were lent before those are there,
   * an unrequested answer on it would be taken for this call's.
   */
  async #borrowOnceBegun(body: RequestBody): Promise<void> {
    await body.begin();
    if (!this.#over) this.#borrow();
  }

  #borrow(): void {
    this.#stopWaiting = this.#pool.lend((connection) => this.#dispatch(connection));
  }

  #dispatch(connection: Connection): void {
    this.#connection = connection;
    const { method, headers, body, bodyBytes } = this.#request;
    connection.client.dispatch(
      {
        path: this.#path,
        method,
        headers: requestLines(headers, body === undefined ? undefined : bodyBytes),
        body: this.#requestBody ?? null,
      },
      this,
    );
  }

  /** The request is about to be sent. */
  #begin(connection: Connection): void {
    this.#started = true;
    this.#reused = connection.requests > 0;
    connection.requests += 1;
    this.#request.onLeaving?.();
  }

  /** Has undici close the connection. `onResponseError` then decides the outcome of the call. */
  #refuse(controller: Dispatcher.DispatchController): void {
    controller.abort(new Error("the origin had sent bytes that no request asked for"));
  }

  /**
   * Whether a kept connection had something on it before anything was written. If so, this call has not been sent yet.
   */
  #wasUnfit(connection: Connection): boolean {
    return !this.#started && connection.requests > 0;
  }

  /**
   * Whether the call may be tried once more. The origin may have closed a kept connection just as it was used, and then
   * it never saw the request. The second try uses a new connection, so there is no third.
   */
  #mayRetry(): boolean {
    const { purpose, body } = this.#request;
    return purpose === "own" && body === undefined && this.#reused && !this.#answerBegun;
  }

  /** Releases everything that waits for this call or that it waits for. */
  #finish(): void {
    this.#over = true;
    clearTimeout(this.#headTimer);
    clearTimeout(this.#totalTimer);
    this.#request.signal?.removeEventListener("abort", this.#onAbort);
    this.#stopWaiting();
    this.#requestBody?.stop();
    this.#onOver(this);
  }
}
