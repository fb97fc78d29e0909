// One listener: reads a request whole, asks the faults, runs the handler, and writes the answer's head
// byte for byte as Go's net/http orders it.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FaultEffect, FaultList } from "../faults.ts";
import { empty, plainText, type Answer } from "./answer.ts";
import { percentDecode, type Request } from "./request.ts";

/** A running or stopped listener. */
export interface Listener {
  /** `http://host:port`; the port is known once started. */
  readonly url: string;
  start(): Promise<void>;
  /** Finishes what is in flight, at most for the given milliseconds. */
  stop(deadlineMs: number): Promise<void>;
}

/** What a listener needs. */
export interface ListenerParts {
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  readonly faults: FaultList;
  readonly now: () => number;
  /** Answers a well-formed request; never rejects. */
  readonly answer: (request: Request) => Promise<Answer>;
  /** Told about work behind an answer that failed. */
  readonly log: (line: string) => void;
}

const headBytesMax = 1024 * 1024;
const bodyBytesMax = 4 * 1024 * 1024;
/** Go chunks bodies that outgrow its write buffer. */
const unchunkedBytesMax = 2048;
const keepAliveMs = 65_000;

/** What Go's server writes before it hangs up on a target it cannot read. */
const malformedAnswer = [
  "HTTP/1.1 400 Bad Request",
  "Content-Type: text/plain; charset=utf-8",
  "Connection: close",
  "",
  "400 Bad Request",
].join("\r\n");

/** Prepares a listener. */
export function createListener(parts: ListenerParts): Listener {
  const cut = parts.listen.lastIndexOf(":");
  const host = parts.listen.slice(0, cut);
  const port = Number(parts.listen.slice(cut + 1));
  let server: Server | undefined;
  return {
    get url() {
      const address = server?.address() as AddressInfo | null | undefined;
      return `http://${host}:${address?.port ?? port}`;
    },
    start: () => {
      const started = createServer(
        { maxHeaderSize: headBytesMax, keepAliveTimeout: keepAliveMs, requireHostHeader: true },
        (incoming, outgoing) => {
          // A connection that was busy when the stop began is idle only after its answer.
          outgoing.once("close", () => {
            if (server !== started) setImmediate(() => started.closeIdleConnections());
          });
          serve(parts, incoming, outgoing).catch((error: unknown) => {
            parts.log(`${incoming.method ?? ""} could not be answered: ${String(error)}`);
            incoming.socket.destroy();
          });
        },
      );
      started.on("checkExpectation", (incoming: IncomingMessage, outgoing: ServerResponse) => {
        write(parts, incoming, outgoing, empty(417, [["Connection", "close"]]));
      });
      server = started;
      return new Promise((resolve, reject) => {
        started.once("error", reject);
        started.listen(port, host.replace(/^\[|\]$/gu, ""), () => {
          started.off("error", reject);
          resolve();
        });
      });
    },
    stop: (deadlineMs) => {
      const stopping = server;
      server = undefined;
      if (stopping === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        const deadline = setTimeout(() => stopping.closeAllConnections(), deadlineMs);
        stopping.close(() => {
          clearTimeout(deadline);
          resolve();
        });
        stopping.closeIdleConnections();
      });
    },
  };
}

async function serve(
  parts: ListenerParts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming);
  if (body === undefined) return;
  if (body === "too long") {
    write(parts, incoming, outgoing, plainText(413, "request body too large"));
    return;
  }
  const request = requestOf(incoming, body);
  if (request === undefined) {
    incoming.socket.end(malformedAnswer);
    return;
  }
  const fault = parts.faults.take(request);
  const effect = fault?.effect;
  if (effect?.kind === "delay") {
    await new Promise((resolve) => setTimeout(resolve, effect.ms));
  }
  if (effect?.kind === "hold" && effect.at === "before") await fault?.hold();
  if (effect?.kind === "reset") {
    incoming.socket.resetAndDestroy();
    return;
  }
  const answer = faultAnswer(parts.faults, request, effect) ?? (await parts.answer(request));
  if (effect?.kind === "hold" && effect.at === "after") await fault?.hold();
  if (outgoing.destroyed) return;
  if (effect?.kind === "truncate") truncate(parts, incoming, outgoing, answer);
  else write(parts, incoming, outgoing, answer);
  for (const work of answer.afterwards ?? []) {
    work().catch((error: unknown) => parts.log(`after the answer: ${String(error)}`));
  }
}

function faultAnswer(
  faults: FaultList,
  request: Request,
  effect: FaultEffect | undefined,
): Answer | undefined {
  if (effect?.kind === "false-401") return faults.falseUnauthorized(request);
  if (effect?.kind !== "status") return undefined;
  return { status: effect.status, headers: effect.headers ?? [], body: effect.body ?? "" };
}

/** The request, or undefined where its target is malformed. */
function requestOf(incoming: IncomingMessage, body: Buffer): Request | undefined {
  const target = (incoming.url ?? "").replace(/^https?:\/\/[^/?]*/iu, "");
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  if (!path.startsWith("/") || percentDecode(path) === undefined) return undefined;
  const { remoteAddress, remotePort, remoteFamily } = incoming.socket;
  const host = remoteFamily === "IPv6" ? `[${remoteAddress ?? ""}]` : (remoteAddress ?? "");
  return {
    method: incoming.method ?? "",
    path,
    rawQuery: mark < 0 ? undefined : target.slice(mark + 1),
    headers: incoming.rawHeaders,
    body,
    peer: `${host}:${remotePort ?? 0}`,
  };
}

function readBody(incoming: IncomingMessage): Promise<Buffer | "too long" | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyBytesMax) chunks.push(chunk);
    });
    incoming.on("end", () => resolve(bytes > bodyBytesMax ? "too long" : Buffer.concat(chunks)));
    incoming.on("error", () => resolve(undefined));
    incoming.on("close", () => resolve(undefined));
  });
}

/** Headers sorted by name, then Date, Content-Length, Connection, Transfer-Encoding: Go's order. */
function head(parts: ListenerParts, incoming: IncomingMessage, answer: Answer): string[] {
  const bytes = Buffer.byteLength(answer.body);
  const sorted = answer.headers.toSorted(([left], [right]) => compare(left, right));
  sorted.push(["Date", new Date(parts.now()).toUTCString()]);
  const bodiless = answer.status === 204 || answer.status === 304;
  const chunked = bytes > unchunkedBytesMax;
  if (!bodiless && !chunked) sorted.push(["Content-Length", String(bytes)]);
  if (incoming.headers.connection?.toLowerCase() === "close") sorted.push(["Connection", "close"]);
  const chunks = chunked && incoming.method !== "HEAD" && incoming.httpVersion !== "1.0";
  if (chunks) sorted.push(["Transfer-Encoding", "chunked"]);
  return sorted.flat();
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Writes the head. It is complete: Node adds no keep-alive header and no date. */
function writeHead(
  parts: ListenerParts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: Answer,
): void {
  outgoing.sendDate = false;
  outgoing.removeHeader("Connection");
  outgoing.writeHead(answer.status, head(parts, incoming, answer));
}

function write(
  parts: ListenerParts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: Answer,
): void {
  writeHead(parts, incoming, outgoing, answer);
  outgoing.end(incoming.method === "HEAD" ? undefined : answer.body);
}

/** Sends the head and half of the body, then breaks the connection. */
function truncate(
  parts: ListenerParts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: Answer,
): void {
  writeHead(parts, incoming, outgoing, answer);
  outgoing.write(answer.body.slice(0, Math.floor(answer.body.length / 2)), () => {
    incoming.socket.destroy();
  });
}
