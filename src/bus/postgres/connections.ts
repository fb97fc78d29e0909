// Connections to Postgres: a small pool for queries, and single ones for LISTEN. Each wait is bounded, and none of them
// can end the process.
import { Socket } from "node:net";
import { Client, DatabaseError, Pool, TypeOverrides, types, type ClientConfig } from "pg";
import type { ClientBase, QueryResultRow } from "pg";

/** How long a query may take in all, with the wait for a connection. The port allows 2 s. */
const answerMaxMs = 1_900;
/** The most connections of the pool. In quiet times one or two are open. */
const connectionsMax = 4;
const idleConnectionMs = 10_000;
const keepAliveAfterMs = 5_000;

/**
 * Run on each connection, as statements because poolers refuse such settings in the start-up packet. The first one ends
 * a query whose client has given up. The next ones let the server notice within about 15 s that a client is gone, so that
 * a listener that is gone does not hold up its queue of notifications. A standby lags behind, and accepts nothing. A
 * connection that listens is idle for long, which Postgres 14 and later may be set to end.
 */
const sessionSettings = `
  set statement_timeout = ${answerMaxMs};
  set tcp_keepalives_idle = 5;
  set tcp_keepalives_interval = 3;
  set tcp_keepalives_count = 3;
  set tcp_user_timeout = 15000;
  do $$ begin
    if pg_is_in_recovery() then
      raise exception using errcode = 'read_only_sql_transaction',
        message = 'the server is a standby, and the bus needs the primary';
    end if;
    if current_setting('idle_session_timeout', true) is not null then
      perform set_config('idle_session_timeout', '0', false);
    end if;
  end $$`;

/** Runs one statement. Without values it is sent in one message, which the server runs whole or not at all. */
export type Run = <R extends QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly R[]>;

/** Connections to one database. */
export interface Connections {
  /** Runs one statement on the pool. Rejects within 1.9 s. It may then still be carried out. */
  readonly run: Run;
  /** A connection by itself. Each of its queries may take `queryMaxMs`. Throws if the server cannot be reached. */
  connect(queryMaxMs: number): Promise<Client>;
  /** Closes all connections. Does not wait for a server that does not answer. */
  end(): Promise<void>;
}

/** Connections for this URL. The pool connects when it is first used. */
export function openConnections(url: string): Connections {
  const parsers = new TypeOverrides();
  // These are sequences and counts, all far below the 2^53 that a number holds exactly.
  parsers.setTypeParser(types.builtins.INT8, Number);
  const sockets = new Set<Socket>();
  const common: ClientConfig = {
    connectionString: url,
    stream: () => {
      const socket = new Socket();
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return socket;
    },
    application_name: "edge-sessions bus",
    connectionTimeoutMillis: answerMaxMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfterMs,
    types: parsers,
  };
  const pool = new Pool({
    ...common,
    max: connectionsMax,
    idleTimeoutMillis: idleConnectionMs,
  });
  /** Connections on which the settings have been made. */
  const settled = new WeakSet<ClientBase>();
  // Node.js ends a process on an "error" event without a listener. A broken connection needs nothing more: the query on
  // it fails, and the pool drops it.
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));

  return {
    async run<R extends QueryResultRow>(text: string, values?: readonly unknown[]) {
      const endsAtMs = performance.now() + answerMaxMs;
      const client = await pool.connect();
      const timeout = () => ({ query_timeout: Math.max(1, endsAtMs - performance.now()) });
      let broken = true;
      try {
        if (!settled.has(client)) {
          await client.query({ text: sessionSettings, ...timeout() });
          settled.add(client);
        }
        const query = { text, ...(values === undefined ? {} : { values: [...values] }) };
        const { rows } = await client.query<R>({ ...query, ...timeout() });
        broken = false;
        return rows;
      } catch (cause) {
        broken = !(cause instanceof DatabaseError) || endsConnection(cause);
        throw cause;
      } finally {
        // The server may still be busy with a query that took too long, so its connection is not used again.
        client.release(broken);
      }
    },
    async connect(queryMaxMs) {
      const client = new Client({ ...common, query_timeout: queryMaxMs });
      client.on("error", ignore);
      await client.connect();
      try {
        await client.query(sessionSettings);
      } catch (cause) {
        void client.end();
        throw cause;
      }
      return client;
    },
    async end() {
      await pool.end();
      // The server closes them. If it does not answer, they do not keep the process alive.
      for (const socket of sockets) socket.unref();
    },
  };
}

/** Whether another connection may do better: the server ends this one, or it was to a server that is now a standby. */
function endsConnection({ code }: DatabaseError): boolean {
  return code?.startsWith("57P") === true || code === "25006";
}

function ignore(): void {
  return;
}
