// Connections to Postgres. There are few, each wait is bounded, and none can end the process.
import { Pool, TypeOverrides, types } from "pg";

/** The most connections of one process. One of them writes at a time, and the others read. */
const connectionsMax = 8;
/** How long to wait for a connection, both for a new one and for one that is in use. */
const connectWaitMs = 5_000;
/** How long to wait for an answer. For writes the server has a lower limit. */
const answerWaitMs = 30_000;
const idleConnectionMs = 30_000;

/** A pool for this URL. It connects when it is first used. */
export function createPool(url: string): Pool {
  const parsers = new TypeOverrides();
  // These are counts and instants, all far below the 2^53 that a number holds exactly.
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
  // A connection may break at any time. If it is idle, the pool gets the error and drops it. If a transaction has it and no
  // query is under way, there would be no listener, and Node.js ends a process on an "error" event without one. The error can
  // be ignored, because the next query on the connection fails or uses another one.
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));
  return pool;
}

function ignore(): void {
  return;
}
