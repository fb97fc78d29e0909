// One call to the origin, from waiting for a connection to the last byte of the answer. Whatever ends it first, an answer,
// a time limit, the caller or a broken connection, names the outcome; what comes after that is not heard.
import type { Dispatcher } from "undici";
import type { OriginFailure, OriginOutcome, OriginRequest } from "../../edge/ports.ts";
import { AnswerBody } from "./answer-body.ts";
import { timerMaxMs } from "../../core/limits.ts";
import { loggableCause } from "../failure-cause.ts";
import type { Connection, ConnectionPool } from "./connection-pool.ts";
import { answerLines, requestLines } from "./head-lines.ts";
import { RequestBody } from "./request-body.ts";

/** Answers of 1xx before the one that counts. More than a handful is an origin that does not come to the point. */
const interimAnswersMax = 16;

/** A call under way; undici tells it what happens on the connection. */
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
  /** The request has begun to be written. */
  #started = false;
  /** All of the request was written. */
  #sent = false;
  /** The connection had served a request before this one. */
  #reused = false;
  /** A byte of an answer has arrived. */
  #answerBegun = false;
  #interimAnswers = 0;
  #over = false;

  /** Prepares a call of `path` on the origin; `onOver` hears when nothing more will come of it. */
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

  /** Begins the call. */
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

  /** Ends the call without a whole answer; does nothing once it is over. The connection is closed. */
  fail(kind: OriginFailure["kind"], cause: unknown): void {
    if (this.#over) return;
    const failure: OriginFailure = { kind, cause };
    this.#finish();
    this.#controller?.abort(new Error("the call is over"));
    if (this.#connection !== undefined) this.#pool.drop(this.#connection);
    this.#answerBody?.fail(failure);
    this.#settle({ kind: "failure", failure });
  }

  /** undici writes the request when this returns, and then says that it was sent. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const connection = this.#connection;
    if (connection === undefined) return;
    if (this.#requestBody === undefined) {
      // The last look comes when all is ready to leave; making the head takes longer than the bytes need to arrive.
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
    // An answer that came before its request was sent leaves a connection that cannot be used.
    if (!this.#sent) this.#pool.drop(connection);
    // undici is still in the middle of this answer; the next call waits until it is out.
    else queueMicrotask(() => this.#pool.giveBack(connection));
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#over) return;
    const connection = this.#connection;
    if (connection !== undefined && (this.#wasUnfit(connection) || this.#mayRetry())) {
      this.#started = false;
      this.#sent = false;
      // One that cannot even be made would otherwise be tried again until time is up.
      this.#reused = false;
      // undici is still busy with the old one.
      queueMicrotask(() => {
        if (!this.#over) this.#dispatch(this.#pool.renew(connection));
      });
      return;
    }
    if (this.#started) this.fail("broken", loggableCause(error));
    // Here too undici may be busy with this connection.
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
   * The head is written together with the first bytes. Until those are there the connection would lie open, and an answer
   * that no request asked for would be taken for this call's.
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

  /** The request is about to leave. */
  #begin(connection: Connection): void {
    this.#started = true;
    this.#reused = connection.requests > 0;
    connection.requests += 1;
    this.#request.onLeaving?.();
  }

  /** Has undici close the connection; `onResponseError` decides what comes of the call. */
  #refuse(controller: Dispatcher.DispatchController): void {
    controller.abort(new Error("the origin had sent bytes that no request asked for"));
  }

  /** A kept connection on which something stood before anything was written: this call has not been sent yet. */
  #wasUnfit(connection: Connection): boolean {
    return !this.#started && connection.requests > 0;
  }

  /**
   * A kept connection may have been closed by the origin just as it was used: then the origin never saw the request.
   * The connection of the second try is new, so there is no third.
   */
  #mayRetry(): boolean {
    const { purpose, body } = this.#request;
    return purpose === "own" && body === undefined && this.#reused && !this.#answerBegun;
  }

  /** Lets go of everything that waits for this call or that it waits for. */
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
