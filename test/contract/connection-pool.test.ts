// When a connection that was given back is lent again.
import { expect, it } from "vitest";
import { createConnectionPool } from "../../src/origin/undici/connection-pool.ts";

it("The pool lends a connection again after the event loop has polled once more.", async () => {
  const pool = createConnectionPool({
    origin: "http://origin.example",
    connectionsMax: 1,
    idleMs: 1_000,
    headBytesMax: 1_024,
    certificateAuthorities: undefined,
    refusesAddress: undefined,
  });
  const trace: string[] = [];
  pool.lend((connection) => pool.giveBack(connection));
  pool.lend(() => trace.push("lent"));
  trace.push("same turn");
  await new Promise((turn) => setImmediate(turn));
  // The loop has not polled yet, or not since the connection was given back.
  trace.push("first check phase");
  await new Promise((turn) => setImmediate(turn));
  await new Promise((turn) => setImmediate(turn));
  trace.push("later");
  expect(trace).toEqual(["same turn", "first check phase", "lent", "later"]);
  await pool.close();
});
