// A client's connection that is read without node:http, for as long as it brings nothing but simple requests. With the
// first other one it is handed to node:http for good, and nothing is lost.
// It is over 300 lines, because every method reads or changes the state of the one connection.
import type { Socket } from "node:net";
import { errorAnswer } from "../../../edge/errors.ts";
import type { ByteStream, EdgeAnswer, EdgeRequest, Peer } from "../../../edge/ports.ts";
import type { ClientFault } from "../exchange.ts";
import { announcesClose } from "../head.ts";
import { AnswerStream } from "../stream.ts";
import { writtenHead, type WrittenHead } from "./answer-head.ts";
import { descriptorOf } from "./adopted-socket.ts";
import { DirectSink, wrongLength } from "./direct-sink.ts";
import { writeParts, writePrepared } from "./output.ts";
import { endOfHead, mayBecomeSimple, readSimpleHead, type Arrived } from "./simple-head.ts";
import { SimpleRequest } from "./simple-request.ts";

/** Answers a request. An answer that is given without a promise is taken at once. */
export type AnswerSimple = (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;

/** The settings that all direct connections of a host share. */
export interface DirectSettings {
  readonly answer: AnswerSimple;
  readonly headBytesMax: number;
  /** How long a new connection may stay silent. */
  readonly headWaitMs: number;
  /** How long a connection may stay open between two requests. */
  readonly idleMs: number;
  /** How long a client may read nothing of its answer. */
  readonly stallMs: number;
  readonly onClientError: (what: ClientFault) => void;
  readonly onFailure: (cause: unknown) => void;
  /** Takes the connection over, with the bytes that are not answered yet. */
  readonly handOver: (socket: Socket, peer: Peer, unread: Buffer) => void;
}

/** Reads that a head may need. A head in more pieces is left to Node's parser, which keeps its place between them. */
const readsOfHeadMax = 8;
/** Bytes that may wait while a request is answered, before the connection is no longer read. */
const waitingBytesMax = 64 * 1_024;
/** Reads that may wait. Each one copies what waits already, so many small ones would cost more than their bytes. */
const waitingReadsMax = 64;
const nothing = Buffer.alloc(0);

/** A connection that only simple requests have come on so far. */
export class DirectConnection {
  readonly peer: Peer;
  readonly #socket: Socket;
  readonly #descriptor: number;
  readonly #settings: DirectSettings;
  /** What has arrived and is not answered yet. */
  #unread: Buffer = nothing;
  /** Whether more than the request that is being answered has arrived in the same bytes. */
  #followed = false;
  #readsOfHead = 0;
  #waitingReads = 0;
  /** The request that is being answered. */
  #current: SimpleRequest | undefined;
  #stream: AnswerStream | undefined;
  /** Whether the client must read before more is answered. */
  #blocked = false;
  /** Set once the host drains. */
  #drainsUntilMs: number | undefined;
  #over = false;
  #asked = false;
  /** Since when the next head is awaited, in the ticks that `check` counts. */
  #waitsSince = 0;
  #ticks = 0;

  /** Resolves when the connection is closed or handed over, and its request knows it. */
  readonly closed: Promise<void>;
  #hasClosed: () => void = () => undefined;

  /** `socket` reads into the buffer that `receive` is told of. */
  constructor(socket: Socket, peer: Peer, settings: DirectSettings) {
    this.#socket = socket;
    this.#descriptor = descriptorOf(socket);
    this.peer = peer;
    this.#settings = settings;
    this.closed = new Promise((resolve) => {
      this.#hasClosed = resolve;
    });
    socket.on("end", this.#onEnd);
    socket.on("error", this.#onError);
    socket.on("close", this.#onClose);
  }

  /** Whether a request is being answered. */
  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** Ends the connection if nothing has moved for too long. `tickMs` is the time between two calls. */
  check(tickMs: number): void {
    this.#ticks += 1;
    if (this.#current !== undefined || this.#blocked || this.#over) return;
    // Node's parser may know already that this can never be a request. It also has the deadline of a head.
    if (this.#unread.byteLength > 0) return this.#handOver();
    const stillMs = (this.#ticks - this.#waitsSince) * tickMs;
    if (stillMs < (this.#asked ? this.#settings.idleMs : this.#settings.headWaitMs)) return;
    if (!this.#asked) this.#settings.onClientError("too-slow");
    this.destroy();
  }

  /**
   * Lets the connection end with the last request that has arrived by then. If none is being answered, the connection is
   * handed over, and ends there. Requests that follow each other without end are answered for `lastRequestMs`.
   */
  drain(lastRequestMs: number): void {
    this.#drainsUntilMs = performance.now() + lastRequestMs;
    if (this.#current === undefined && !this.#blocked && !this.#over) this.#handOver();
  }

  /** Breaks the connection. */
  destroy(): void {
    this.#over = true;
    this.#socket.destroy();
  }

  /** Takes the first `count` bytes of a buffer. It is read into again once this returns. */
  receive(buffer: Buffer, count: number): void {
    if (this.#over) return;
    const waits = this.#current !== undefined || this.#blocked;
    if (!waits && this.#unread.byteLength === 0) return this.#advance(buffer, count);
    this.#unread = Buffer.concat([this.#unread, buffer.subarray(0, count)]);
    if (!waits) return this.#advance(this.#unread, this.#unread.byteLength);
    this.#waitingReads += 1;
    const isFull = this.#unread.byteLength > waitingBytesMax;
    if (isFull || this.#waitingReads >= waitingReadsMax) this.#socket.pause();
  }

  /** The client sends no more. As with node:http, what it has not been answered yet is not answered. */
  readonly #onEnd = (): void => {
    this.#over = true;
    this.#current?.abort();
    this.#socket.end();
  };

  readonly #onError = (): void => {
    this.destroy();
  };

  readonly #onClose = (): void => {
    this.#over = true;
    this.#current?.abort();
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream !== undefined) this.#abandon(stream);
    this.#hasClosed();
  };

  readonly #onSent = (error?: Error | null): void => {
    if (!this.#blocked || this.#over || error) return;
    this.#blocked = false;
    this.#socket.off("timeout", this.#onStalled);
    this.#socket.setTimeout(0);
    if (this.#current === undefined) this.#proceed();
  };

  readonly #onStalled = (): void => {
    this.#settings.onClientError("too-slow");
    this.destroy();
  };

  /** Answers what has arrived, in order, until something must be waited for. */
  #advance(bytes: Buffer, count: number): void {
    const text = bytes.toString("latin1", 0, count);
    const arrived = { bytes, text };
    this.#unread = nothing;
    let at = 0;
    while (at < count) {
      const end = endOfHead(arrived, at);
      if (end === -1) return this.#awaitRest(bytes, arrived, at, count);
      const tooLarge = end - at > this.#settings.headBytesMax;
      const head = tooLarge ? undefined : readSimpleHead(arrived, at, end);
      if (head === undefined) return this.#handOverFrom(bytes, at, count);
      const request = new SimpleRequest(head, text, at, end, this.peer);
      this.#readsOfHead = 0;
      this.#asked = true;
      this.#waitsSince = this.#ticks;
      this.#followed = end < count;
      this.#answer(request);
      if (this.#over) return;
      if (this.#current !== undefined || this.#blocked) return this.#keep(bytes, end, count);
      at = end;
    }
  }

  /** Keeps the bytes from `at` on for later. */
  #keep(bytes: Buffer, at: number, count: number): void {
    this.#followed = false;
    this.#unread = at === count ? nothing : Buffer.from(bytes.subarray(at, count));
  }

  /** The bytes from `at` on are no whole head. */
  #awaitRest(bytes: Buffer, arrived: Arrived, at: number, count: number): void {
    this.#readsOfHead += 1;
    const waits =
      this.#readsOfHead < readsOfHeadMax &&
      count - at <= this.#settings.headBytesMax &&
      mayBecomeSimple(arrived, at);
    if (!waits) return this.#handOverFrom(bytes, at, count);
    this.#keep(bytes, at, count);
  }

  /** Answers a request at once or later. */
  #answer(request: SimpleRequest): void {
    let answer: EdgeAnswer | Promise<EdgeAnswer>;
    try {
      answer = this.#settings.answer(request);
    } catch (cause) {
      this.#settings.onFailure(cause);
      answer = errorAnswer("edge_failed", request.method);
    }
    if (answer instanceof Promise) {
      this.#current = request;
      answer
        .then(
          (later) => this.#answerLater(request, later),
          (cause: unknown) => this.#failLater(request, cause),
        )
        .catch(this.#break);
      return;
    }
    try {
      this.#write(request, answer);
    } catch (cause) {
      this.#break(cause);
    }
  }

  /** An answer could not be written. A defect ends this connection, and not the process. */
  readonly #break = (cause: unknown): void => {
    this.#settings.onFailure(cause);
    this.destroy();
  };

  #answerLater(request: SimpleRequest, answer: EdgeAnswer): void {
    if (this.#over) return this.#release(answer.body);
    this.#waitsSince = this.#ticks;
    this.#write(request, answer);
    if (this.#stream === undefined) this.#finish();
  }

  #failLater(request: SimpleRequest, cause: unknown): void {
    if (this.#over) return;
    this.#settings.onFailure(cause);
    this.#answerLater(request, errorAnswer("edge_failed", request.method));
  }

  /** The request that was being answered is over. */
  #finish(): void {
    this.#current = undefined;
    if (!this.#blocked && !this.#over) this.#proceed();
  }

  /** Goes on with what has arrived meanwhile. */
  #proceed(): void {
    this.#waitingReads = 0;
    if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#unread.byteLength > 0) this.#advance(this.#unread, this.#unread.byteLength);
    else if (this.#drainsUntilMs !== undefined) this.#handOver();
  }

  #write(request: SimpleRequest, answer: EdgeAnswer): void {
    const { prepared } = answer;
    if (prepared === undefined) return this.#writeOther(request, answer);
    const last = this.#isLast();
    writePrepared(this.#socket, this.#descriptor, prepared, last);
    this.#afterWrite(last);
  }

  /** Writes an answer whose head is a list, or whose body is a stream. */
  #writeOther(request: SimpleRequest, answer: EdgeAnswer): void {
    let last = this.#isLast();
    let head: WrittenHead;
    let { body } = answer;
    try {
      head = writtenHead(request.method, answer, last);
      last ||= announcesClose(answer.headers);
    } catch (cause) {
      this.#settings.onFailure(cause);
      this.#release(body);
      last = true;
      const failed = errorAnswer("edge_failed", request.method);
      head = writtenHead(request.method, failed, last);
      body = failed.body;
    }
    if (head.framing === "none") {
      this.#release(body);
      body = undefined;
    }
    if (body === undefined || body instanceof Uint8Array) this.#writeList(head, body, last);
    else {
      this.#current = request;
      void this.#writeStream(head, body, last);
    }
  }

  #writeList(head: WrittenHead, body: Uint8Array | undefined, last: boolean): void {
    const bytes = body?.byteLength ?? 0;
    if (typeof head.framing === "number" && head.framing !== bytes) {
      this.#settings.onFailure(wrongLength(bytes, head.framing));
      return this.destroy();
    }
    if (head.framing === "chunked") {
      const sink = new DirectSink(this.#socket, head);
      this.#socket.cork();
      sink.flushHeaders();
      if (body !== undefined) sink.write(body);
      sink.end();
      this.#socket.uncork();
    } else writeParts(this.#socket, head.text, body);
    this.#afterWrite(last);
  }

  /** Whether the connection ends with this answer, because the host drains and no further request has arrived. */
  #isLast(): boolean {
    const untilMs = this.#drainsUntilMs;
    if (untilMs === undefined) return false;
    const isNext = this.#followed || this.#unread.byteLength > 0;
    return !isNext || performance.now() > untilMs;
  }

  #afterWrite(last: boolean): void {
    if (last) {
      this.#over = true;
      this.#socket.destroySoon();
    } else if (this.#socket.writableLength > 0) this.#awaitReader();
  }

  async #writeStream(head: WrittenHead, body: ByteStream, last: boolean): Promise<void> {
    const sink = new DirectSink(this.#socket, head);
    const stream = new AnswerStream(sink, body);
    this.#stream = stream;
    try {
      this.#socket.setTimeout(this.#settings.stallMs, this.#onUnread);
      if ((await stream.write()) === "abandoned") return;
      sink.end();
    } catch (cause) {
      if (this.#over) return;
      this.#stream = undefined;
      this.#settings.onFailure(cause);
      return this.destroy();
    }
    this.#stream = undefined;
    this.#socket.off("timeout", this.#onUnread);
    this.#socket.setTimeout(0);
    this.#afterWrite(last);
    this.#finish();
  }

  /** Nothing has moved for a while during a stream. Only a client that does not read is to blame. */
  readonly #onUnread = (): void => {
    if (this.#stream?.blocked === true) this.#onStalled();
    else this.#socket.setTimeout(this.#settings.stallMs);
  };

  /** The client has not read its answer yet. Nothing more is answered until it has. */
  #awaitReader(): void {
    if (this.#blocked) return;
    this.#blocked = true;
    // Its callback comes when everything before it has been sent. `drain` comes only after more than a little waited.
    this.#socket.write("", this.#onSent);
    this.#socket.setTimeout(this.#settings.stallMs, this.#onStalled);
  }

  #handOverFrom(bytes: Buffer, at: number, count: number): void {
    this.#keep(bytes, at, count);
    this.#handOver();
  }

  #handOver(): void {
    const socket = this.#socket;
    this.#over = true;
    socket.off("end", this.#onEnd);
    socket.off("error", this.#onError);
    socket.off("close", this.#onClose);
    socket.off("timeout", this.#onStalled);
    this.#settings.handOver(socket, this.peer, this.#unread);
    this.#hasClosed();
  }

  #release(body: EdgeAnswer["body"]): void {
    if (body === undefined || body instanceof Uint8Array) return;
    const sink = new DirectSink(this.#socket, { text: "", framing: "none" });
    this.#abandon(new AnswerStream(sink, body));
  }

  #abandon(stream: AnswerStream): void {
    stream.abandon().catch((cause: unknown) => this.#settings.onFailure(cause));
  }
}
