// Reads answers from the bytes of one connection, wherever those are cut. Each byte is looked at a bounded number of
// times.
import { AnswerHead } from "./answer-head.ts";
import { carriageReturn, lineFeed } from "./characters.ts";
import { ChunkedBody, isMalformed, needsMore, type DataSink } from "./chunked-body.ts";

/** Takes the parts of an answer. */
export interface AnswerSink extends DataSink {
  /** The final head. It is valid only during the call, except for its lines. */
  head(head: AnswerHead): void;
}

/** 1xx answers before the final one. An origin that sends more than a handful will not send a final answer. */
const interimAnswersMax = 16;

const tooLong = "the head is too long";

/** How every head begins. */
const headStart = "HTTP/1.";

const noBytes = Buffer.alloc(0);

/** Reads one answer after another. Call `reset` before each. */
export class AnswerReader {
  readonly head = new AnswerHead();
  /** What is wrong with the answer. Undefined if nothing is. */
  problem: string | undefined;
  readonly #headBytesMax: number;
  readonly #chunks = new ChunkedBody();
  #method = "GET";
  #part: "head" | "length" | "chunks" | "to-the-end" = "head";
  /** The beginning of a head that has not arrived completely. */
  #held = noBytes;
  #heldBytes = 0;
  #leftBytes = 0;
  #interimAnswers = 0;

  /** Reads heads of up to `headBytesMax` bytes. */
  constructor(headBytesMax: number) {
    this.#headBytesMax = headBytesMax;
  }

  /** Starts reading the answer to a request of this method. */
  reset(method: string): void {
    this.problem = undefined;
    this.#method = method;
    this.#part = "head";
    this.#heldBytes = 0;
    this.#interimAnswers = 0;
  }

  /** Whether the end of the connection ends the answer as it should. */
  get endsWithConnection(): boolean {
    return this.#part === "to-the-end";
  }

  /**
   * Reads `bytes` up to `count`. Returns where the answer ended, `needsMore`, or `isMalformed`, and then `problem` says
   * why.
   */
  read(bytes: Buffer, count: number, sink: AnswerSink): number {
    let at = 0;
    while (this.#part === "head") {
      at = this.#readHead(bytes, at, count);
      if (at < 0) return at;
      if (this.head.status >= 200) {
        sink.head(this.head);
        if (!this.#beginBody()) return at;
        break;
      }
      if (!this.#passesInterim()) return isMalformed;
    }
    return this.#readBody(bytes, at, count, sink);
  }

  /** Reads a head. Returns where it ended, `needsMore` or `isMalformed`. */
  #readHead(bytes: Buffer, at: number, count: number): number {
    if (this.#heldBytes === 0) {
      const end = endOfHead(bytes, at, count);
      if (end !== -1) return this.#parse(bytes, at, end) ? end : isMalformed;
    }
    const before = this.#heldBytes;
    this.#hold(bytes, at, count);
    // The end may have begun in the part that was held before.
    const end = endOfHead(this.#held, Math.max(0, before - 3), this.#heldBytes);
    if (end === -1) return this.#mayGoOn();
    const held = this.#held;
    this.#held = noBytes;
    this.#heldBytes = 0;
    return this.#parse(held, 0, end) ? at + end - before : isMalformed;
  }

  /** Keeps the beginning of a head. */
  #hold(bytes: Buffer, at: number, count: number): void {
    const heldBytes = this.#heldBytes + count - at;
    if (heldBytes > this.#held.byteLength) {
      const larger = Buffer.allocUnsafeSlow(Math.max(heldBytes * 2, 1_024));
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    bytes.copy(this.#held, this.#heldBytes, at, count);
    this.#heldBytes = heldBytes;
  }

  /** Whether the part of a head that is held may still become one. */
  #mayGoOn(): number {
    const begun = this.#held.toString("latin1", 0, Math.min(this.#heldBytes, headStart.length));
    if (!headStart.startsWith(begun)) this.problem = "the status line is malformed";
    else if (this.#heldBytes >= this.#headBytesMax) this.problem = tooLong;
    return this.problem === undefined ? needsMore : isMalformed;
  }

  #parse(bytes: Buffer, at: number, end: number): boolean {
    this.problem =
      end - at > this.#headBytesMax ? tooLong : this.head.read(bytes.toString("latin1", at, end));
    return this.problem === undefined;
  }

  /** Whether the answer may go on after an interim one. */
  #passesInterim(): boolean {
    this.#interimAnswers += 1;
    if (this.head.status === 101) this.problem = "the origin switches protocols";
    else if (this.head.chunked || this.head.lengthBytes > 0) {
      this.problem = "an interim answer has a body";
    } else if (this.#interimAnswers > interimAnswersMax) {
      this.problem = `more than ${interimAnswersMax} interim answers`;
    }
    return this.problem === undefined;
  }

  /** Finds out how the body ends. Returns whether there is one. */
  #beginBody(): boolean {
    const { status, chunked, lengthBytes } = this.head;
    if (this.#method === "HEAD" || status === 204 || status === 304) return false;
    if (chunked) {
      this.#chunks.reset();
      this.#part = "chunks";
    } else if (lengthBytes >= 0) {
      this.#leftBytes = lengthBytes;
      this.#part = "length";
    } else {
      this.#part = "to-the-end";
    }
    return this.#part !== "length" || lengthBytes > 0;
  }

  #readBody(bytes: Buffer, at: number, count: number, sink: AnswerSink): number {
    switch (this.#part) {
      case "length": {
        const to = Math.min(count, at + this.#leftBytes);
        if (to > at) sink.data(bytes, at, to);
        this.#leftBytes -= to - at;
        return this.#leftBytes === 0 ? to : needsMore;
      }
      case "chunks": {
        const ended = this.#chunks.read(bytes, at, count, sink);
        if (ended === isMalformed) this.problem = "the body's chunks are malformed";
        return ended;
      }
      case "to-the-end":
        if (count > at) sink.data(bytes, at, count);
        return needsMore;
      case "head":
        return needsMore;
      default:
        return this.#part satisfies never;
    }
  }
}

/** Where the head that begins at `at` ends, or -1 if its end has not arrived. */
function endOfHead(bytes: Buffer, at: number, count: number): number {
  let last = at + 3;
  while (last < count) {
    const code = bytes[last];
    if (code === lineFeed) {
      if (
        bytes[last - 1] === carriageReturn &&
        bytes[last - 2] === lineFeed &&
        bytes[last - 3] === carriageReturn
      ) {
        return last + 1;
      }
      last += 2;
    } else {
      // Any other byte than these two is none of the four, nor are the next three ends that include it.
      last += code === carriageReturn ? 1 : 4;
    }
  }
  return -1;
}
