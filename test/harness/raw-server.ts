// Servers that say exactly what a test tells them to, byte by byte, on a free port of the loopback interface.
import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { listenOnLoopback } from "./loopback.ts";

/** One request as it came over the wire. */
export interface RawRequest {
  /** The head's bytes without the empty line, read as Latin-1. */
  readonly head: string;
  /** What of the body had arrived together with the head. */
  readonly bodyStart: string;
  readonly socket: Socket;
  /** Number of the connection at this server, from 1. */
  readonly connection: number;
  /** Number of the request on its connection, from 1. */
  readonly nth: number;
}

/** A server of a test; it is closed, with all its connections, when the test has finished. */
export interface TestServer {
  readonly url: string;
  /** Every connection that was ever made. */
  readonly sockets: readonly Socket[];
}

/** Starts a server that hands over each request's head. After one with a body the connection
 * is the test's to read. */
export async function serveRaw(answer: (request: RawRequest) => void): Promise<TestServer> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    let nth = 0;
    let received = "";
    let inBody = false;
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      if (inBody) return;
      received += chunk.toString("latin1");
      const end = received.indexOf("\r\n\r\n");
      if (end === -1) return;
      const head = received.slice(0, end);
      const bodyStart = received.slice(end + 4);
      received = "";
      inBody = /^(content-length: *[1-9]|transfer-encoding:)/im.test(head);
      nth += 1;
      answer({ head, bodyStart, socket, connection, nth });
    });
  });
  return listen(server);
}

/** Starts an HTTP server of Node's. */
export async function serveHttp(answer: RequestListener): Promise<TestServer> {
  return listen(createHttpServer(answer));
}

/** Starts any server, over TLS where the scheme says so. */
export async function listen(server: Server, scheme = "http"): Promise<TestServer> {
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket));
  const url = await listenOnLoopback(server);
  onTestFinished(async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return { url: url.replace("http", scheme), sockets };
}

/** The header lines of a raw head: name, value, name, value … as they stood there. */
export function linesOf(head: string): readonly string[] {
  return head
    .split("\r\n")
    .slice(1)
    .flatMap((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
}

/** A complete answer without a body. */
export const emptyAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
