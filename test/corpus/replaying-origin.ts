// An origin that answers exactly what was recorded, byte for byte, and keeps its requests.
// It is a bare socket server: an HTTP library would tidy up both directions.
import { STATUS_CODES } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { answerBody, requestBytes, type Exchange, type RecordedAnswer } from "./recording.ts";
import { headerOf } from "./wire.ts";

/** A request as it arrived; header order, case and repetition kept, transfer coding removed from the body. */
export interface ReceivedRequest {
  readonly startLine: string;
  readonly headers: [string, string][];
  readonly body: Buffer;
}

/** Answers queued exchanges in the order of their arrival, on any number of connections. */
export class ReplayingOrigin {
  /** Every request that arrived since the last `forget`, in order. */
  readonly received: ReceivedRequest[] = [];
  /** Session checks that an edge made on its own account, to learn who is behind a credential. */
  readonly asked: ReceivedRequest[] = [];
  private readonly queue: {
    sent: ReceivedRequest | undefined;
    method: string;
    answer: RecordedAnswer;
  }[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => this.serve(socket));

  /** The origin's base URL; valid once started. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Listens on a free loopback port. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  /** Breaks all connections and stops listening. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** Answers the next requests as recorded in these exchanges, pipelined ones included. */
  enqueue(...exchanges: readonly Exchange[]): void {
    for (const exchange of exchanges) {
      const { request, response, more_responses: more = [] } = exchange;
      const sent = sentRequests(exchange);
      for (const [index, answer] of [response, ...more].entries()) {
        this.queue.push({ sent: sent[index], method: request.method, answer });
      }
    }
  }

  /** Drops what arrived and what is still queued. */
  forget(): void {
    this.received.length = 0;
    this.asked.length = 0;
    this.queue.length = 0;
  }

  private serve(socket: Socket): void {
    let pending: Buffer = Buffer.alloc(0);
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    // A client that leaves in the middle of a request is not a failure of the origin.
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const read = readRequest(pending);
        if (read === undefined) return;
        pending = read.rest;
        this.answer(socket, read.request);
      }
    });
  }

  private answer(socket: Socket, request: ReceivedRequest): void {
    if (isAsking(request, this.queue[0]?.sent)) {
      this.asked.push(request);
      socket.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    this.received.push(request);
    const next = this.queue.shift();
    if (next === undefined) {
      socket.end("HTTP/1.1 599 Nothing Queued\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    socket.write(answerBytes(next.answer, next.method));
    if (endsConnection(next.answer, next.method)) socket.end();
  }
}

/** The requests of an exchange as they were sent: more than one where they are pipelined. */
export function sentRequests(exchange: Exchange): ReceivedRequest[] {
  const requests: ReceivedRequest[] = [];
  let rest = requestBytes(exchange.request);
  for (;;) {
    const read = readRequest(rest);
    if (read === undefined) return requests;
    requests.push(read.request);
    rest = read.rest;
  }
}

/**
 * True for a session check with an age limit that the client did not send. An edge may ask for the
 * owner of a credential before it passes a change on; that is not part of the exchange.
 */
function isAsking(request: ReceivedRequest, sent: ReceivedRequest | undefined): boolean {
  const limit = headerOf(request.headers, "cache-control");
  return (
    request.startLine === "GET /sessions/whoami HTTP/1.1" &&
    /\bmax-age=\d/.test(limit ?? "") &&
    headerOf(sent?.headers ?? [], "cache-control") !== limit
  );
}

/** The bytes of a recorded answer, its body chunked again where it was. */
function answerBytes(answer: RecordedAnswer, method: string): Buffer {
  const reason = STATUS_CODES[answer.status] ?? "";
  const lines = answer.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const start = `${answer.version ?? "HTTP/1.1"} ${answer.status} ${reason}\r\n`;
  const head = Buffer.from(`${start}${lines}\r\n`, "latin1");
  return Buffer.concat([head, ...bodyPieces(answer, method)]);
}

function bodyPieces(answer: RecordedAnswer, method: string): Buffer[] {
  if (bodiless(answer, method)) return [];
  const body = answerBody(answer);
  if (!isChunked(answer.headers)) return [body];
  // The sizes of the chunks were not recorded; two chunks show that they are put together.
  const half = Math.ceil(body.length / 2);
  const chunks = [body.subarray(0, half), body.subarray(half)].filter((part) => part.length > 0);
  return [
    ...chunks.flatMap((part) => [
      Buffer.from(`${part.length.toString(16)}\r\n`),
      part,
      Buffer.from("\r\n"),
    ]),
    Buffer.from("0\r\n\r\n"),
  ];
}

/** True where only the end of the connection ends the answer, or where the origin said it would close. */
function endsConnection(answer: RecordedAnswer, method: string): boolean {
  if (headerOf(answer.headers, "connection")?.toLowerCase() === "close") return true;
  if (answer.version === "HTTP/1.0") {
    return headerOf(answer.headers, "connection")?.toLowerCase() !== "keep-alive";
  }
  const framed =
    isChunked(answer.headers) || headerOf(answer.headers, "content-length") !== undefined;
  return !framed && !bodiless(answer, method);
}

function bodiless(answer: RecordedAnswer, method: string): boolean {
  return method === "HEAD" || answer.status === 204 || answer.status === 304;
}

function isChunked(headers: readonly (readonly [string, string])[]): boolean {
  return headerOf(headers, "transfer-encoding")?.toLowerCase().endsWith("chunked") ?? false;
}

/**
 * Reads one request from the front of a buffer; undefined while it is incomplete. Takes bare line
 * feeds and colonless lines, so that a test sees malformed heads arrive instead of hanging.
 */
export function readRequest(
  buffer: Buffer,
): { request: ReceivedRequest; rest: Buffer } | undefined {
  const text = buffer.toString("latin1");
  const end = /(?<=[^\r\n])\r?\n\r?\n/.exec(text);
  if (end === null) return undefined;
  const [startLine = "", ...lines] = text.slice(0, end.index).trimStart().split(/\r?\n/);
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [
      line.slice(0, Math.max(colon, 0)),
      line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, ""),
    ];
  });
  const rest = buffer.subarray(end.index + end[0].length);
  const framed = isChunked(headers) ? readChunked(rest) : readSized(rest, headers);
  if (framed === undefined) return undefined;
  return { request: { startLine, headers, body: framed.body }, rest: framed.rest };
}

function readSized(
  rest: Buffer,
  headers: [string, string][],
): { body: Buffer; rest: Buffer } | undefined {
  const size = Number.parseInt(headerOf(headers, "content-length") ?? "0", 10);
  if (rest.length < size) return undefined;
  return { body: rest.subarray(0, size), rest: rest.subarray(size) };
}

function readChunked(start: Buffer): { body: Buffer; rest: Buffer } | undefined {
  const chunks: Buffer[] = [];
  let rest = start;
  for (;;) {
    const line = rest.indexOf("\r\n");
    if (line === -1) return undefined;
    const size = Number.parseInt(rest.toString("latin1", 0, line), 16);
    const from = line + 2;
    if (rest.length < from + size + 2) return undefined;
    chunks.push(rest.subarray(from, from + size));
    rest = rest.subarray(from + size + 2);
    if (size === 0) return { body: Buffer.concat(chunks), rest };
  }
}
