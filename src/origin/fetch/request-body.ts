// A request's body as `fetch` takes it. Small bodies are read whole, so that their length is announced. Others are
// streams.
import { uploadStepBytes, type ByteStream } from "../../edge/ports.ts";

/** Bodies of a known length up to this are read before they are sent, because `fetch` sends streams in chunks. */
const wholeBodyBytesMax = 64 * 1_024;

/** A body that is being sent: counted, watched for an early end, and released when the rest is not needed. */
export class FetchRequestBody {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #bodyBytes: number | undefined;
  readonly #onFault: (cause: unknown) => void;
  readonly #onStep: () => void;
  #stepBytes = 0;
  #readBytes = 0;
  #ended = false;

  /**
   * Reads `body`. It must have exactly `bodyBytes` bytes if those are given. `onFault` is called with a fault before
   * `fetch` sees it, and `onStep` after each `uploadStepBytes`.
   */
  constructor(
    body: ByteStream,
    bodyBytes: number | undefined,
    onFault: (cause: unknown) => void,
    onStep: () => void,
  ) {
    this.#source = body[Symbol.asyncIterator]();
    this.#bodyBytes = bodyBytes;
    this.#onFault = onFault;
    this.#onStep = onStep;
  }

  /** Whether it was read to its end, broke off, or was released. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The body for `fetch`. Rejects if a small body breaks off, does not have the announced length, or is given up. */
  async prepared(
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>> {
    const bytesMax = this.#bodyBytes;
    if (bytesMax === undefined || bytesMax > wholeBodyBytesMax) return this.#stream();
    const bytes = new Uint8Array(bytesMax);
    const given = givenUp(signal);
    for (;;) {
      const at = this.#readBytes;
      const chunk = await Promise.race([this.#next(), given]);
      if (chunk === undefined) return bytes;
      bytes.set(chunk, at);
    }
  }

  /** Releases the source. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    // Failures while the source is released do not matter.
    this.#source.return?.().catch(() => undefined);
  }

  #stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const chunk = await this.#next();
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
      cancel: () => this.stop(),
    });
  }

  /** The next chunk. Undefined at the end. */
  async #next(): Promise<Uint8Array | undefined> {
    try {
      const next = await this.#source.next();
      if (next.done === true) {
        if (this.#bodyBytes !== undefined && this.#readBytes !== this.#bodyBytes) throw wrong();
        this.#ended = true;
        return undefined;
      }
      this.#readBytes += next.value.byteLength;
      this.#stepBytes += next.value.byteLength;
      if (this.#stepBytes >= uploadStepBytes) {
        this.#stepBytes = 0;
        this.#onStep();
      }
      if (this.#bodyBytes !== undefined && this.#readBytes > this.#bodyBytes) throw wrong();
      return next.value;
    } catch (cause) {
      this.#onFault(cause);
      this.stop();
      throw cause;
    }
  }
}

/** Rejects when the signal fires. */
function givenUp(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const fail = (): void => reject(new Error("the call was abandoned"));
  if (signal.aborted) fail();
  else signal.addEventListener("abort", fail, { once: true });
  return promise;
}

function wrong(): Error {
  return new Error("the length of the request's body is not the announced one");
}
