// A request's body as Node parses it. The edge gets it as a stream that is read once, with a deadline for its client.
import type { IncomingMessage } from "node:http";
import type { ByteStream } from "../../edge/ports.ts";

/**
 * The bytes of a body that count as progress. Its end also counts. A client that sends less counts as silent, because
 * with a single byte now and then it could hold a place forever.
 */
const bodyStepBytes = 1_024;

/** The notices of a body. */
export interface BodyListener {
  /** The edge is about to wait for the first chunk. */
  readonly begins: () => void;
  /** The client made no progress in time. The body must be ended with `fail`, or the connection broken. */
  readonly late: () => void;
}

/** The body of one request. */
export class RequestBody implements ByteStream {
  readonly #request: IncomingMessage;
  readonly #waitMs: number;
  readonly #listener: BodyListener;
  #failure: Error | undefined;
  #reject: ((cause: Error) => void) | undefined;
  /**
   * The time that is left for the next step. It runs only while a reader waits, because the client is not to blame for
   * a slow reader.
   */
  #leftMs: number;
  #stepBytes = 0;

  /** `waitMs` is how long readers may wait in total for each `bodyStepBytes`. */
  constructor(request: IncomingMessage, waitMs: number, listener: BodyListener) {
    this.#request = request;
    this.#waitMs = waitMs;
    this.#listener = listener;
    this.#leftMs = waitMs;
  }

  /**
   * Reads the body. Throws if the client breaks off, its chunking is malformed, or it is too slow. An early end leaves
   * the connection open, so that an answer can still be sent.
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
      // After a read that never ends, this would wait forever too.
      if (this.#failure === undefined) await chunks.return?.();
    }
  }

  /** The rest will not arrive. Once the request has been answered, Node does not tell a reader about that. */
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
