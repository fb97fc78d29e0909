// Whether a byte has arrived on a socket that no request asked for. Such bytes look like the next request's answer, and may
// be somebody else's: "an answer's first byte must arrive after its request was written".
import { readSync } from "node:fs";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** What is known of bytes that no request asked for. */
export type Unasked = "none" | "some" | "unknown";

/** What a reading that found nothing is called, by platform. */
const nothingThere: ReadonlySet<string> = new Set(["EAGAIN", "EWOULDBLOCK"]);

/** A look takes some microseconds, in milliseconds; one that took longer is repeated. */
const promptLookMs = 0.1;

/** Looks before a request, on a machine so busy that none is prompt. */
const looksMax = 8;

/** Read into and never looked at: a socket with a byte too many is closed. */
const scratch = new Uint8Array(1);

/** Watches one socket from when it was connected. */
export class UnaskedBytes {
  readonly #socket: Socket;
  /** Bytes that had arrived when the last answer ended. Before the first, a TLS handshake and its tickets cannot be told apart from more. */
  #askedBytes: number | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#askedBytes = socket instanceof TLSSocket ? undefined : 0;
  }

  /** Counts what has arrived so far as asked for: an answer has ended. */
  answerEnded(): void {
    this.#askedBytes = arrivedBytes(this.#socket);
  }

  /** What the event loop has brought since. Costs no system call. */
  brought(): Unasked {
    if (this.#askedBytes === undefined) return "unknown";
    const arrived = arrivedBytes(this.#socket);
    if (arrived === undefined) return "unknown";
    return arrived === this.#askedBytes ? "none" : "some";
  }

  /**
   * The same, and what the kernel has: the event loop reads once a turn, so what came since would be taken for the answer to
   * a request that is written now. The end of the stream is not a byte, but no request can follow it either.
   */
  arrived(): Unasked {
    const brought = this.brought();
    if (brought !== "none") return brought;
    for (let looks = 1; ; looks += 1) {
      const beganAtMs = performance.now();
      const found = waiting(this.#socket);
      // A process that was kept waiting in between knows what was there then, not what is there now.
      const prompt = performance.now() - beganAtMs < promptLookMs;
      if (found !== "none" || prompt || looks === looksMax) return found;
    }
  }
}

/** What waits in the kernel. Takes a byte out of it. */
function waiting(socket: Socket): Unasked {
  const descriptor = numberIn(handleOf(socket), "fd");
  // Windows has none for its sockets.
  if (descriptor === undefined || descriptor < 0) return "unknown";
  try {
    readSync(descriptor, scratch, 0, 1, null);
    return "some";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return nothingThere.has(code) ? "none" : "some";
  }
}

/** Bytes from the wire; those of TLS records, where they are counted. */
function arrivedBytes(socket: Socket): number | undefined {
  if (!(socket instanceof TLSSocket)) return socket.bytesRead;
  return numberIn(memberOf(handleOf(socket), "_parent"), "bytesRead");
}

/** Node names the descriptor of a socket nowhere else. Where this is gone, connections are not used again. */
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
