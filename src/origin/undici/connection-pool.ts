// Connections to one origin: each lent to one call at a time, kept only after an exchange that ended cleanly and brought no
// byte too many.
//
// undici's own pool can neither tell whether a connection was used before nor give up a call that still waits for one. It
// looks at an idle socket for one turn of the event loop, and then gives any byte on it to the request that runs.
import { Socket } from "node:net";
import { lookupWithout } from "./guarded-lookup.ts";
import { buildConnector, Client, type Dispatcher } from "undici";
import { UnaskedBytes, type Unasked } from "./unasked-bytes.ts";

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
  /** Whether nothing has arrived that no request asked for. */
  isQuiet(): boolean;
  /** Keeps what is written to the socket from leaving, until it is let go. */
  hold(): void;
  letGo(): void;
  /** Hears that an answer has ended: what arrives from now on was not asked for. */
  answerEnded(): void;
  /** What has been read since the last answer ended, without another look. */
  brought(): Unasked;
  /** Closes the socket at once, even one that is still connecting. */
  destroy(): Promise<void>;
}

/** Lends connections. */
export interface ConnectionPool {
  /** Calls `take` with a connection, at once or when one is free. The function returned gives up waiting. */
  lend(take: (connection: Connection) => void): () => void;
  /** Takes a connection back whose exchange ended cleanly. It is lent again once the event loop has looked for surplus bytes. */
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
  /** Connections that are not idle yet: the event loop looks at them once more. */
  let settling = 0;

  function connect(): Connection {
    let socket: Socket | undefined;
    let unasked: UnaskedBytes | undefined;
    const client = new Client(origin, {
      connect: (target, callback) => {
        // It returns its socket, though its type does not say so: the only hold on one that still connects or is in
        // its TLS handshake. Without it such a socket would stay until the operating system gives up.
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
        // If that cannot be known, a connection serves one request.
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
    // A client whose kept socket the origin has closed makes a new one by itself.
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

  /** Takes back what the event loop has looked at. */
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
      // The one used last is the one least likely to be dead.
      const kept = idle.pop();
      if (kept !== undefined) take(kept);
      // Connecting takes longer than the turn until one is there.
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
      // The first comes before the loop polls, the second after it.
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
