// The Node host speaks HTTP/1.1 to clients and hands each request to the edge as it came. It decides nothing about
// sessions. It only refuses requests that are not well-formed or that can be read in two ways.
// It is over 300 lines, because all of it is about the one server and its connections.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { defaultLimits } from "../../core/limits.ts";
import type { Peer } from "../../edge/ports.ts";
import { parseListen, plainAddress, urlOf } from "./addresses.ts";
import { Connection, type ConnectionSettings } from "./connection.ts";
import { adoptSocket } from "./direct/adopted-socket.ts";
import {
  DirectConnection,
  type AnswerSimple,
  type DirectSettings,
} from "./direct/direct-connection.ts";
import type { ClientFault, Handle } from "./exchange.ts";
import { takeListener } from "./http-listener.ts";
import { Handshakes, secureContextOptions, type TlsPair } from "./tls.ts";

export type { AnswerSimple } from "./direct/direct-connection.ts";
export type { ClientFault, Handle } from "./exchange.ts";
export type { TlsPair } from "./tls.ts";

/** The options of a Node host. */
export interface NodeHostOptions {
  /** `address:port`, with IPv6 addresses in brackets. Port 0 takes a free one. */
  readonly listen: string;
  readonly handle: Handle;
  /** Answers a request that was read without `node:http`. If this is not given, `node:http` reads all requests. */
  readonly answerSimple?: AnswerSimple | undefined;
  /** Whether other processes listen on the same address. The system spreads connections over them. */
  readonly reusePort?: boolean;
  /** The certificate with which the host speaks TLS. If this is not given, it speaks plain HTTP. */
  readonly tls?: TlsPair | undefined;
  /** Handshakes that may be unfinished at once. Above that, the oldest is ended. */
  readonly handshakesMax?: number | undefined;
  /** Bytes of a request's line and header lines together. A larger head is answered with 431. */
  readonly headBytesMax: number;
  /**
   * How long a request's head may take from its first byte, or a new connection may stay silent. A TLS handshake may take
   * as long in addition.
   */
  readonly headWaitMs?: number;
  /** How long a connection may stay open between two requests. */
  readonly idleMs?: number;
  /** How long a client may make no progress with a body that the edge waits for. Then it gets 408. */
  readonly bodyWaitMs?: number;
  /** How long a client may read nothing of its answer. */
  readonly stallMs?: number;
  /** Called with each fault of a client. It gets no detail, so that nothing of a request can leak. */
  readonly onClientError?: (what: ClientFault) => void;
  /** Called with the cause if `handle` or a stream of its answer failed. For the log. */
  readonly onFailure?: (cause: unknown) => void;
}

/** A host that can be started once and stopped once. */
export interface NodeHost {
  /** Resolves when connections are accepted. Rejects if the address cannot be used. */
  start(): Promise<void>;
  /**
   * Lets each connection end: with its next answer, which announces it, or once no request has arrived on it for a
   * quarter of the deadline, at most 2 s. New connections are still accepted, and end in the same way.
   */
  retire(deadlineMs: number): void;
  /** Retires, and accepts no new connections. */
  drain(deadlineMs: number): void;
  /** Drains, then breaks the connections that are left after the deadline. Resolves when all are closed. */
  stop(deadlineMs: number): Promise<void>;
  /** The connections and requests that are open now. */
  load(): HostLoad;
  /**
   * Uses another certificate for new connections. Those that are open keep theirs. Throws if certificate and key cannot
   * be used together, or if the host does not speak TLS.
   */
  replaceTls(pair: TlsPair): void;
  /** `http://address:port` or `https://address:port`, without a final slash. Throws before `start` has resolved. */
  readonly url: string;
}

/** The open connections and requests of a host. */
export interface HostLoad {
  readonly connections: number;
  /** Connections on which a request is being answered. */
  readonly requests: number;
}

const defaultHeadWaitMs = 10_000;
/**
 * Longer than the 60 s after which common load balancers drop a connection. So they drop it first, and the host does
 * not close it while a request arrives.
 */
const defaultIdleMs = 65_000;
const defaultBodyWaitMs = 15_000;
const defaultStallMs = 60_000;
const lingerMs = 500;
const lastRequestMsMax = 2_000;
/** The deadline of a stop divided by this is how long the host waits for clients that send nothing. */
const lastRequestShare = 4;
/** The longest time that new connections may keep a host from closing. */
const takingMsMax = 250;
/** How often the host looks for heads that take too long. */
const headCheckMs = 1_000;

/**
 * Makes a host. Nothing happens until `start`. Throws if the address is not valid, or if certificate and key cannot be
 * used together.
 */
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
  const connections = new Map<Socket, Connection | DirectConnection>();
  const secure = options.tls === undefined ? undefined : strictTlsServer(options, options.tls);
  const server = secure ?? strictPlainServer(options);
  const acceptAsHttp = takeListener(
    server,
    secure === undefined ? "connection" : "secureConnection",
  );
  const handshakes = new Handshakes(options.handshakesMax ?? defaultLimits.handshakesMax);

  let closed: Promise<void> | undefined;
  let lastRequestMs: number | undefined;
  let overdue = false;
  let taken = 0;
  let checking: NodeJS.Timeout | undefined;
  const checkDirect = (tickMs: number): void => {
    for (const connection of connections.values()) {
      if (connection instanceof DirectConnection) connection.check(tickMs);
    }
  };
  const retire = (deadlineMs: number): void => {
    if (lastRequestMs !== undefined) return;
    const waitMs = Math.min(lastRequestMsMax, deadlineMs / lastRequestShare);
    lastRequestMs = waitMs;
    for (const connection of connections.values()) connection.drain(waitMs);
  };
  /**
   * Takes the connections that the system has accepted, because closing would reset those that this process has not
   * taken yet. It takes them one by one.
   */
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
    // The callback's error means that the server was not running. Then everything is closed already.
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const drain = (deadlineMs: number): Promise<void> => {
    retire(deadlineMs);
    closed ??= close();
    return closed;
  };
  // Node's own way to close idle connections would cut answers that are ended but not yet sent.
  server.closeIdleConnections = () => undefined;
  const open = (socket: Socket): void => {
    const address = socket.remoteAddress;
    if (address === undefined) {
      socket.destroy();
      return;
    }
    const protocol = socket instanceof TLSSocket ? "https" : "http";
    const peer = { address: plainAddress(address), protocol } as const;
    socket.once("close", () => connections.delete(socket));
    if (overdue) socket.destroy();
    else if (direct === undefined || lastRequestMs !== undefined) parse(socket, peer, nothingRead);
    else if (socket instanceof TLSSocket) takeDecrypted(socket, peer, direct);
    else takeDirectly(socket, peer, direct);
  };
  server.on("connection", (socket: Socket) => {
    taken += 1;
    if (secure === undefined) open(socket);
    else if (overdue) socket.destroy();
    else if (handshakes.begin(socket)) settings.onClientError("handshakes-many");
  });
  secure?.on("secureConnection", (socket: TLSSocket) => {
    handshakes.finish(socket);
    // As node:http has it, but only from here on: a client that ends its side in the handshake is gone.
    socket.allowHalfOpen = true;
    open(socket);
  });

  /** Reads a TLS connection without node:http for as long as it brings only simple requests. */
  const takeDecrypted = (socket: TLSSocket, peer: Peer, how: DirectSettings): void => {
    const receive = (bytes: Buffer): void => connection.receive(bytes, bytes.byteLength);
    const connection: DirectConnection = new DirectConnection(socket, peer, {
      ...how,
      handOver: (_same, _peer, unread) => {
        socket.off("data", receive);
        parse(socket, peer, unread);
      },
    });
    connections.set(socket, connection);
    socket.on("data", receive);
  };

  /** Reads a connection without node:http for as long as it brings only simple requests. */
  const takeDirectly = (accepted: Socket, peer: Peer, how: DirectSettings): void => {
    const socket = adoptSocket(accepted, readBuffer, (count) =>
      connection.receive(readBuffer, count),
    );
    if (socket === undefined) return parse(accepted, peer, nothingRead);
    const connection = new DirectConnection(socket, peer, how);
    connections.set(socket, connection);
    socket.once("close", () => connections.delete(socket));
  };

  /** Lets node:http parse a connection from the given bytes on. */
  const parse = (socket: Socket, peer: Peer, unread: Buffer): void => {
    acceptAsHttp.call(server, socket);
    // Its parser would read from the handle of the socket, past its stream. TLS goes on giving it what has been decrypted
    // after it was paused, and a paused parser refuses that. With a listener for data it is fed by the stream.
    if (socket instanceof TLSSocket) socket.on("data", ignore);
    const connection = new Connection(socket, peer, settings, unread.byteLength);
    connections.set(socket, connection);
    // First, because what is parsed next may pause it again.
    if (socket.isPaused()) socket.resume();
    if (unread.byteLength > 0) socket.unshift(unread);
    if (lastRequestMs !== undefined) connection.drain(lastRequestMs);
  };
  const direct: DirectSettings | undefined =
    options.answerSimple === undefined
      ? undefined
      : {
          answer: options.answerSimple,
          headBytesMax: options.headBytesMax,
          headWaitMs: options.headWaitMs ?? defaultHeadWaitMs,
          idleMs: options.idleMs ?? defaultIdleMs,
          stallMs: settings.stallMs,
          onClientError: settings.onClientError,
          onFailure: settings.onFailure,
          handOver: parse,
        };

  // An accepted socket that reads already could not be moved. The types of Node know this for a server's options only.
  if (direct !== undefined && secure === undefined) Reflect.set(server, "pauseOnConnect", true);
  const parsed = (socket: Socket): Connection | undefined => {
    const connection = connections.get(socket);
    return connection instanceof Connection ? connection : undefined;
  };
  const accept = (request: IncomingMessage, response: ServerResponse): void => {
    parsed(request.socket)?.accept(request, response);
  };
  server.on("request", accept);
  // The exchange sends `100 Continue` itself when the body is first read. The origin decides about other expectations.
  server.on("checkContinue", accept);
  server.on("checkExpectation", accept);
  server.on("timeout", (socket: Socket) => parsed(socket)?.stalled());
  server.on("connect", (_request: IncomingMessage, socket: Socket) => {
    // Node has released the socket and its error listener.
    socket.on("error", () => socket.destroy());
    socket.resume();
    parsed(socket)?.refuse("edge_method_refused");
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    const connection = parsed(socket);
    const code = error.code ?? "";
    if (code === "ERR_TLS_HANDSHAKE_TIMEOUT") settings.onClientError("too-slow");
    if (connection === undefined) socket.destroy();
    else if (code === "ERR_HTTP_REQUEST_TIMEOUT") connection.cut();
    else if (code === "HPE_HEADER_OVERFLOW") connection.refuse("edge_head_too_large");
    // If the connection ends during a request, its client has left and needs no answer.
    else if (code.startsWith("HPE_") && code !== "HPE_INVALID_EOF_STATE") {
      connection.refuse("edge_request_malformed");
    } else connection.destroy();
  });

  return {
    async start() {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ ...where, reusePort: options.reusePort === true }, () => {
          server.off("error", reject);
          resolve();
        });
      });
      if (direct !== undefined) checking = everySecondOrSooner(direct.headWaitMs, checkDirect);
    },
    retire,
    drain(deadlineMs) {
      void drain(deadlineMs);
    },
    async stop(deadlineMs) {
      const late = setTimeout(() => {
        overdue = true;
        handshakes.destroy();
        for (const connection of connections.values()) connection.destroy();
      }, deadlineMs);
      await drain(deadlineMs);
      clearTimeout(late);
      clearInterval(checking);
      // The server closes a moment before the exchanges of its last connections know that.
      await Promise.all(Array.from(connections.values(), async ({ closed }) => closed));
    },
    load() {
      const busy = [...connections.values()].filter((connection) => connection.busy);
      return { connections: connections.size + handshakes.size, requests: busy.length };
    },
    replaceTls(pair) {
      if (secure === undefined) throw new Error("the host does not speak TLS");
      secure.setSecureContext(secureContextOptions(pair));
    },
    get url() {
      const address = server.address();
      if (address === null || typeof address === "string")
        throw new Error("the host is not started");
      return urlOf(address, secure === undefined ? "http" : "https");
    },
  };
}

/** Calls a function every second, or as often as the shortest wait needs. Does not keep the process alive. */
function everySecondOrSooner(waitMs: number, call: (tickMs: number) => void): NodeJS.Timeout {
  const tickMs = Math.min(headCheckMs, waitMs);
  const timer = setInterval(() => call(tickMs), tickMs);
  timer.unref();
  return timer;
}

const nothingRead = Buffer.alloc(0);
const ignore = (): void => undefined;

/** Where direct connections read, one after the other. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1_024);

/** Resolves when the next turn of the event loop has begun. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function strictPlainServer(options: NodeHostOptions): Server {
  return strict(createServer(strictOptions(options)), options);
}

function strictTlsServer(options: NodeHostOptions, pair: TlsPair): TlsServer {
  const server = createTlsServer({
    ...strictOptions(options),
    ...secureContextOptions(pair),
    ALPNProtocols: ["http/1.1"],
    handshakeTimeout: options.headWaitMs ?? defaultHeadWaitMs,
  });
  return strict(server, options);
}

function strictOptions(options: NodeHostOptions) {
  return {
    insecureHTTPParser: false,
    // The host checks Host itself, so that this refusal has the shape of all others.
    requireHostHeader: false,
    maxHeaderSize: options.headBytesMax,
    headersTimeout: options.headWaitMs ?? defaultHeadWaitMs,
    connectionsCheckingInterval: Math.min(headCheckMs, options.headWaitMs ?? defaultHeadWaitMs),
    // An upload may take any time while its bytes keep arriving.
    requestTimeout: 0,
    keepAliveTimeout: options.idleMs ?? defaultIdleMs,
    noDelay: true,
    // A request that offers an upgrade is handled as a plain request.
    shouldUpgradeCallback: () => false,
  };
}

function strict<Strict extends Server | TlsServer>(
  server: Strict,
  options: NodeHostOptions,
): Strict {
  // By default Node silently drops header lines after about 1,000. A session cookie could then be missing, or its
  // duplicate.
  server.maxHeadersCount = 0;
  server.timeout = options.stallMs ?? defaultStallMs;
  return server;
}
