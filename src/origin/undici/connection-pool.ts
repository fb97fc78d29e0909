// Connections to one origin. Each is lent to one call at a time, and is kept only if its exchange ended cleanly and
// brought no surplus byte.
//
// undici's own pool cannot tell whether a connection was used before, and cannot give up a call that still waits for
// one. It looks at an idle socket for one turn of the event loop, and after that gives any byte on it to the running
// request.
import { Socket } from "node:net";
import type { Dispatcher } from "undici";
import buildConnector from "undici/lib/core/connect.js";
import Client from "undici/lib/dispatcher/client.js";
import { lookupWithout } from "../guarded-lookup.ts";
import { UnaskedBytes, type Unasked } from "../unasked-bytes.ts";

/** The options of a pool. */
export interface ConnectionPoolOptions {
  /** Scheme and authority of the origin. */
  readonly origin: string;
  /** Connections at once, including idle ones. Further calls wait. */
  readonly connectionsMax: number;
  /** How long an idle connection is kept, in milliseconds. If the origin announces a shorter time, that counts. */
  readonly idleMs: number;
  /** Bytes of an answer's head. */
  readonly headBytesMax: number;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly certificateAuthorities: string | undefined;
  /** The addresses that the origin's name must not resolve to. */
  readonly refusesAddress: ((address: string) => boolean) | undefined;
}

/** Options of undici's `dispatch`. It accepts any async iterable as a body, although its types allow only some. */
interface SendOptions extends Omit<Dispatcher.DispatchOptions, "body"> {
  body?: AsyncIterable<Uint8Array> | Exclude<Dispatcher.DispatchOptions["body"], undefined>;
}

/** The one method of an undici client that calls use. */
interface Sender {
  dispatch(options: SendOptions, handler: Dispatcher.DispatchHandler): boolean;
}

/** One connection, possibly not made yet. undici connects when the first request is dispatched. */
export interface Connection {
  readonly client: Sender;
  /** The number of requests that were written to the current socket. */
  requests: number;
  /** Whether nothing has arrived that no request asked for. */
  isQuiet(): boolean;
  /** Holds back what is written to the socket until it is released. */
  hold(): void;
  letGo(): void;
  /** Notes that an answer has ended. Bytes that arrive from now on were not asked for. */
  answerEnded(): void;
  /** What has been read since the last answer ended. Does not look at the socket again. */
  brought(): Unasked;
  /** Closes the socket at once, even while it is still connecting. */
  destroy(): Promise<void>;
}

/** Lends connections. */
export interface ConnectionPool {
  /** Calls `take` with a connection, at once or when one is free. The returned function ends the wait. */
  lend(take: (connection: Connection) => void): () => void;
  /**
   * Takes back a connection whose exchange ended cleanly. It is lent again once the event loop has looked for surplus
   * bytes.
   */
  giveBack(connection: Connection): void;
  /** Closes a connection whose exchange did not end cleanly. */
  drop(connection: Connection): void;
  /** Closes a borrowed connection and lends a new one instead. */
  renew(connection: Connection): Connection;
  /** Closes every connection. Resolves when all are closed. */
  close(): Promise<void>;
}

/** A pool without connections. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const { origin, connectionsMax, idleMs, headBytesMax, certificateAuthorities } = options;
  // All connections share one connector, because it holds the TLS sessions. Calls have their own time limits.
  const connector = buildConnector({
    allowH2: false,
    timeout: 0,
    ...(certificateAuthorities === undefined ? undefined : { ca: certificateAuthorities }),
    ...(options.refusesAddress === undefined
      ? undefined
      : { lookup: lookupWithout(options.refusesAddress) }),
  });
  const open = new Set<Connection>();
  const idle: Connection[] = [];
  const waiting = new Set<(connection: Connection) => void>();
  const closing = new Set<Promise<void>>();
  /** Connections that are not idle yet, because the event loop must look at them once more. */
  let settling = 0;

  function connect(): Connection {
    let socket: Socket | undefined;
    let unasked: UnaskedBytes | undefined;
    const client = new Client(origin, {
      connect: (target, callback) => {
        // The connector returns its socket, although its type does not say so. Nothing else gives access to a socket
        // that is still connecting or in its TLS handshake. Without it, such a socket would stay until the operating
        // system gives up.
        const made: unknown = connector(target, callback);
        if (!(made instanceof Socket)) throw new TypeError("undici's connector returned no socket");
        socket = made;
        unasked = new UnaskedBytes(made);
      },
      allowH2: false,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      maxHeaderSize: headBytesMax,
    });
    const connection: Connection = {
      client,
      requests: 0,
      isQuiet: () => {
        const arrived = unasked?.arrived();
        // If this is unknown, a connection serves one request only.
        return arrived === "none" || (arrived !== "some" && connection.requests === 0);
      },
      hold: () => socket?.cork(),
      letGo: () => socket?.uncork(),
      answerEnded: () => unasked?.answerEnded(),
      brought: () => (socket?.destroyed === true ? "none" : (unasked?.brought() ?? "none")),
      destroy: () => {
        const destroyed = client.destroy();
        socket?.destroy();
        return destroyed;
      },
    };
    // A client makes a new socket by itself when the origin has closed its kept one.
    const isNew = (): void => {
      connection.requests = 0;
    };
    client.on("connect", isNew).on("disconnect", isNew);
    open.add(connection);
    return connection;
  }

  function discard(connection: Connection): void {
    open.delete(connection);
    const closed = connection.destroy().finally(() => closing.delete(closed));
    closing.add(closed);
  }

  /** Takes back a connection that the event loop has looked at. */
  function settle(connection: Connection): void {
    settling -= 1;
    if (!open.has(connection)) return;
    if (connection.brought() !== "none") {
      discard(connection);
      serveNext(connect);
    } else if (!serveNext(() => connection)) {
      idle.push(connection);
    }
  }

  /** Gives a connection to the call that has waited longest. */
  function serveNext(connection: () => Connection): boolean {
    for (const take of waiting) {
      waiting.delete(take);
      take(connection());
      return true;
    }
    return false;
  }

  return {
    lend(take) {
      // The connection that was used last is the least likely to be dead.
      const kept = idle.pop();
      if (kept !== undefined) take(kept);
      // Connecting takes longer than the turn after which a connection is free.
      else if (settling > waiting.size) waiting.add(take);
      else if (open.size < connectionsMax) take(connect());
      else waiting.add(take);
      return () => {
        waiting.delete(take);
      };
    },
    giveBack(connection) {
      if (!open.has(connection)) return;
      settling += 1;
      // The first callback runs before the loop polls, the second after it.
      setImmediate(() => setImmediate(settle, connection));
    },
    drop(connection) {
      if (!open.has(connection)) return;
      discard(connection);
      serveNext(connect);
    },
    renew(connection) {
      discard(connection);
      return connect();
    },
    async close() {
      waiting.clear();
      idle.length = 0;
      for (const connection of open) discard(connection);
      await Promise.all(closing);
    },
  };
}
