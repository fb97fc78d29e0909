// Connections to Postgres: few, each wait bounded, and none able to end the process.
import { Pool, TypeOverrides, types } from "pg";

/** Most connections of one process. One writes at a time; the others read. */
const connectionsMax = 8;
/** How long to wait for a connection, a new one or one that others use. */
const connectWaitMs = 5_000;
/** How long to wait for an answer. What writes is bounded more tightly by the server. */
const answerWaitMs = 30_000;
const idleConnectionMs = 30_000;

/** A pool for this URL; connects when it is first used. */
export function createPool(url: string): Pool {
  const parsers = new TypeOverrides();
  // Counts and instants: all are far below the 2^53 that a number holds exactly.
  parsers.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({
    connectionString: url,
    application_name: "edge-sessions",
    max: connectionsMax,
    connectionTimeoutMillis: connectWaitMs,
    query_timeout: answerWaitMs,
    idleTimeoutMillis: idleConnectionMs,
    keepAlive: true,
    types: parsers,
  });
  // A connection may break at any time. While it is idle the pool hears of it, and drops it; while a transaction has it
  // but asks nothing, no listener would, and Node ends a process for an "error" event without listener. Nothing is lost by
  // not looking: the next query on it fails, or takes another.
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));
  return pool;
}

function ignore(): void {
  return;
}
