// Connections to one origin: each lent to one call at a time, kept only after an exchange that ended cleanly.
//
// undici's own pool can neither tell whether a connection was used before nor give up a call that still waits for one.
import { Socket } from "node:net";
import { lookupWithout } from "./guarded-lookup.ts";
import { buildConnector, Client, type Dispatcher } from "undici";

/** What a pool is made with. */
export interface ConnectionPoolOptions {
  /** Scheme and authority of the origin. */
  readonly origin: string;
  /** Connections at once, idle ones included. Calls beyond wait. */
  readonly connectionsMax: number;
  /** How long an idle connection is kept, in milliseconds; a shorter time that the origin announces counts. */
  readonly idleMs: number;
  /** Bytes of an answer's head. */
  readonly headBytesMax: number;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly certificateAuthorities: string | undefined;
  /** Addresses to which the origin's name must not lead. */
  readonly refusesAddress: ((address: string) => boolean) | undefined;
}

/** Options of undici's `dispatch`. It takes any async iterable as a body, though its types know only some. */
interface SendOptions extends Omit<Dispatcher.DispatchOptions, "body"> {
  body?: AsyncIterable<Uint8Array> | Exclude<Dispatcher.DispatchOptions["body"], undefined>;
}

/** The one method of an undici client that calls use. */
interface Sender {
  dispatch(options: SendOptions, handler: Dispatcher.DispatchHandler): boolean;
}

/** One connection, or one about to be made: undici connects when the first request is dispatched. */
export interface Connection {
  readonly client: Sender;
  /** Requests that were written to the present socket. */
  requests: number;
  /** Closes the socket at once, even one that is still connecting. */
  destroy(): Promise<void>;
}

/** Lends connections. */
export interface ConnectionPool {
  /** Calls `take` with a connection, at once or when one is free. The function returned gives up waiting. */
  lend(take: (connection: Connection) => void): () => void;
  /** Takes a connection back whose exchange ended cleanly. */
  giveBack(connection: Connection): void;
  /** Closes a connection whose exchange did not. */
  drop(connection: Connection): void;
  /** Closes a borrowed connection and lends a new one in its stead. */
  renew(connection: Connection): Connection;
  /** Closes every connection; resolves when they are closed. */
  close(): Promise<void>;
}

/** A pool without connections. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const { origin, connectionsMax, idleMs, headBytesMax, certificateAuthorities } = options;
  // One connector for all, since it holds the TLS sessions. Time limits are the calls'.
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

  function connect(): Connection {
    let socket: unknown;
    const client = new Client(origin, {
      connect: (target, callback) => {
        // It returns its socket, though its type does not say so: the only hold on one that still connects or is in
        // its TLS handshake. Without it such a socket would stay until the operating system gives up.
        socket = connector(target, callback);
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
      destroy: () => {
        const destroyed = client.destroy();
        if (socket instanceof Socket) socket.destroy();
        return destroyed;
      },
    };
    // A client whose kept socket the origin has closed makes a new one by itself.
    client.on("connect", () => {
      connection.requests = 0;
    });
    open.add(connection);
    return connection;
  }

  function discard(connection: Connection): void {
    open.delete(connection);
    const closed = connection.destroy().finally(() => closing.delete(closed));
    closing.add(closed);
  }

  /** Gives a connection to whoever has waited longest. */
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
      // The one used last is the one least likely to be dead.
      const kept = idle.pop();
      if (kept !== undefined) take(kept);
      else if (open.size < connectionsMax) take(connect());
      else waiting.add(take);
      return () => {
        waiting.delete(take);
      };
    },
    giveBack(connection) {
      if (!open.has(connection)) return;
      if (!serveNext(() => connection)) idle.push(connection);
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
