// An answer's body between undici, which pushes, and the edge, which pulls. It has a small buffer and can pause the
// connection.
import { OriginBodyError, type OriginFailure } from "../edge/ports.ts";

/** Bytes that may wait for the reader before the connection is no longer read. */
const bufferedBytesMax = 64 * 1_024;

/** Chunks that may wait. With tiny chunks, the number costs more than the bytes. */
const bufferedChunksMax = 256;

/** What the body needs from its call. */
export interface BodyTap {
  /** Stops reading from the connection, or continues. */
  pause(): void;
  resume(): void;
  /** The reader needs no more of the body. */
  cancel(): void;
}

interface Reader {
  readonly resolve: (result: IteratorResult<Uint8Array>) => void;
  readonly reject: (error: OriginBodyError) => void;
}

/**
 * A body that is read once. If the origin breaks off, everything that arrived is still read before the error is thrown.
 */
export class AnswerBody implements AsyncIterableIterator<Uint8Array> {
  readonly #tap: BodyTap;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #paused = false;
  #end: "open" | "ended" | OriginFailure = "open";
  #reader: Reader | undefined;

  constructor(tap: BodyTap) {
    this.#tap = tap;
  }

  /** Takes a chunk from the connection. */
  push(chunk: Uint8Array): void {
    if (this.#end !== "open") return;
    const reader = this.#reader;
    if (reader !== undefined) {
      this.#reader = undefined;
      reader.resolve({ done: false, value: chunk });
      return;
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#bytes >= bufferedBytesMax || this.#chunks.length >= bufferedChunksMax) {
      this.#paused = true;
      this.#tap.pause();
    }
  }

  /** The whole body has arrived. */
  end(): void {
    if (this.#end !== "open") return;
    this.#end = "ended";
    this.#reader?.resolve({ done: true, value: undefined });
    this.#reader = undefined;
  }

  /** The rest will not arrive. */
  fail(failure: OriginFailure): void {
    if (this.#end !== "open") return;
    this.#end = failure;
    if (this.#reader === undefined) return;
    this.#reader.reject(this.#thrown(failure));
    this.#reader = undefined;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#bytes -= chunk.byteLength;
      this.#refill();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#end === "ended") return Promise.resolve({ done: true, value: undefined });
    if (this.#end !== "open") return Promise.reject(this.#thrown(this.#end));
    if (this.#reader !== undefined) {
      return Promise.reject(
        new Error("an answer's body must be read by one reader, one chunk at a time"),
      );
    }
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    const open = this.#end === "open";
    this.#chunks = [];
    this.#bytes = 0;
    this.end();
    this.#end = "ended";
    if (open) this.#tap.cancel();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Continues reading from the connection once everything that waited is read. */
  #refill(): void {
    if (!this.#paused || this.#chunks.length > 0) return;
    this.#paused = false;
    if (this.#end === "open") this.#tap.resume();
  }

  /** The error of a failure. It is thrown once. After that the body is over, as with any iterator. */
  #thrown(failure: OriginFailure): OriginBodyError {
    this.#end = "ended";
    return new OriginBodyError(failure);
  }
}
