// A request's body as Node parses it, handed to the edge as a stream that is read once, with a deadline for its client.
import type { IncomingMessage } from "node:http";
import type { ByteStream } from "../../edge/ports.ts";

/**
 * Bytes of a body that are progress; so is its end. A client that sends less is as good as silent: with a byte now and
 * then it could hold a place for ever.
 */
const bodyStepBytes = 1_024;

/** What a body tells of itself. */
export interface BodyListener {
  /** The first chunk is about to be waited for. */
  readonly begins: () => void;
  /** The client made no progress in time. The body has to be ended, by `fail`, or the connection cut. */
  readonly late: () => void;
}

/** The body of one request. */
export class RequestBody implements ByteStream {
  readonly #request: IncomingMessage;
  readonly #waitMs: number;
  readonly #listener: BodyListener;
  #failure: Error | undefined;
  #reject: ((cause: Error) => void) | undefined;
  /** Time that is left for the next step. Runs only while a reader waits: a slow reader is not the client's fault. */
  #leftMs: number;
  #stepBytes = 0;

  /** `waitMs`: how long readers may wait, all waits together, for each `bodyStepBytes`. */
  constructor(request: IncomingMessage, waitMs: number, listener: BodyListener) {
    this.#request = request;
    this.#waitMs = waitMs;
    this.#listener = listener;
    this.#leftMs = waitMs;
  }

  /**
   * Reads the body. Throws where the client breaks off, its chunking is malformed, or it is too slow.
   * Ending early leaves the connection open, so that an answer can still be sent.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    this.#listener.begins();
    const chunks: AsyncIterator<Uint8Array> = this.#request.iterator({ destroyOnReturn: false });
    try {
      for (;;) {
        const step = await this.#inTime(chunks);
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      // Behind a read that never ends, this would wait for good too.
      if (this.#failure === undefined) await chunks.return?.();
    }
  }

  /** The rest will not come. Node tells a reader nothing of that once the request has been answered. */
  fail(cause: Error): void {
    this.#failure ??= cause;
    this.#reject?.(this.#failure);
  }

  async #inTime(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    const startedAtMs = performance.now();
    const timer = setTimeout(this.#listener.late, Math.max(1, Math.ceil(this.#leftMs)));
    try {
      const step = await this.#next(chunks);
      this.#leftMs -= performance.now() - startedAtMs;
      if (step.done !== true) this.#count(step.value.byteLength);
      return step;
    } finally {
      clearTimeout(timer);
    }
  }

  #count(bytes: number): void {
    this.#stepBytes += bytes;
    if (this.#stepBytes < bodyStepBytes) return;
    this.#stepBytes = 0;
    this.#leftMs = this.#waitMs;
  }

  #next(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      chunks.next().then(resolve, reject);
    });
  }
}
