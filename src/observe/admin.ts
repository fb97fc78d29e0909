// The admin listener: health, readiness and metrics for operators. Never part of the public listener.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Exposition } from "./metrics.ts";

/** What the listener serves. */
export interface AdminParts {
  /** Host without brackets; port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** What keeps the edge from being ready, by the part's name; nothing means ready. */
  readonly unready: () => Readonly<Record<string, string>>;
  readonly scrape: () => Promise<Exposition>;
  /** Told of a scrape that failed. */
  readonly failed: (error: unknown) => void;
}

/** The listener. */
export interface AdminListener {
  /** Resolves with the URL once it listens; rejects where the address can not be taken. */
  start(): Promise<string>;
  /** Finishes what is in flight, at most for the given milliseconds. */
  stop(deadlineMs: number): Promise<void>;
}

const headBytesMax = 16 * 1_024;
const requestWaitMs = 10_000;

/** Prepares a listener; `start` opens it. */
export function createAdminListener(parts: AdminParts): AdminListener {
  let stopping = false;
  const server = createServer(
    { maxHeaderSize: headBytesMax, requestTimeout: requestWaitMs, headersTimeout: requestWaitMs },
    (request, response) => {
      // A connection kept open would hold the stop back until it times out.
      void serve(parts, request, response, () => stopping);
    },
  );
  return {
    start: () => listen(server, parts.listen),
    stop: (deadlineMs) =>
      new Promise((resolve) => {
        stopping = true;
        const late = setTimeout(() => server.closeAllConnections(), deadlineMs);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function listen(server: Server, { host, port }: AdminParts["listen"]): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      const taken = typeof address === "object" && address !== null ? address.port : port;
      resolve(`http://${host.includes(":") ? `[${host}]` : host}:${taken}`);
    });
  });
}

async function serve(
  parts: AdminParts,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: () => boolean,
): Promise<void> {
  const reply = await answer(parts, request);
  if (stopping()) response.setHeader("Connection", "close");
  send(request, response, reply);
}

interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly allow?: string;
}

async function answer(parts: AdminParts, request: IncomingMessage): Promise<Reply> {
  const path = (request.url ?? "").replace(/\?.*$/su, "");
  const known = path === "/health/alive" || path === "/health/ready" || path === "/metrics";
  if (!known) {
    return oryError(404, "Not Found", "The requested resource could not be found");
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    const refused = oryError(405, "Method Not Allowed", "Only GET and HEAD are answered here");
    return { ...refused, allow: "GET, HEAD" };
  }
  if (path === "/health/alive") return json(200, { status: "ok" });
  if (path === "/health/ready") {
    const errors = parts.unready();
    return Object.keys(errors).length === 0 ? json(200, { status: "ok" }) : json(503, { errors });
  }
  try {
    const { contentType, text } = await parts.scrape();
    return { status: 200, contentType, body: text };
  } catch (error) {
    parts.failed(error);
    return oryError(500, "Internal Server Error", "The metrics could not be read");
  }
}

function json(status: number, content: unknown): Reply {
  const body = `${JSON.stringify(content)}\n`;
  return { status, contentType: "application/json; charset=utf-8", body };
}

function oryError(code: number, status: string, message: string): Reply {
  return json(code, { error: { code, status, message } });
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, {
    "Content-Type": reply.contentType,
    "Content-Length": Buffer.byteLength(reply.body),
    "Cache-Control": "no-store",
    ...(reply.allow === undefined ? {} : { Allow: reply.allow }),
  });
  response.end(request.method === "HEAD" ? undefined : reply.body);
}
