// Finds the data of a body that comes in chunks (RFC 9112 section 7.1), across any number of reads. Chunk extensions and
// trailers are dropped.
import {
  carriageReturn,
  colon,
  isNameCode,
  isTextCode,
  lineFeed,
  semicolon,
} from "./characters.ts";

/** Takes bytes of a body, from `from` up to `to`. They are valid only during the call. */
export interface DataSink {
  data(bytes: Buffer, from: number, to: number): void;
}

/** The body needs more bytes. */
export const needsMore = -1;

/** The body is malformed. */
export const isMalformed = -2;

/** Digits of a chunk's size. A number of more digits may be no safe integer. */
const sizeDigitsMax = 12;

/** Bytes of extensions and trailers in one body. They are dropped, so endless ones would be read for nothing. */
const droppedBytesMax = 64 * 1_024;

/** What the next byte belongs to. `-end` is the LF of a line. */
type Part =
  | "size"
  | "extension"
  | "size-end"
  | "data"
  | "data-return"
  | "data-end"
  | "trailer"
  | "trailer-name"
  | "trailer-value"
  | "trailer-end"
  | "last-end";

/** Reads one body after another. */
export class ChunkedBody {
  #part: Part = "size";
  #digits = 0;
  /** Bytes that the current chunk still has. */
  #leftBytes = 0;
  #droppedBytes = 0;

  /** Starts a new body. */
  reset(): void {
    this.#part = "size";
    this.#digits = 0;
    this.#leftBytes = 0;
    this.#droppedBytes = 0;
  }

  /** Reads `bytes` from `at` up to `end`. Returns where the body ended, `needsMore` or `isMalformed`. */
  read(bytes: Buffer, at: number, end: number, sink: DataSink): number {
    let next = at;
    while (next < end) {
      if (this.#part === "data") {
        const to = Math.min(end, next + this.#leftBytes);
        sink.data(bytes, next, to);
        this.#leftBytes -= to - next;
        next = to;
        if (this.#leftBytes === 0) this.#part = "data-return";
      } else {
        const part = this.#step(bytes[next] ?? 0);
        if (part === undefined) return isMalformed;
        next += 1;
        if (part === "over") return next;
        this.#part = part;
      }
    }
    return needsMore;
  }

  /** The part that follows a byte. Undefined if the byte may not stand there. */
  #step(code: number): Part | "over" | undefined {
    switch (this.#part) {
      case "size":
        return this.#readSize(code);
      case "extension":
        if (code === carriageReturn) return "size-end";
        return isTextCode(code) ? this.#drop("extension") : undefined;
      case "size-end":
        if (code !== lineFeed) return undefined;
        this.#digits = 0;
        return this.#leftBytes === 0 ? "trailer" : "data";
      case "data":
        return "data";
      case "data-return":
        return code === carriageReturn ? "data-end" : undefined;
      case "data-end":
        return code === lineFeed ? "size" : undefined;
      case "trailer":
        if (code === carriageReturn) return "last-end";
        return isNameCode(code) ? this.#drop("trailer-name") : undefined;
      case "trailer-name":
        if (code === colon) return "trailer-value";
        return isNameCode(code) ? this.#drop("trailer-name") : undefined;
      case "trailer-value":
        if (code === carriageReturn) return "trailer-end";
        return isTextCode(code) ? this.#drop("trailer-value") : undefined;
      case "trailer-end":
        return code === lineFeed ? "trailer" : undefined;
      case "last-end":
        return code === lineFeed ? "over" : undefined;
      default:
        return this.#part satisfies never;
    }
  }

  #readSize(code: number): Part | undefined {
    const digit = hexDigit(code);
    if (digit >= 0) {
      this.#digits += 1;
      if (this.#digits > sizeDigitsMax) return undefined;
      this.#leftBytes = this.#leftBytes * 16 + digit;
      return "size";
    }
    if (this.#digits === 0) return undefined;
    if (code === carriageReturn) return "size-end";
    return code === semicolon ? "extension" : undefined;
  }

  #drop(part: Part): Part | undefined {
    this.#droppedBytes += 1;
    return this.#droppedBytes > droppedBytesMax ? undefined : part;
  }
}

/** The value of a hexadecimal digit, or -1. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  // Letters differ from their other case in this bit alone.
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
