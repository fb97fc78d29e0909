// A client's body that is sent through undici: watched for an early end, counted, and stopped when the rest is not
// needed.
import { uploadStepBytes, type ByteStream } from "../../edge/ports.ts";

/** Called with what is wrong with a body, before undici sees it. */
export type BodyFault = (cause: unknown) => void;

/**
 * The stream that undici reads. It never ends normally if the client's did not. An early end would be sent as the end
 * of a chunked body, and the origin would take half a message for a whole one.
 */
export class RequestBody implements AsyncIterableIterator<Uint8Array> {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #bodyBytes: number | undefined;
  readonly #onFault: BodyFault;
  readonly #onStep: () => void;
  #stepBytes = 0;
  #readBytes = 0;
  #stopped = false;
  #refuse: ((error: Error) => void) | undefined;
  /** The chunk that `begin` has read, until the stream is read. */
  #first: IteratorResult<Uint8Array> | undefined;

  /**
   * Reads `source`. It must have exactly `bodyBytes` bytes if those are given. `onStep` is called after each
   * `uploadStepBytes`.
   */
  constructor(
    source: ByteStream,
    bodyBytes: number | undefined,
    onFault: BodyFault,
    onStep: () => void,
  ) {
    this.#source = source[Symbol.asyncIterator]();
    this.#bodyBytes = bodyBytes;
    this.#onFault = onFault;
    this.#onStep = onStep;
  }

  /**
   * Waits for the first bytes, or for the end. Never rejects. Does not resolve if the source breaks off or is released
   * before.
   */
  async begin(): Promise<void> {
    let first: IteratorResult<Uint8Array>;
    do {
      first = await new Promise((resolve) => void this.#read(resolve));
    } while (first.done !== true && first.value.byteLength === 0);
    this.#first = first;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#stopped) return Promise.reject(stoppedError());
    const first = this.#first;
    if (first !== undefined) {
      this.#first = undefined;
      return Promise.resolve(first);
    }
    return new Promise((resolve, reject) => {
      this.#refuse = reject;
      void this.#read(resolve);
    });
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.stop();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Releases the source. A read in progress is given up. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#refuse?.(stoppedError());
    // Failures while the source is released do not matter.
    this.#source.return?.().catch(() => undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #read(resolve: (result: IteratorResult<Uint8Array>) => void): Promise<void> {
    try {
      const result = await this.#source.next();
      this.#count(result);
      resolve(result);
    } catch (error) {
      this.#fault(error);
    }
  }

  /** Counts bytes. Throws if the body does not have the announced length. */
  #count(result: IteratorResult<Uint8Array>): void {
    if (result.done !== true) this.#progress(result.value.byteLength);
    if (this.#bodyBytes === undefined) return;
    if (result.done !== true) this.#readBytes += result.value.byteLength;
    const wrong =
      result.done === true
        ? this.#readBytes !== this.#bodyBytes
        : this.#readBytes > this.#bodyBytes;
    if (wrong) throw new Error("the length of the request's body is not the announced one");
  }

  #progress(bytes: number): void {
    this.#stepBytes += bytes;
    if (this.#stepBytes < uploadStepBytes) return;
    this.#stepBytes = 0;
    this.#onStep();
  }

  /** Stops, and reports the fault. A fault after the body was stopped is ignored. */
  #fault(cause: unknown): void {
    if (this.#stopped) return;
    this.#onFault(cause);
    this.stop();
  }
}

function stoppedError(): Error {
  return new Error("the request's body is no longer needed");
}
