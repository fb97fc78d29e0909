// The head of a request without a body, ready to be written. A line that cannot be sent as it is refuses the request.
import { eachSentLine } from "../sent-lines.ts";
import { isName, isText } from "./characters.ts";

/** A target has visible ASCII only: a space would end it. */
const targetPattern = /^[\x21-\x7e]+$/;

/** Makes the heads of requests to one origin. */
export class RequestHeads {
  readonly #host: string;
  readonly #pathPrefix: string;
  /** The last request line, for nearly all of them are equal. */
  #method = "";
  #target = "";
  #start = "";

  /** Names `host` in every request, and puts `pathPrefix` before its target. */
  constructor(host: string, pathPrefix: string) {
    this.#host = host;
    this.#pathPrefix = pathPrefix;
  }

  /** The head as Latin-1 text. Undefined if it cannot be written. */
  make(
    method: string,
    target: string,
    lines: readonly string[],
    bodyBytes?: number,
  ): string | undefined {
    if (method !== this.#method || target !== this.#target) {
      if (!isName(method) || !targetPattern.test(target)) return undefined;
      this.#method = method;
      this.#target = target;
      this.#start = `${method} ${this.#pathPrefix}${target} HTTP/1.1\r\nHost: ${this.#host}\r\nConnection: keep-alive\r\n`;
    }
    let head = this.#start;
    let sendable = true;
    eachSentLine(lines, (name, value) => {
      sendable &&= isName(name) && isText(value);
      head += `${name}: ${value}\r\n`;
    });
    if (!sendable) return undefined;
    return bodyBytes === undefined ? `${head}\r\n` : `${head}Content-Length: ${bodyBytes}\r\n\r\n`;
  }
}
