// Writes a streamed answer to a socket, framed as its head announces.
import type { Socket } from "node:net";
import type { AnswerSink } from "../stream.ts";
import type { Framing, WrittenHead } from "./answer-head.ts";

/** The sink of one answer. */
export class DirectSink implements AnswerSink {
  readonly #socket: Socket;
  readonly #head: WrittenHead;
  #flushed = false;
  #bytes = 0;

  constructor(socket: Socket, head: WrittenHead) {
    this.#socket = socket;
    this.#head = head;
  }

  flushHeaders(): void {
    if (this.#flushed) return;
    this.#flushed = true;
    this.#socket.write(this.#head.text, "latin1");
  }

  /** Throws if the body becomes longer than the head announced. */
  write(chunk: Uint8Array): boolean {
    const { framing } = this.#head;
    this.#bytes += chunk.byteLength;
    if (framing !== "chunked") {
      if (isMore(this.#bytes, framing)) throw wrongLength(this.#bytes, framing);
      return this.#socket.write(chunk);
    }
    this.#socket.cork();
    this.#socket.write(`${chunk.byteLength.toString(16)}\r\n`, "latin1");
    this.#socket.write(chunk);
    const more = this.#socket.write("\r\n", "latin1");
    this.#socket.uncork();
    return more;
  }

  /** Ends the answer. Throws if its body is shorter than the head announced. */
  end(): void {
    const { framing } = this.#head;
    this.flushHeaders();
    if (framing === "chunked") this.#socket.write("0\r\n\r\n", "latin1");
    else if (framing !== "none" && this.#bytes !== framing) throw wrongLength(this.#bytes, framing);
  }

  once(event: "drain", listener: () => void): void {
    this.#socket.once(event, listener);
  }

  off(event: "drain", listener: () => void): void {
    this.#socket.off(event, listener);
  }
}

function isMore(bytes: number, framing: number | "none"): boolean {
  return bytes > (framing === "none" ? 0 : framing);
}

/** The error of a body that does not have the announced length. */
export function wrongLength(bytes: number, framing: Framing): Error {
  return new Error(`the body must have ${framing} bytes, not ${bytes}`);
}
