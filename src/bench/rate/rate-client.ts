// One kept connection of a fixed-rate run. It writes prepared bytes and looks at every answer: its status, that it is
// whole, and whose session it is. It does as little else as possible, because the load shares the machine with what is
// measured.
import { connect, type Socket } from "node:net";
import { idOffset, sessionIdOf } from "../sample.ts";
import { checkRequest, mutationRequest, setNumber, type HeadSize } from "./requests.ts";

/** What a connection's checks look like. */
export interface ClientKind {
  readonly method: "GET" | "HEAD";
  readonly size: HeadSize;
}

/** What a request was, as its answer shows: `other` is a check that was not answered from a cache, or does not say. */
export type AnswerKind = "hit" | "other" | "mutation";

/** Who is told of answers. One for all connections, so that nothing is made per request. */
export interface AnswerSink {
  answered(client: RateClient, kind: AnswerKind): void;
  failed(error: Error): void;
}

const headEnd = "\r\n\r\n";
const contentLength = /\r\ncontent-length: *(\d+)/i;
const cacheHit = /\r\ncache-status: [^\r\n]*; hit/i;
/** One read takes at most this much. All connections read into the same bytes, one after the other. */
const readBytes = 65_536;
const readInto = Buffer.alloc(readBytes);
const idBytes = sessionIdOf(0).length;

/** A connection to one server. */
export class RateClient {
  /** Number of the request under way, for who is told of its answer. */
  request = -1;
  readonly #socket: Socket;
  readonly #check;
  /** Whether answers to checks have a body. */
  readonly #hasBody: boolean;
  readonly #mutation = mutationRequest();
  /** What has come of an answer that was not whole at the first read. */
  #part: Buffer | undefined;
  #session = -1;
  #mutates = false;
  #sink: AnswerSink | undefined;

  private constructor(port: number, { method, size }: ClientKind) {
    this.#check = checkRequest(size, method);
    this.#hasBody = method === "GET";
    this.#socket = connect({
      host: "127.0.0.1",
      port,
      noDelay: true,
      onread: {
        buffer: readInto,
        callback: (bytes) => {
          this.#take(readInto.subarray(0, bytes));
          return true;
        },
      },
    });
  }

  /** Connects. Rejects if nothing listens there. */
  static open(port: number, kind: ClientKind): Promise<RateClient> {
    return new Promise((resolve, reject) => {
      const client = new RateClient(port, kind);
      const socket = client.#socket;
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        socket.on("error", (error) => client.#fail(error));
        socket.on("close", () => client.#fail(new Error("the server closed the connection")));
        resolve(client);
      });
    });
  }

  /** Tells this sink of answers from now on. */
  tell(sink: AnswerSink | undefined): void {
    this.#sink = sink;
  }

  /** Sends a check, or a mutation, of a session. One request at a time. */
  send(request: number, session: number, mutates: boolean): void {
    if (this.#socket.destroyed) {
      this.#sink?.failed(new Error("the server closed the connection"));
      return;
    }
    this.request = request;
    this.#session = session;
    this.#mutates = mutates;
    const prepared = mutates ? this.#mutation : this.#check;
    // The server has read the request before, since it has answered it. So these bytes are free again.
    setNumber(prepared, session);
    this.#socket.write(prepared.bytes);
  }

  /** Ends the connection. */
  close(): void {
    this.#sink = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const bytes = this.#part === undefined ? chunk : Buffer.concat([this.#part, chunk]);
    const end = bytes.indexOf(headEnd);
    // The chunk's bytes are read into again.
    if (end === -1) return void (this.#part = Buffer.from(bytes));
    const head = bytes.toString("latin1", 0, end);
    const announced = Number(contentLength.exec(head)?.[1]);
    const length = this.#hasBody || this.#mutates ? announced : 0;
    const bodyAt = end + headEnd.length;
    const missing = bodyAt + length - bytes.length;
    if (missing > 0) return void (this.#part = Buffer.from(bytes));
    this.#part = undefined;
    if (!head.startsWith("HTTP/1.1 200 ")) {
      return this.#fail(new Error(`answered with ${head.slice(0, 40)}`));
    }
    if (missing !== 0) {
      return this.#fail(new Error("the server sent another number of bytes than it announced"));
    }
    if (this.#mutates) {
      this.#sink?.answered(this, "mutation");
      return;
    }
    const idAt = bodyAt + idOffset;
    if (
      this.#hasBody &&
      bytes.toString("latin1", idAt, idAt + idBytes) !== sessionIdOf(this.#session)
    ) {
      return this.#fail(new Error("the answer is for another session than the one asked for"));
    }
    this.#sink?.answered(this, cacheHit.test(head) ? "hit" : "other");
  }

  #fail(error: Error): void {
    const sink = this.#sink;
    this.close();
    sink?.failed(error);
  }
}
