// A request's body as Node parses it, handed to the edge as a stream that is read once.
import type { IncomingMessage } from "node:http";
import type { ByteStream } from "../edge/ports.ts";

/** The body of one request. */
export class RequestBody implements ByteStream {
  readonly #request: IncomingMessage;
  readonly #begins: () => void;
  #waiting = false;
  #malformed = false;
  #reject: ((cause: Error) => void) | undefined;

  /** `begins` is called before the first chunk is waited for. */
  constructor(request: IncomingMessage, begins: () => void) {
    this.#request = request;
    this.#begins = begins;
  }

  /** Whether a reader waits for the client to send more. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /**
   * Reads the body. Throws where the client breaks off or its chunking is malformed.
   * Ending early leaves the connection open, so that an answer can still be sent.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    this.#begins();
    const chunks: AsyncIterator<Uint8Array> = this.#request.iterator({ destroyOnReturn: false });
    try {
      for (;;) {
        this.#waiting = true;
        const step = await this.#next(chunks);
        this.#waiting = false;
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      this.#waiting = false;
      // Behind a read that never ends, this would wait for good too.
      if (!this.#malformed) await chunks.return?.();
    }
  }

  /** The rest can not be parsed. Node tells a reader nothing of that once the request has been answered. */
  fail(): void {
    this.#malformed = true;
    this.#reject?.(malformedBody());
  }

  #next(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    if (this.#malformed) return Promise.reject(malformedBody());
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      chunks.next().then(resolve, reject);
    });
  }
}

function malformedBody(): Error {
  return new Error("the request's body is malformed");
}
