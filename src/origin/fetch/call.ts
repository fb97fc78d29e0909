// One call through `fetch`. The signal that ended it determines the failure, not the text of an error.
import {
  OriginBodyError,
  type ByteStream,
  type OriginFailure,
  type OriginOutcome,
  type OriginRequest,
} from "../../edge/ports.ts";
import { timerMaxMs } from "../../core/limits.ts";
import { loggableCause } from "../failure-cause.ts";
import { answerLines, areHeaderLines, requestHeaders } from "./lines.ts";
import { FetchRequestBody } from "./request-body.ts";
import { neverSent } from "./unsent.ts";

/** The part of `fetch` that an origin needs. */
export type FetchFunction = (input: string, init: RequestInit) => Promise<Response>;

/**
 * Next.js replaces the global `fetch` with one that caches. A page's `fetchCache` makes it keep answers forever, even
 * for requests with cookies. Next's own calls pass that cache with this option. The `cache` option would do so too, but
 * it adds lines to the request. Other runtimes ignore this option.
 */
const uncachedByNext = { next: { internal: true, revalidate: 0 } };

/** A call in flight. */
export class FetchCall {
  readonly #request: OriginRequest;
  readonly #fetch: FetchFunction;
  readonly #onOver: () => void;
  readonly #body: FetchRequestBody | undefined;
  readonly #abort = new AbortController();
  #headTimer: ReturnType<typeof setTimeout> | undefined;
  #totalTimer: ReturnType<typeof setTimeout> | undefined;
  /** The reason why the call ended. It is set before its signal fires. */
  #ended: OriginFailure | undefined;
  #discarded = false;
  #over = false;

  /** Prepares a call. `onOver` is called when the call is over. */
  constructor(request: OriginRequest, fetch: FetchFunction, onOver: () => void) {
    this.#request = request;
    this.#fetch = fetch;
    this.#onOver = onOver;
    const { body, bodyBytes } = request;
    if (body !== undefined) {
      this.#body = new FetchRequestBody(
        body,
        bodyBytes,
        (cause) => this.#end({ kind: "aborted", cause }),
        () => this.#waitForHead(),
      );
    }
  }

  /** Sends the request to the target below `base`. Never rejects. */
  async send(base: string): Promise<OriginOutcome> {
    const { signal, totalWaitMs, target } = this.#request;
    if (signal?.aborted === true) return this.#failed({ kind: "aborted", cause: signal.reason });
    const url = base + target;
    const refusal = refusalOf(this.#request, url);
    if (refusal !== undefined) return this.#failed({ kind: "unreachable", cause: refusal });
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#waitForHead();
    if (totalWaitMs !== undefined)
      this.#totalTimer = this.#timer(totalWaitMs, "no complete answer");
    try {
      const response = await this.#response(url);
      clearTimeout(this.#headTimer);
      if (isFramedOddly(response)) {
        const cause = new Error("the answer has a transfer coding that fetch has not decoded");
        this.#end({ kind: "broken", cause });
        return this.#failed({ kind: "broken", cause });
      }
      return { kind: "answer", answer: this.#answer(response) };
    } catch (error) {
      const kind = neverSent(error) ? "unreachable" : "broken";
      return this.#failed(this.#ended ?? { kind, cause: causeOf(error) });
    }
  }

  /** Gives the call up. Does nothing once it is over. */
  giveUp(): void {
    this.#end({ kind: "aborted", cause: new Error("the origin is closing") });
  }

  /**
   * Sends the request, and once more if a kept connection may have died. `fetch` does not say whether it did, so any
   * early end counts.
   */
  async #response(url: string): Promise<Response> {
    const { body, purpose } = this.#request;
    try {
      return await this.#attempt(url);
    } catch (cause) {
      const again = purpose === "own" && body === undefined && this.#ended === undefined;
      if (!again || neverSent(cause)) throw cause;
      return this.#attempt(url);
    }
  }

  async #attempt(url: string): Promise<Response> {
    const { method, headers } = this.#request;
    const body = await this.#body?.prepared(this.#abort.signal);
    return this.#fetch(url, {
      ...uncachedByNext,
      method,
      headers: requestHeaders(headers),
      redirect: "manual",
      signal: this.#abort.signal,
      ...(body === undefined ? undefined : { body, duplex: "half" }),
    });
  }

  #answer(response: Response): Extract<OriginOutcome, { kind: "answer" }>["answer"] {
    const { body } = response;
    if (body === null) this.#finish();
    return {
      status: response.status,
      headers: answerLines(response, this.#request.method),
      body: body === null ? emptyStream : this.#stream(body),
      discard: () => {
        this.#discarded = true;
        this.#end({ kind: "aborted", cause: new Error("the rest of the answer was discarded") });
      },
    };
  }

  #stream(body: ReadableStream<Uint8Array>): ByteStream {
    const reader = body.getReader();
    let done = false;
    const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
      if (done || this.#discarded) return { done: true, value: undefined };
      try {
        const result = await reader.read();
        if (!result.done) return { done: false, value: result.value };
        done = true;
        this.#finish();
        return { done: true, value: undefined };
      } catch (error) {
        done = true;
        this.#finish();
        if (this.#discarded) return { done: true, value: undefined };
        throw new OriginBodyError(this.#ended ?? { kind: "broken", cause: causeOf(error) });
      }
    };
    return {
      [Symbol.asyncIterator]: () => ({
        next,
        return: () => {
          this.#discarded = true;
          this.#end({ kind: "aborted", cause: new Error("the reader of the answer stopped") });
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  }

  readonly #onAbort = (): void => {
    this.#end({ kind: "aborted", cause: this.#request.signal?.reason });
  };

  /** Starts the wait for the answer's head, or restarts it. Some runtimes have timers that cannot be refreshed. */
  #waitForHead(): void {
    if (this.#over) return;
    clearTimeout(this.#headTimer);
    this.#headTimer = this.#timer(this.#request.headWaitMs, "no answer");
  }

  #timer(waitMs: number, what: string): ReturnType<typeof setTimeout> {
    return setTimeout(
      () => this.#end({ kind: "timeout", cause: new Error(`${what} in time`) }),
      Math.min(waitMs, timerMaxMs),
    );
  }

  /** Ends the call for a reason, unless it is over. `fetch` then closes its connection. */
  #end(failure: OriginFailure): void {
    if (this.#over) return;
    this.#ended = failure;
    this.#finish();
    this.#abort.abort(failure.cause);
  }

  #failed(failure: OriginFailure): OriginOutcome {
    this.#finish();
    return { kind: "failure", failure };
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#headTimer);
    clearTimeout(this.#totalTimer);
    this.#request.signal?.removeEventListener("abort", this.#onAbort);
    // An answer may be complete before its request is. The rest is then not needed, and the connection cannot be used
    // again.
    if (this.#body?.ended === false) {
      this.#body.stop();
      this.#abort.abort();
    }
    this.#onOver();
  }
}

const emptyStream: ByteStream = {
  [Symbol.asyncIterator]: () => ({
    next: () => Promise.resolve({ done: true, value: undefined }),
  }),
};

/** The cause for the log: the text of the error behind "fetch failed", without the bytes that it may carry. */
function causeOf(error: unknown): Error {
  return loggableCause(
    error instanceof Error && error.cause instanceof Error ? error.cause : error,
  );
}

/**
 * Whether there is any transfer coding except chunked. The body would still be encoded with it (RFC 9112 section 6.1).
 */
function isFramedOddly({ headers }: Response): boolean {
  const coding = headers.get("transfer-encoding");
  return coding !== null && coding.toLowerCase() !== "chunked";
}

/** Methods that the Fetch standard forbids. */
const forbiddenMethods: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** The reason why `fetch` cannot send a request unchanged, if there is one. Nothing has been sent then. */
function refusalOf({ method, headers, body }: OriginRequest, url: string): Error | undefined {
  const upper = method.toUpperCase();
  if (forbiddenMethods.has(upper)) return new TypeError(`fetch cannot send ${upper}`);
  if (body !== undefined && (upper === "GET" || upper === "HEAD")) {
    return new TypeError(`fetch cannot send ${upper} with a body`);
  }
  // Parsing must not change the path. Otherwise the request would reach a path that the edge has not checked.
  if (url.includes("#") || !URL.canParse(url) || new URL(url).href !== url) {
    return new TypeError("fetch would change the request's target");
  }
  return areHeaderLines(headers) ? undefined : new TypeError("a header line is not valid HTTP");
}
