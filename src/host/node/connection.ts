// One client's connection: its exchanges in order, one at a time, and how it ends.
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { EdgeErrorId } from "../../core/errors.ts";
import { errorAnswer } from "../../edge/errors.ts";
import type { Peer } from "../../edge/ports.ts";
import {
  Exchange,
  type ClientFault,
  type ExchangeOwner,
  type ExchangeSettings,
} from "./exchange.ts";
import { isPausedByHttp } from "./http-listener.ts";
import { readHead } from "./strict-head.ts";

/** The settings that all connections of a host share. */
export interface ConnectionSettings extends ExchangeSettings {
  readonly headBytesMax: number;
  /** How long a client may neither send nor read while the edge waits for it. */
  readonly stallMs: number;
}

/** Pipelined requests that may wait on a connection before the host stops reading from it. */
const waitingMax = 16;

const faults: Partial<Record<EdgeErrorId, ClientFault>> = {
  edge_request_malformed: "malformed",
  edge_head_too_large: "head-too-large",
  edge_method_refused: "method-refused",
};

/**
 * A connection. Pipelined requests are not only answered in order but also handled one after the other: a check after a
 * sign-out must not be answered from before it (RFC 9112 §9.3.2).
 */
export class Connection implements ExchangeOwner {
  readonly peer: Peer;
  readonly #socket: Socket;
  readonly #settings: ConnectionSettings;
  #current: Exchange | undefined;
  readonly #waiting: Exchange[] = [];
  #latest: ServerResponse | undefined;
  #lastWords: EdgeErrorId | undefined;
  #draining = false;
  /** How long to wait for a last request once the host drains. */
  #lastRequestMs = 0;
  #drainedAtMs = 0;
  /**
   * The bytes that had been read when the latest answer was handed over. More than that means that a request is
   * arriving.
   */
  #readBefore = 0;
  #awaitingLast: NodeJS.Timeout | undefined;
  #ending = false;
  #advancing = false;
  #paused = false;
  #lingering: NodeJS.Timeout | undefined;
  /** Resolves when the connection is closed and its exchange knows it. */
  readonly closed: Promise<void>;

  /** `unreadBytes` have been read from the socket already, and are still to be parsed. */
  constructor(socket: Socket, peer: Peer, settings: ConnectionSettings, unreadBytes = 0) {
    this.#socket = socket;
    this.#readBefore = socket.bytesRead - unreadBytes;
    this.peer = peer;
    this.#settings = settings;
    // Node writes a flushed head without an encoding, and header values have one character per byte.
    socket.setDefaultEncoding("latin1");
    this.closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.#end();
        resolve();
      });
    });
    // Node resumes a socket whenever a request ends. Without this, a pipeline would grow with each answer.
    socket.on("resume", () => {
      if (this.#paused) socket.pause();
    });
  }

  /**
   * Whether answers must announce the connection's end. Pipelined requests that are here already are still answered,
   * and the last answer announces it. That does not go on forever.
   */
  get closing(): boolean {
    if (!this.#draining) return false;
    if (this.#waiting.length === 0 && !this.#paused) return true;
    return performance.now() - this.#drainedAtMs > this.#lastRequestMs;
  }

  /** Whether one of its requests is being answered. */
  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** Takes a parsed request. It is handled when those before it have been answered. */
  accept(request: IncomingMessage, response: ServerResponse): void {
    if (this.#closesAlready()) return;
    const head = readHead(
      {
        version: request.httpVersion,
        method: request.method ?? "",
        target: request.url ?? "",
        lines: request.rawHeaders,
      },
      this.#settings.headBytesMax,
    );
    if (head.kind === "refused") this.#report(head.error);
    this.#waiting.push(new Exchange(request, response, head, this, this.#settings));
    this.#advance();
  }

  /**
   * Refuses what the client sent next, which cannot be parsed or is not allowed. Sends the error once everything before
   * it is answered, and closes.
   */
  refuse(error: EdgeErrorId): void {
    const latest = this.#newest();
    if (latest !== undefined && !latest.received) {
      if (latest.refuse(error)) this.#report(error);
      return;
    }
    if (this.#closesAlready()) return;
    this.#report(error);
    this.#lastWords = error;
    this.#advance();
  }

  /** The client took too long to send a head. */
  cut(): void {
    this.#settings.onClientError("too-slow");
    this.#socket.destroy();
  }

  /**
   * Nothing has moved for a while. Ends the connection, unless the client waits for the edge or a body has a deadline.
   */
  stalled(): void {
    if (this.#current?.unread === false) {
      this.#socket.setTimeout(this.#settings.stallMs);
      return;
    }
    const answered = this.#latest === undefined || this.#latest.writableFinished;
    // A connection between two requests has been kept long enough.
    if (this.#current !== undefined || !answered) this.#settings.onClientError("too-slow");
    this.#socket.destroy();
  }

  /**
   * Lets the connection end: with the next answer, which announces it, or when no request has arrived for
   * `lastRequestMs`. A client that keeps its connection may send a request at any moment, and closing just then would
   * lose it.
   */
  drain(lastRequestMs: number): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#drainedAtMs = performance.now();
    this.#lastRequestMs = lastRequestMs;
    this.#advance();
  }

  /** Breaks the connection. */
  destroy(): void {
    this.#socket.destroy();
  }

  settled(last: boolean): void {
    this.#latest = this.#current?.response;
    this.#current = undefined;
    this.#readBefore = this.#socket.bytesRead;
    this.#ending ||= last;
    this.#advance();
  }

  #newest(): Exchange | undefined {
    return this.#waiting.at(-1) ?? this.#current;
  }

  /** Whether the connection's end is decided, so that the host takes nothing more from it. */
  #closesAlready(): boolean {
    return this.#ending || this.#lastWords !== undefined || this.#newest()?.last === true;
  }

  #advance(): void {
    // A synchronous answer leads back here. The loop below then continues, instead of a deeper call.
    if (this.#advancing) return;
    this.#advancing = true;
    while (this.#current === undefined && !this.#ending) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#current = next;
      next.start();
    }
    this.#advancing = false;
    this.#throttle();
    if (this.#current !== undefined || this.#ending) return;
    if (this.#lastWords !== undefined) this.#close(this.#lastWords);
    else if (this.#draining) this.#awaitLast();
  }

  #awaitLast(): void {
    if (this.#awaitingLast !== undefined) return;
    const latest = this.#latest;
    if (latest !== undefined && !latest.writableFinished) {
      // The client has not got the answer yet, and sends nothing before it has.
      latest.once("finish", () => this.#advance());
      return;
    }
    this.#awaitingLast = setTimeout(() => {
      this.#awaitingLast = undefined;
      if (this.#current !== undefined || this.#ending) return;
      const { bytesRead } = this.#socket;
      if (bytesRead === this.#readBefore) this.#close(undefined);
      // A head that is arriving is a request. The deadline of the stop bounds how long that takes.
      else {
        this.#readBefore = bytesRead;
        this.#awaitLast();
      }
    }, this.#lastRequestMs);
  }

  #throttle(): void {
    if (this.#paused === this.#waiting.length >= waitingMax) return;
    this.#paused = !this.#paused;
    if (this.#paused) this.#socket.pause();
    else if (!isPausedByHttp(this.#socket)) this.#socket.resume();
  }

  /** Closes once all answers have been sent. If there is an error to report, it is the last of them. */
  #close(error: EdgeErrorId | undefined): void {
    this.#ending = true;
    const close = (): void => {
      if (error === undefined) this.#socket.destroySoon();
      else this.#say(error);
    };
    if (this.#latest === undefined || this.#latest.writableFinished) close();
    else this.#latest.once("finish", close);
  }

  #say(error: EdgeErrorId): void {
    const socket = this.#socket;
    if (!socket.writable) return this.destroy();
    socket.end(serialized(error));
    // Closing with unread bytes would reset the connection, and the reset can overtake the answer.
    this.#lingering = setTimeout(() => socket.destroy(), this.#settings.lingerMs);
  }

  #end(): void {
    clearTimeout(this.#lingering);
    clearTimeout(this.#awaitingLast);
    this.#ending = true;
    this.#waiting.length = 0;
    this.#current?.gone();
    this.#current = undefined;
  }

  #report(error: EdgeErrorId): void {
    const fault = faults[error];
    if (fault !== undefined) this.#settings.onClientError(fault);
  }
}

/** An error as bytes, for cases where the parser has not produced a request that could be answered. */
function serialized(error: EdgeErrorId): Buffer {
  const { status, headers, body } = errorAnswer(error);
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n`;
  for (let at = 0; at < headers.length; at += 2) head += `${headers[at]}: ${headers[at + 1]}\r\n`;
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  return Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), bytes]);
}
