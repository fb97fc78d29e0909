// The connections of the edge's own calls. Each serves one call at a time, and is kept only if its exchange ended cleanly
// and brought no surplus byte.
import type { Deadlines } from "./deadlines.ts";
import type { OwnCall } from "./own-call.ts";
import { OwnConnection, type ConnectionOwner, type OpenSocket } from "./own-connection.ts";

/** The options of a set of connections. */
export interface OwnConnectionsOptions {
  readonly open: OpenSocket;
  /** Connections at once, including idle ones. Further calls wait. */
  readonly connectionsMax: number;
  /** How long an idle connection is kept, in milliseconds. If the origin announces a shorter time, that counts. */
  readonly idleMs: number;
  /** Bytes of an answer's head. */
  readonly headBytesMax: number;
}

/** What the origin's announced time is shortened by, so that no request meets a connection that is just closing. */
const keepAliveMarginMs = 2_000;

/** Lends connections to calls. */
export class OwnConnections implements ConnectionOwner {
  readonly #options: OwnConnectionsOptions;
  readonly #deadlines: Deadlines;
  readonly #open = new Set<OwnConnection>();
  readonly #idle: OwnConnection[] = [];
  readonly #waiting = new Set<OwnCall>();
  /** Connections whose socket is not closed yet, whether or not they are in use. */
  readonly #unclosed = new Set<OwnConnection>();
  /** Connections that were given back in this turn of the event loop. */
  #returned: OwnConnection[] = [];
  /** The number of connections that the event loop must look at once more. */
  #settling = 0;
  #onAllClosed: (() => void) | undefined;

  /** A set without connections. */
  constructor(options: OwnConnectionsOptions, deadlines: Deadlines) {
    this.#options = options;
    this.#deadlines = deadlines;
  }

  /** Serves a call, at once or when a connection is free. */
  lend(call: OwnCall, nowMs: number): void {
    const kept = this.#takeIdle(nowMs);
    if (kept !== undefined) call.take(kept);
    // Connecting takes longer than the turn after which a connection is free.
    else if (this.#settling > this.#waiting.size) this.#waiting.add(call);
    else if (this.#open.size < this.#options.connectionsMax) call.take(this.#connect());
    else this.#waiting.add(call);
  }

  /** Ends a call's wait for a connection. */
  leave(call: OwnCall): void {
    this.#waiting.delete(call);
  }

  /** It is lent again once the event loop has looked for surplus bytes. */
  giveBack(connection: OwnConnection): void {
    if (!this.#open.has(connection)) return;
    this.#settling += 1;
    this.#returned.push(connection);
    // The first callback runs before the loop polls, the second after it.
    if (this.#returned.length === 1) setImmediate(this.#pollOnce);
  }

  drop(connection: OwnConnection): void {
    if (this.#discard(connection)) this.#serveNext();
  }

  /** Closes a connection and lends a new one instead. */
  renew(connection: OwnConnection, call: OwnCall): void {
    this.#discard(connection);
    call.take(this.#connect());
  }

  closed(connection: OwnConnection): void {
    this.#unclosed.delete(connection);
    if (this.#unclosed.size === 0) this.#onAllClosed?.();
  }

  /** Gives up every call and closes every connection. Resolves when all are closed. */
  async close(): Promise<void> {
    const cause = new Error("the edge is stopping");
    // First those that wait, so that none gets the connection that another gives up.
    for (const call of this.#waiting) call.fail("aborted", cause);
    for (const connection of this.#open) {
      connection.call?.fail("aborted", cause);
      this.#discard(connection);
    }
    if (this.#unclosed.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onAllClosed = resolve;
    });
  }

  #connect(): OwnConnection {
    const connection = new OwnConnection(this, this.#options.open, this.#options.headBytesMax);
    this.#open.add(connection);
    this.#unclosed.add(connection);
    return connection;
  }

  /** The connection that was used last, because that is the least likely to be dead. */
  #takeIdle(nowMs: number): OwnConnection | undefined {
    for (;;) {
      const connection = this.#idle.at(-1);
      if (connection === undefined) return undefined;
      if (connection.dueMs > nowMs) {
        this.#idle.pop();
        this.#deadlines.delete(connection);
        connection.ref();
        return connection;
      }
      this.#discard(connection);
    }
  }

  /** Returns whether the connection was in use or idle until now. */
  #discard(connection: OwnConnection): boolean {
    if (!this.#open.delete(connection)) return false;
    this.#deadlines.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
    connection.destroy();
    return true;
  }

  readonly #pollOnce = (): void => {
    const returned = this.#returned;
    this.#returned = [];
    setImmediate(this.#settle, returned);
  };

  /** Takes back connections that the event loop has looked at. */
  readonly #settle = (returned: readonly OwnConnection[]): void => {
    this.#settling -= returned.length;
    const nowMs = performance.now();
    for (const connection of returned) {
      if (!this.#open.has(connection)) {
        // It was lost meanwhile, and a call may have waited for it.
        if (this.#open.size < this.#options.connectionsMax) this.#serveNext();
        continue;
      }
      const keepMs = Math.min(this.#options.idleMs, connection.keepAliveMs - keepAliveMarginMs);
      if (!connection.isQuiet() || keepMs <= 0) {
        this.drop(connection);
      } else if (!this.#serveNext(connection)) {
        connection.dueMs = nowMs + keepMs;
        this.#idle.push(connection);
        this.#deadlines.add(connection);
        connection.unref();
      }
    }
  };

  /** Gives a connection, or else a new one, to the call that has waited longest. Returns whether one waits. */
  #serveNext(connection?: OwnConnection): boolean {
    for (const call of this.#waiting) {
      this.#waiting.delete(call);
      call.take(connection ?? this.#connect());
      return true;
    }
    return false;
  }
}
