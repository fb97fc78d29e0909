// One request and its answer on a Node connection: translates both ways and keeps the strict rules
// about how an exchange ends.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { EdgeErrorId } from "../../core/errors.ts";
import { errorAnswer } from "../../edge/errors.ts";
import type { ByteStream, EdgeAnswer, EdgeRequest, Peer } from "../../edge/ports.ts";
import { RequestBody } from "./body.ts";
import { announcesClose, mayHaveBody, writeHead } from "./head.ts";
import { NodeRequest } from "./request.ts";
import { endsWithItsHead } from "./surplus.ts";
import { AnswerStream } from "./stream.ts";
import { resetConnection } from "./tls.ts";
import type { HeadVerdict } from "./strict-head.ts";

/** Answers one request. A plain answer is written before the call returns, without a promise. */
export type Handle = (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;

/** A client's fault that ended its connection, or with `handshakes-many` that of the client with the oldest handshake. */
export type ClientFault =
  | "malformed"
  | "head-too-large"
  | "method-refused"
  | "body-too-slow"
  | "too-slow"
  | "handshakes-many";

/** The settings that all exchanges of a host share. */
export interface ExchangeSettings {
  readonly handle: Handle;
  /** How long a client may make no progress with a body that the edge waits for. */
  readonly bodyWaitMs: number;
  /** How long the host still receives a body that is not read, so that the client gets to read its answer. */
  readonly lingerMs: number;
  readonly onClientError: (what: ClientFault) => void;
  readonly onFailure: (cause: unknown) => void;
}

/** The connection that an exchange is on. */
export interface ExchangeOwner {
  readonly peer: Peer;
  /** Whether answers must announce the connection's end. */
  readonly closing: boolean;
  /** The answer has been handed over. `last` means that the connection ends with it. */
  settled(last: boolean): void;
}

type Phase = "waiting" | "running" | "answering" | "over";

/** One exchange. Call `start` when its turn has come. */
export class Exchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #head: HeadVerdict;
  readonly #owner: ExchangeOwner;
  readonly #settings: ExchangeSettings;
  /**
   * Whether the client offered another protocol and something may have arrived after that. Such bytes cannot be
   * trusted.
   */
  readonly #skipped: boolean;
  #phase: Phase = "waiting";
  #refusal: EdgeErrorId | undefined;
  #taken: NodeRequest | undefined;
  #body: RequestBody | undefined;
  #stream: AnswerStream | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #last = false;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    head: HeadVerdict,
    owner: ExchangeOwner,
    settings: ExchangeSettings,
  ) {
    this.#request = request;
    this.#response = response;
    this.#head = head;
    this.#owner = owner;
    this.#settings = settings;
    // The parser is at this head only now.
    this.#skipped =
      head.kind === "taken" &&
      head.offersUpgrade &&
      (head.hasBody || !endsWithItsHead(request.socket));
    // The edge's answer is the origin's own, so Node adds no Date, and the body must have the announced length.
    response.sendDate = false;
    response.strictContentLength = true;
    if (head.kind === "refused") {
      this.#refusal = head.error;
      this.#last = true;
    }
  }

  get response(): ServerResponse {
    return this.#response;
  }

  /** Whether the request has been received to its last byte. */
  get received(): boolean {
    return this.#request.complete;
  }

  /** Whether the connection will end with this exchange, as far as is known yet. */
  get last(): boolean {
    return this.#last;
  }

  /** Whether nothing moves because the client does not read. A client that does not send has another deadline. */
  get unread(): boolean {
    return this.#stream?.blocked === true;
  }

  /** Handles the request. Does not throw. */
  start(): void {
    this.#phase = "running";
    const head = this.#head;
    if (head.kind === "refused" || this.#refusal !== undefined) {
      this.#answer(errorAnswer(this.#refusal ?? "edge_request_malformed", this.#request.method));
      return;
    }
    try {
      const answer = this.#settings.handle(this.#edgeRequest(head));
      if (!(answer instanceof Promise)) return this.#answer(answer);
      answer.then(
        (answer) => this.#answer(answer),
        (cause: unknown) => this.#fail(cause),
      );
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /**
   * The rest of the request turned out to be malformed. Refuses the request if nothing has been answered, and otherwise
   * breaks the connection. Returns false if that changes nothing, because the answer was given without the rest.
   */
  refuse(error: EdgeErrorId): boolean {
    if (this.#phase === "over" || this.#refusal !== undefined) return false;
    if (this.#lingering !== undefined) return false;
    this.#refusal = error;
    this.#last = true;
    if (this.#phase === "running") {
      this.#answer(errorAnswer(error, this.#request.method));
      this.#taken?.abort();
      // A mutation ignores the abort, so its call would wait for a rest that never arrives.
      this.#body?.fail(new Error(`the request's body was refused: ${error}`));
    } else if (this.#phase === "answering") this.#cut();
    return true;
  }

  /** The connection is gone. Aborts the request, and releases a stream that was being written. */
  gone(): void {
    if (this.#phase === "over") return;
    this.#phase = "over";
    clearTimeout(this.#lingering);
    this.#taken?.abort();
    if (this.#stream !== undefined) {
      this.#stream.abandon().catch((cause: unknown) => this.#settings.onFailure(cause));
    }
  }

  #edgeRequest(head: Extract<HeadVerdict, { kind: "taken" }>): EdgeRequest {
    const body = head.hasBody ? this.#takeBody(head.awaitsContinue) : undefined;
    this.#taken = new NodeRequest(this.#request.method ?? "", head, body, this.#owner.peer);
    return this.#taken;
  }

  #takeBody(awaitsContinue: boolean): RequestBody {
    this.#body = new RequestBody(this.#request, this.#settings.bodyWaitMs, {
      begins: () => {
        // Only while nothing has been answered. After a final head this would be part of the answer's body.
        if (awaitsContinue && this.#phase === "running") this.#response.writeContinue();
      },
      late: () => {
        const refused = this.#phase === "running" && this.refuse("edge_body_timeout");
        this.#settings.onClientError(refused ? "body-too-slow" : "too-slow");
        if (!refused) this.#cut();
      },
    });
    return this.#body;
  }

  #fail(cause: unknown): void {
    // If the client has left, this is not a failure of the edge.
    if (this.#phase !== "running") return;
    this.#settings.onFailure(cause);
    this.#answer(errorAnswer("edge_failed", this.#request.method));
  }

  #answer(answer: EdgeAnswer): void {
    if (this.#phase !== "running") return this.#release(answer.body);
    this.#phase = "answering";
    // The rest of a body that was not read would be parsed as the next request.
    this.#last ||=
      this.#owner.closing || this.#bodyUnread() || this.#skipped || announcesClose(answer.headers);
    try {
      writeHead(this.#request, this.#response, answer, this.#last);
    } catch (cause) {
      this.#settings.onFailure(cause);
      this.#release(answer.body);
      const failed = errorAnswer("edge_failed", this.#request.method);
      this.#last = true;
      writeHead(this.#request, this.#response, failed, true);
      this.#end(failed.body instanceof Uint8Array ? failed.body : undefined);
      return;
    }
    if (answer.body === undefined || answer.body instanceof Uint8Array) {
      this.#end(answer.body);
    } else if (mayHaveBody(this.#request.method, answer.status)) {
      void this.#writeStream(answer.body);
    } else {
      this.#release(answer.body);
      this.#end(undefined);
    }
  }

  async #writeStream(body: ByteStream): Promise<void> {
    try {
      this.#stream = new AnswerStream(this.#response, body);
      if ((await this.#stream.write()) === "abandoned") return;
      this.#stream = undefined;
      this.#end(undefined);
    } catch (cause) {
      if (this.#hasEnded()) return;
      this.#stream = undefined;
      this.#settings.onFailure(cause);
      this.#cut();
    }
  }

  // A method, because the compiler would otherwise assume that the field keeps its value during an await.
  #hasEnded(): boolean {
    return this.#phase === "over";
  }

  /** Ends the answer after it has received the rest of a body that was not read. */
  #end(bytes: Uint8Array | undefined): void {
    const response = this.#response;
    try {
      if (!this.received && this.#bodyUnread()) {
        // Closing with unread bytes would reset the connection, and the reset can overtake the answer.
        if (bytes === undefined) response.flushHeaders();
        else response.write(bytes);
        this.#linger();
        return;
      }
      response.end(bytes);
    } catch (cause) {
      // The body does not have the length that the head announced.
      this.#settings.onFailure(cause);
      this.#cut();
      return;
    }
    this.#phase = "over";
    this.#owner.settled(this.#last);
  }

  #linger(): void {
    const finish = (): void => {
      clearTimeout(this.#lingering);
      if (this.#phase !== "answering") return;
      this.#phase = "over";
      this.#response.end();
      this.#owner.settled(true);
    };
    this.#lingering = setTimeout(finish, this.#settings.lingerMs);
    this.#request.once("end", finish);
    this.#request.resume();
  }

  /** Whether there is a body that has not been read to its end. */
  #bodyUnread(): boolean {
    const head = this.#head;
    const framed = head.kind === "refused" || head.hasBody;
    return framed && !(this.received && this.#request.readableLength === 0);
  }

  /** Releases a stream that will not be written. */
  #release(body: Uint8Array | ByteStream | undefined): void {
    if (body === undefined || body instanceof Uint8Array) return;
    new AnswerStream(this.#response, body)
      .abandon()
      .catch((cause: unknown) => this.#settings.onFailure(cause));
  }

  /** Breaks the connection, so that the client cannot take a partial answer for a complete one. */
  #cut(): void {
    const { socket } = this.#request;
    // In HTTP/1.0, an answer without a length ends with the connection. Only a reset shows that it is incomplete.
    if (this.#request.httpVersionMinor === 0) resetConnection(socket);
    else socket.destroy();
  }
}
