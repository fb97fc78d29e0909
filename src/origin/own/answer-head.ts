// The head of an answer, read strictly: what two readers could read differently is refused. Every character is looked at
// once.
import {
  carriageReturn,
  colon,
  isNameCode,
  isTextCode,
  lineFeed,
  space,
  tab,
  zero,
} from "./characters.ts";

/** Digits of a length that is read. A longer one is no safe integer. */
const lengthDigitsMax = 15;

/** A head. The object is used again for the next answer on its connection, but `lines` is not. */
export class AnswerHead {
  status = 0;
  /** Name, value, name, value … as received, without the blanks around a value. */
  lines: string[] = [];
  /** The announced length of the body. -1 if there is none. */
  lengthBytes = -1;
  /** Whether the body comes in chunks. */
  chunked = false;
  /** Whether another request may follow on the connection. */
  persistent = false;
  /** How long the origin keeps an idle connection, in milliseconds. Infinity if it does not say. */
  keepAliveMs = Number.POSITIVE_INFINITY;
  #keepAliveText = "timeout=";
  #keepAliveTextMs = Number.POSITIVE_INFINITY;

  /** Reads a head that ends with its empty line. Returns what is wrong with it, or undefined. */
  read(text: string): string | undefined {
    this.lines = [];
    this.lengthBytes = -1;
    this.chunked = false;
    this.keepAliveMs = Number.POSITIVE_INFINITY;
    let at = this.#readStatusLine(text);
    if (at === -1) return "the status line is malformed";
    const { lines } = this;
    while (text.charCodeAt(at) !== carriageReturn) {
      const nameAt = at;
      while (isNameCode(text.charCodeAt(at))) at += 1;
      if (at === nameAt || text.charCodeAt(at) !== colon) return "the name of a field is malformed";
      const name = text.substring(nameAt, at);
      at += 1;
      while (isBlank(text.charCodeAt(at))) at += 1;
      const valueAt = at;
      while (isTextCode(text.charCodeAt(at))) at += 1;
      if (!isLineEnd(text, at)) return "the value of a field is malformed";
      let valueEnd = at;
      while (valueEnd > valueAt && isBlank(text.charCodeAt(valueEnd - 1))) valueEnd -= 1;
      const value = text.substring(valueAt, valueEnd);
      lines.push(name, value);
      const problem = this.#readFraming(name, value);
      if (problem !== undefined) return problem;
      at += 2;
    }
    if (!isLineEnd(text, at)) return "the head's end is malformed";
    if (this.chunked && this.lengthBytes !== -1) return "the body has a length and chunks";
    return undefined;
  }

  /** Reads `HTTP/1.1 200 OK`. Returns where the next line begins, or -1. */
  #readStatusLine(text: string): number {
    const minor = text.charCodeAt(7) - zero;
    if (!text.startsWith("HTTP/1.") || (minor !== 0 && minor !== 1)) return -1;
    if (text.charCodeAt(8) !== space) return -1;
    let status = 0;
    for (let at = 9; at < 12; at += 1) {
      const digit = text.charCodeAt(at) - zero;
      if (!(digit >= 0 && digit <= 9)) return -1;
      status = status * 10 + digit;
    }
    if (status < 100) return -1;
    this.status = status;
    this.persistent = minor === 1;
    let at = 12;
    // Some servers leave out the space before an empty reason.
    if (text.charCodeAt(at) === space) at += 1;
    else if (text.charCodeAt(at) !== carriageReturn) return -1;
    while (isTextCode(text.charCodeAt(at))) at += 1;
    return isLineEnd(text, at) ? at + 2 : -1;
  }

  /** Reads a field that says where the body ends, or what becomes of the connection. The others differ in length. */
  #readFraming(name: string, value: string): string | undefined {
    switch (name.length) {
      case 14:
        return name.toLowerCase() === "content-length" ? this.#readLength(value) : undefined;
      case 17:
        return name.toLowerCase() === "transfer-encoding" ? this.#readCoding(value) : undefined;
      case 10:
        this.#readConnection(name.toLowerCase(), value);
        return undefined;
      default:
        return undefined;
    }
  }

  #readLength(value: string): string | undefined {
    if (this.lengthBytes !== -1) return "the body has two lengths";
    if (value.length === 0 || value.length > lengthDigitsMax) return "the length is malformed";
    let length = 0;
    for (let at = 0; at < value.length; at += 1) {
      const digit = value.charCodeAt(at) - zero;
      if (digit < 0 || digit > 9) return "the length is malformed";
      length = length * 10 + digit;
    }
    this.lengthBytes = length;
    return undefined;
  }

  /** Any other coding would have to be decoded before the body could be passed on. */
  #readCoding(value: string): string | undefined {
    if (this.chunked) return "the body has two transfer codings";
    if (value.toLowerCase() !== "chunked") return "the transfer coding is not chunked";
    this.chunked = true;
    return undefined;
  }

  #readConnection(lowerName: string, value: string): void {
    if (lowerName === "connection") {
      for (const option of value.split(",")) {
        if (option.trim().toLowerCase() === "close") this.persistent = false;
      }
    } else if (lowerName === "keep-alive") {
      // An origin sends the same value with every answer.
      if (value !== this.#keepAliveText) {
        this.#keepAliveText = value;
        const seconds = /timeout=(\d{1,9})/.exec(value)?.[1];
        this.#keepAliveTextMs =
          seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000;
      }
      this.keepAliveMs = this.#keepAliveTextMs;
    }
  }
}

function isBlank(code: number): boolean {
  return code === space || code === tab;
}

function isLineEnd(text: string, at: number): boolean {
  return text.charCodeAt(at) === carriageReturn && text.charCodeAt(at + 1) === lineFeed;
}
