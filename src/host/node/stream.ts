// Writes a streamed answer, one chunk at a time and no faster than the client reads.
import type { ByteStream } from "../../edge/ports.ts";

/** Where an answer is written to. A response of `node:http` is one. */
export interface AnswerSink {
  flushHeaders(): void;
  /** Returns false if the client must read before more is written. Then `drain` fires. */
  write(chunk: Uint8Array): boolean;
  once(event: "drain", listener: () => void): unknown;
  off(event: "drain", listener: () => void): unknown;
}

/** How the writing of a stream ended, if it did not throw. */
export type StreamEnd = "whole" | "abandoned";

/** One answer's body while it is sent to the client. Holds at most one chunk. */
export class AnswerStream {
  readonly #response: AnswerSink;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #abandoned = false;
  #wake: (() => void) | undefined;

  constructor(response: AnswerSink, body: ByteStream) {
    this.#response = response;
    this.#chunks = body[Symbol.asyncIterator]();
  }

  /** Whether the client must read before more can be written. */
  get blocked(): boolean {
    return this.#wake !== undefined;
  }

  /** Writes up to the body's end, without ending the response. Throws what the body throws. */
  async write(): Promise<StreamEnd> {
    // The head is sent now, because the first chunk may take long.
    this.#response.flushHeaders();
    for (;;) {
      const step = await this.#chunks.next();
      if (this.#abandoned) return "abandoned";
      if (step.done === true) return "whole";
      if (step.value.byteLength === 0) continue;
      if (!this.#response.write(step.value)) await this.#drained();
      if (this.#hasBeenAbandoned()) return "abandoned";
    }
  }

  /** Stops writing and releases what the body holds. Rejects if that fails. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    this.#wake?.();
    await this.#chunks.return?.();
  }

  // A method, because the compiler would otherwise assume that the field keeps its value during an await.
  #hasBeenAbandoned(): boolean {
    return this.#abandoned;
  }

  async #drained(): Promise<void> {
    const response = this.#response;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        response.off("drain", wake);
        this.#wake = undefined;
        resolve();
      };
      this.#wake = wake;
      response.once("drain", wake);
    });
  }
}
