// The Node host: speaks HTTP/1.1 to callers and hands each request to the edge as it came. It decides nothing
// about sessions; it only refuses what is not one unambiguous request.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Connection, type ConnectionSettings } from "./connection.ts";
import type { ClientFault, Handle } from "./exchange.ts";

export type { ClientFault, Handle } from "./exchange.ts";

/** What a Node host needs to know. */
export interface NodeHostOptions {
  /** `address:port`, IPv6 addresses in brackets; port 0 takes a free one. */
  readonly listen: string;
  readonly handle: Handle;
  /** Bytes of a request's line and header lines together; more is answered with 431. */
  readonly headBytesMax: number;
  /** How long a request's head may take from its first byte, or a fresh connection may stay silent. */
  readonly headWaitMs?: number;
  /** How long a connection may stay open between two requests. */
  readonly idleMs?: number;
  /** How long a client may make no progress with a body that is waited for; then 408. */
  readonly bodyWaitMs?: number;
  /** How long a client may read nothing of its answer. */
  readonly stallMs?: number;
  /** Counts what clients did wrong. Gets no detail, so that nothing of a request can leak. */
  readonly onClientError?: (what: ClientFault) => void;
  /** Told why `handle` or a stream of its answer failed; for the log. */
  readonly onFailure?: (cause: unknown) => void;
}

/** A host that can be started once and stopped once. */
export interface NodeHost {
  /** Resolves when connections are accepted; rejects if the address cannot be used. */
  start(): Promise<void>;
  /**
   * Lets each connection end: with its next answer, which says so, or once no request has come on it for a quarter of
   * the deadline, 2 s at most. New ones are still taken, and end in the same way.
   */
  retire(deadlineMs: number): void;
  /** Retires, and takes no new connections. */
  drain(deadlineMs: number): void;
  /** Drains, breaks what is left after the deadline, and resolves when all is closed. */
  stop(deadlineMs: number): Promise<void>;
  /** What is open at this moment. */
  load(): HostLoad;
  /** `http://address:port`, without a slash at the end. Throws before `start` has resolved. */
  readonly url: string;
}

/** What a host has open. */
export interface HostLoad {
  readonly connections: number;
  /** Those of them on which a request is being answered. */
  readonly requests: number;
}

const defaultHeadWaitMs = 10_000;
/** Longer than the 60 s after which common load balancers drop a connection, so that they do, and not we in mid-request. */
const defaultIdleMs = 65_000;
const defaultBodyWaitMs = 15_000;
const defaultStallMs = 60_000;
const lingerMs = 500;
const lastRequestMsMax = 2_000;
/** Share of the time for stopping that is spent on clients that send nothing. */
const lastRequestShare = 4;
/** New connections must not keep a host from closing for longer than that. */
const takingMsMax = 250;
/** How often connections are checked for heads that take too long. */
const headCheckMs = 1_000;

/** Makes a host; nothing happens until `start`. Throws on an address that is none. */
export function createNodeHost(options: NodeHostOptions): NodeHost {
  const where = parseListen(options.listen);
  const settings: ConnectionSettings = {
    handle: options.handle,
    headBytesMax: options.headBytesMax,
    stallMs: options.stallMs ?? defaultStallMs,
    bodyWaitMs: options.bodyWaitMs ?? defaultBodyWaitMs,
    lingerMs,
    onClientError: options.onClientError ?? (() => undefined),
    onFailure: options.onFailure ?? (() => undefined),
  };
  const connections = new Map<Socket, Connection>();
  const server = strictServer(options);

  let closed: Promise<void> | undefined;
  let lastRequestMs: number | undefined;
  let overdue = false;
  let taken = 0;
  const retire = (deadlineMs: number): void => {
    if (lastRequestMs !== undefined) return;
    const waitMs = Math.min(lastRequestMsMax, deadlineMs / lastRequestShare);
    lastRequestMs = waitMs;
    for (const connection of connections.values()) connection.drain(waitMs);
  };
  /** Closing resets what the system has accepted and this process has not yet taken, which it does one by one. */
  const takeAccepted = async (): Promise<void> => {
    const endsAtMs = performance.now() + takingMsMax;
    let before: number;
    do {
      before = taken;
      await nextTurn();
      await nextTurn();
    } while (taken !== before && performance.now() < endsAtMs);
  };
  const close = async (): Promise<void> => {
    await takeAccepted();
    // The callback's error says that the server was not running: then all is closed already.
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const drain = (deadlineMs: number): Promise<void> => {
    retire(deadlineMs);
    closed ??= close();
    return closed;
  };
  // Node's own way to close idle connections cuts answers that are ended but not yet sent.
  server.closeIdleConnections = () => undefined;
  server.on("connection", (socket: Socket) => {
    taken += 1;
    const address = socket.remoteAddress;
    if (address === undefined) {
      socket.destroy();
      return;
    }
    const peer = { address: plainAddress(address), protocol: "http" } as const;
    const connection = new Connection(socket, peer, settings);
    connections.set(socket, connection);
    if (overdue) connection.destroy();
    else if (lastRequestMs !== undefined) connection.drain(lastRequestMs);
    socket.once("close", () => connections.delete(socket));
  });

  const accept = (request: IncomingMessage, response: ServerResponse): void => {
    connections.get(request.socket)?.accept(request, response);
  };
  server.on("request", accept);
  // The exchange itself sends `100 Continue`, when the body is first asked for; other expectations are the origin's to judge.
  server.on("checkContinue", accept);
  server.on("checkExpectation", accept);
  server.on("timeout", (socket: Socket) => connections.get(socket)?.stalled());
  server.on("connect", (_request: IncomingMessage, socket: Socket) => {
    // Node has let go of the socket, its error listener included.
    socket.on("error", () => socket.destroy());
    socket.resume();
    connections.get(socket)?.refuse("edge_method_refused");
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    const connection = connections.get(socket);
    const code = error.code ?? "";
    if (connection === undefined) socket.destroy();
    else if (code === "ERR_HTTP_REQUEST_TIMEOUT") connection.cut();
    else if (code === "HPE_HEADER_OVERFLOW") connection.refuse("edge_head_too_large");
    // An end in mid-request is a client that left, not one to be told anything.
    else if (code.startsWith("HPE_") && code !== "HPE_INVALID_EOF_STATE") {
      connection.refuse("edge_request_malformed");
    } else connection.destroy();
  });

  return {
    async start() {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(where.port, where.host, () => {
          server.off("error", reject);
          resolve();
        });
      });
    },
    retire,
    drain(deadlineMs) {
      void drain(deadlineMs);
    },
    async stop(deadlineMs) {
      const late = setTimeout(() => {
        overdue = true;
        for (const connection of connections.values()) connection.destroy();
      }, deadlineMs);
      await drain(deadlineMs);
      clearTimeout(late);
      // The server is closed a moment before its last connections have told their exchanges.
      await Promise.all(Array.from(connections.values(), async ({ closed }) => closed));
    },
    load() {
      const busy = [...connections.values()].filter((connection) => connection.busy);
      return { connections: connections.size, requests: busy.length };
    },
    get url() {
      const address = server.address();
      if (address === null || typeof address === "string")
        throw new Error("the host is not started");
      return urlOf(address);
    },
  };
}

/** Resolves when the event loop has begun its next turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function strictServer(options: NodeHostOptions): Server {
  const server = createServer({
    insecureHTTPParser: false,
    // The host checks Host itself, so that the refusal has the shape of all others.
    requireHostHeader: false,
    maxHeaderSize: options.headBytesMax,
    headersTimeout: options.headWaitMs ?? defaultHeadWaitMs,
    connectionsCheckingInterval: Math.min(headCheckMs, options.headWaitMs ?? defaultHeadWaitMs),
    // An upload may take as long as its bytes keep coming.
    requestTimeout: 0,
    keepAliveTimeout: options.idleMs ?? defaultIdleMs,
    noDelay: true,
    // A request that offers an upgrade is a plain request.
    shouldUpgradeCallback: () => false,
  });
  // By default Node silently drops header lines beyond 1,000 or so: a session cookie could go missing, or its double.
  server.maxHeadersCount = 0;
  server.timeout = options.stallMs ?? defaultStallMs;
  return server;
}

function parseListen(listen: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(listen) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new Error(`the address to listen on must be address:port, not ${listen}`);
  }
  return { host, port: Number(port) };
}

/** IPv4 clients of an IPv6 socket have an address like `::ffff:192.0.2.1`; everyone else writes `192.0.2.1`. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

function urlOf(address: AddressInfo): string {
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
