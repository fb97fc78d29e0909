// Finds bytes that arrived on a socket although no request asked for them. Such bytes look like the answer to the next
// request, and may be meant for another client. An answer's first byte must arrive after its request was written.
import { readvSync } from "node:fs";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** What is known about bytes that no request asked for. */
export type Unasked = "none" | "some" | "unknown";

/** The error codes of a read that found nothing, by platform. */
const nothingThere: ReadonlySet<string> = new Set(["EAGAIN", "EWOULDBLOCK"]);

/** A look takes some microseconds. One that took longer than this (in milliseconds) is repeated. */
const promptLookMs = 0.1;

/** The most looks before a request, on a machine so busy that none is prompt. */
const looksMax = 8;

/** Buffers for such a read. Their content is never used: a socket with a surplus byte is closed. */
const scratch = [new Uint8Array(1)];

/** Watches one socket from the moment that it was connected. */
export class UnaskedBytes {
  readonly #socket: Socket;
  /**
   * The number of bytes that had arrived when the last answer ended. Undefined before the first, because a TLS
   * handshake and its tickets cannot be told from other bytes.
   */
  #askedBytes: number | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#askedBytes = socket instanceof TLSSocket ? undefined : 0;
  }

  /** Counts everything that has arrived so far as asked for, because an answer has ended. */
  answerEnded(): void {
    this.#askedBytes = arrivedBytes(this.#socket);
  }

  /** What the event loop has read since. Costs no system call. */
  brought(): Unasked {
    if (this.#askedBytes === undefined) return "unknown";
    const arrived = arrivedBytes(this.#socket);
    if (arrived === undefined) return "unknown";
    return arrived === this.#askedBytes ? "none" : "some";
  }

  /**
   * The same, including what the kernel holds. The event loop reads once per turn, so later bytes would be taken for
   * the answer to a request that is written now. The end of the stream is not a byte, but no request can follow it
   * either.
   */
  arrived(): Unasked {
    const brought = this.brought();
    if (brought !== "none") return brought;
    for (let looks = 1; ; looks += 1) {
      const beganAtMs = performance.now();
      const found = waiting(this.#socket);
      // If the process had to wait in between, it knows what was there then, but not what is there now.
      const prompt = performance.now() - beganAtMs < promptLookMs;
      if (found !== "none" || prompt || looks === looksMax) return found;
    }
  }
}

/** What waits in the kernel. Takes a byte out of it. */
function waiting(socket: Socket): Unasked {
  const descriptor = numberIn(handleOf(socket), "fd");
  // Windows has no file descriptor for its sockets.
  if (descriptor === undefined || descriptor < 0) return "unknown";
  // Finding nothing is an error to Node, and nearly every look ends so. Its stack costs as much as the look.
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 0;
    // Costs half of `readSync`, whose errors carry more.
    readvSync(descriptor, scratch);
    return "some";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return nothingThere.has(code) ? "none" : "some";
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The bytes that arrived from the wire. With TLS, those of its records, if they are counted. */
function arrivedBytes(socket: Socket): number | undefined {
  if (!(socket instanceof TLSSocket)) return socket.bytesRead;
  return numberIn(memberOf(handleOf(socket), "_parent"), "bytesRead");
}

/**
 * The socket's handle. Node gives access to the descriptor nowhere else. If the handle is missing, connections are not
 * used again.
 */
function handleOf(socket: Socket): unknown {
  return memberOf(socket, "_handle");
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function numberIn(value: unknown, name: string): number | undefined {
  const member = memberOf(value, name);
  return typeof member === "number" ? member : undefined;
}
