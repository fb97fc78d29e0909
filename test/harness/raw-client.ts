// A client that sends exactly the bytes it is given and reports exactly what comes back, for tests of what
// well-behaved clients can not do. It waits for what the peer does, never for time to pass.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import {
  AnswerReader,
  Truncated,
  type RawAnswer,
  type RawHead,
  type RawLine,
} from "./raw-answer.ts";

export {
  Truncated,
  valueOf,
  valuesOf,
  type RawAnswer,
  type RawHead,
  type RawLine,
} from "./raw-answer.ts";

/** How a connection ended. */
export interface RawEnd {
  /** By a reset, as opposed to an orderly end. */
  readonly reset: boolean;
  /** Bytes that came after the last answer that was read. */
  readonly rest: Buffer;
}

/** What came of bytes sent on a connection of their own. */
export interface RawExchange {
  readonly answers: readonly RawAnswer[];
  /** Undefined if the connection was still open when the last answer asked for had come. */
  readonly end: RawEnd | undefined;
}

/** One connection. Reading is pulled: while nothing is asked for, nothing is read. */
export class RawConnection {
  readonly socket: Socket;
  readonly #reader: AnswerReader;
  #reset = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    // A failure to write is told by what can be read afterwards.
    socket.on("error", () => {
      this.#reset = true;
    });
    const chunks: AsyncIterator<Buffer> = socket.iterator({ destroyOnReturn: false });
    this.#reader = new AnswerReader(async () => {
      try {
        const step = await chunks.next();
        return step.done === true ? undefined : step.value;
      } catch (cause) {
        if (!socket.destroyed) throw cause;
        return undefined;
      }
    });
  }

  /** Connects to an `http:` or `https:` URL's host and port; certificates are not checked. */
  static async open(url: string): Promise<RawConnection> {
    const { protocol, hostname, port } = new URL(url);
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const secure = protocol === "https:";
    const where = { host, port: port === "" ? (secure ? 443 : 80) : Number(port) };
    const socket = secure
      ? connectTls({ ...where, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] })
      : connect({ ...where, noDelay: true });
    await once(socket, secure ? "secureConnect" : "connect");
    return new RawConnection(socket);
  }

  /** Sends bytes, text as one byte a character. Resolves when the system has taken them, or the connection is gone. */
  async send(bytes: string | Uint8Array): Promise<void> {
    const data = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
    await new Promise<void>((resolve) => {
      this.socket.write(data, () => resolve());
    });
  }

  /** The next answer with its body; `method` is that of the request it answers. Throws `Truncated` if the connection ends first. */
  async answer(method = "GET"): Promise<RawAnswer> {
    return this.#reader.answer(method);
  }

  /** The next head alone, interim ones included; its body is read by `body`. */
  async head(): Promise<RawHead> {
    return this.#reader.head();
  }

  /** The body after `head`, piece by piece. Trailers are added to the list given. */
  body(
    head: RawHead,
    method = "GET",
    trailers: RawLine[] = [],
  ): AsyncGenerator<Buffer, void, undefined> {
    return this.#reader.body(head, method, trailers);
  }

  /** Waits until the peer ends the connection. */
  async ended(): Promise<RawEnd> {
    const rest = await this.#reader.rest();
    return { reset: this.#reset, rest };
  }

  /** Ends the connection in order, as a client does that is done. */
  end(): void {
    this.socket.end();
  }

  /** Drops the connection, unread bytes and all. */
  destroy(): void {
    this.socket.destroy();
  }

  [Symbol.dispose](): void {
    this.destroy();
  }
}

/**
 * Sends bytes on a fresh connection and reads one answer for each of `methods`, which are those of the requests sent;
 * fewer if the peer ends the connection before.
 */
export async function exchange(
  url: string,
  bytes: string | Uint8Array,
  methods: readonly string[] = ["GET"],
): Promise<RawExchange> {
  using connection = await RawConnection.open(url);
  // Not awaited: a peer that refuses early never reads it all.
  void connection.send(bytes);
  const answers: RawAnswer[] = [];
  for (const method of methods) {
    try {
      answers.push(await connection.answer(method));
    } catch (cause) {
      if (!(cause instanceof Truncated)) throw cause;
      return { answers, end: await connection.ended() };
    }
  }
  return { answers, end: undefined };
}

/** The same, but reads on until the peer has ended the connection. */
export async function exchangeToEnd(
  url: string,
  bytes: string | Uint8Array,
  methods: readonly string[] = ["GET"],
): Promise<{ readonly answers: readonly RawAnswer[]; readonly end: RawEnd }> {
  using connection = await RawConnection.open(url);
  void connection.send(bytes);
  const answers: RawAnswer[] = [];
  for (const method of methods) {
    try {
      answers.push(await connection.answer(method));
    } catch (cause) {
      if (!(cause instanceof Truncated)) throw cause;
      break;
    }
  }
  return { answers, end: await connection.ended() };
}

/** A request's bytes: its line, its header lines and a body; nothing is added. */
export function rawRequest(line: string, headers: readonly string[], body = ""): string {
  return [line, ...headers, "", body].join("\r\n");
}
