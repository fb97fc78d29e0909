// One connection to the origin, and the exchange on it.
import type { Socket } from "node:net";
import { loggableCause } from "../failure-cause.ts";
import { UnaskedBytes } from "../unasked-bytes.ts";
import { AnswerReader } from "./answer-reader.ts";
import { isMalformed, needsMore } from "./chunked-body.ts";
import type { Timed } from "./deadlines.ts";
import type { OwnCall } from "./own-call.ts";

/** Bytes that are read at once. Most answers are smaller. */
const readBytes = 16 * 1_024;

/** How long a connection is idle before the operating system asks whether the other end is still there. */
const keepAliveDelayMs = 60_000;

/** A socket that reads into a buffer. A request may be written once it has emitted its `ready` event. */
interface Opened {
  readonly socket: Socket;
  readonly ready: "connect" | "secureConnect";
}

/** Opens a socket. `receive` is called with the number of bytes that were read into `buffer`. */
export type OpenSocket = (buffer: Buffer, receive: (count: number) => void) => Opened;

/** What becomes of a connection. */
export interface ConnectionOwner {
  /** The exchange ended cleanly. */
  giveBack(connection: OwnConnection): void;
  /** It cannot be used again. */
  drop(connection: OwnConnection): void;
  /** Its socket is closed. */
  closed(connection: OwnConnection): void;
}

/** A connection. It serves one call at a time. */
export class OwnConnection implements Timed {
  /** When the connection has been idle for too long. */
  dueMs = 0;
  /** The number of requests that were written. */
  requests = 0;
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  readonly #unasked: UnaskedBytes;
  readonly #reader: AnswerReader;
  readonly #buffer = Buffer.allocUnsafeSlow(readBytes);
  #ready = false;
  #call: OwnCall | undefined;

  /** Begins to connect. Answers may have heads of up to `headBytesMax` bytes. */
  constructor(owner: ConnectionOwner, open: OpenSocket, headBytesMax: number) {
    this.#owner = owner;
    this.#reader = new AnswerReader(headBytesMax);
    const { socket, ready } = open(this.#buffer, (count) => this.#receive(count));
    this.#socket = socket;
    this.#unasked = new UnaskedBytes(socket);
    socket
      .setNoDelay(true)
      .setKeepAlive(true, keepAliveDelayMs)
      .once(ready, () => this.#begin())
      .on("error", (error) => this.#lose(loggableCause(error)))
      .once("end", () => this.#end())
      .once("close", () => {
        this.#lose(new Error("the connection was closed"));
        owner.closed(this);
      });
  }

  /** The call that the connection serves. */
  get call(): OwnCall | undefined {
    return this.#call;
  }

  /** How long the origin keeps the connection when it is idle, in milliseconds. */
  get keepAliveMs(): number {
    return this.#reader.head.keepAliveMs;
  }

  /** Serves a call, as soon as the connection is made. */
  serve(call: OwnCall): void {
    this.#call = call;
    if (this.#ready) this.#write(call);
  }

  /** Whether nothing has arrived since the last answer, as far as the event loop has read. */
  isQuiet(): boolean {
    return this.#unasked.brought() === "none";
  }

  /** Lets the process end although the connection is open. */
  unref(): void {
    this.#socket.unref();
  }

  /** Keeps the process alive. */
  ref(): void {
    this.#socket.ref();
  }

  /** Stops reading, or continues. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes the socket at once, and leaves the call to whoever does that. */
  destroy(): void {
    this.#call = undefined;
    this.#socket.destroy();
  }

  /** The limit of an idle connection. */
  expire(): void {
    this.#owner.drop(this);
  }

  #begin(): void {
    this.#ready = true;
    const call = this.#call;
    if (call !== undefined) this.#write(call);
  }

  /** Writes a call's request, unless something has arrived that no request asked for. */
  #write(call: OwnCall): void {
    this.#reader.reset(call.method);
    const arrived = this.#unasked.arrived();
    // If this is unknown, a connection serves one request only.
    if (arrived === "none" || (arrived === "unknown" && this.requests === 0)) {
      this.requests += 1;
      call.leave(this.requests > 1);
      this.#socket.write(call.requestHead, "latin1");
    } else {
      this.#lose(new Error("the origin had sent bytes that no request asked for"));
    }
  }

  #receive(count: number): void {
    const call = this.#call;
    if (call === undefined || !call.hasLeft) {
      this.#lose(new Error("the origin had sent bytes that no request asked for"));
      return;
    }
    call.answerBegun = true;
    const ended = this.#reader.read(this.#buffer, count, call);
    // What was read may have made its caller give the call up.
    if (this.#call !== call || ended === needsMore) return;
    if (ended === isMalformed) {
      this.#lose(new Error(this.#reader.problem));
    } else {
      this.#unasked.answerEnded();
      this.#finish(call, ended === count && this.#reader.head.persistent);
    }
  }

  /** The origin sends nothing more. */
  #end(): void {
    const call = this.#call;
    if (call !== undefined && this.#reader.endsWithConnection) this.#finish(call, false);
    else this.#lose(new Error("the origin closed the connection"));
  }

  #finish(call: OwnCall, reusable: boolean): void {
    this.#call = undefined;
    if (reusable) this.#owner.giveBack(this);
    else this.#owner.drop(this);
    call.end();
  }

  /** The connection cannot be used any more. */
  #lose(cause: Error): void {
    const call = this.#call;
    this.#call = undefined;
    if (call === undefined) this.#owner.drop(this);
    else call.lose(this, cause);
  }
}
