// A real Postgres for one test file. If a machine cannot run it, the tests fail and are not skipped.
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { onTestFinished } from "vitest";
import type { Place } from "./place.ts";
import { loadPostgres } from "./postgres-package.ts";

/** A running server. */
export interface PostgresServer {
  /** The password of its only user, which is `control`. */
  readonly password: string;
  readonly port: number;
  /** A new database on it. */
  readonly place: () => Promise<Place>;
  /** Ends every connection to that database, as a restart would. */
  readonly disconnect: (place: Place) => Promise<void>;
  /** Stops it and removes its files. */
  readonly stop: () => Promise<void>;
}

/** Starts one with its files in the folder for temporary ones. */
export async function startPostgres(): Promise<PostgresServer> {
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  const log: string[] = [];
  const { Postgres, remove } = await loadPostgres();
  const server = new Postgres({
    databaseDir: await mkdtemp(join(tmpdir(), "control-postgres-")),
    user: "control",
    password,
    port,
    persistent: false,
    // Postgres refuses to run as root, which is the user in containers of CI. It then runs as a separate user.
    createPostgresUser: process.getuid?.() === 0,
    onLog: (message) => log.push(message),
    onError: (cause) => log.push(String(cause)),
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    // These tests do not survive a power loss, so what Postgres has written need not reach the disk.
    postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"],
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    throw new Error(`Postgres did not start: ${log.join("")}`, { cause });
  }

  const urlOf = (database: string): string =>
    `postgres://control:${password}@127.0.0.1:${port}/${database}`;
  async function run(database: string, statement: string): Promise<void> {
    const client = new Client({ connectionString: urlOf(database) });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
  return {
    password,
    port,
    async place() {
      const name = `test_${randomUUID().replaceAll("-", "")}`;
      await run("postgres", `create database ${name}`);
      onTestFinished(() => run("postgres", `drop database ${name} with (force)`));
      return { url: urlOf(name), alter: (statement) => run(name, statement) };
    },
    async disconnect({ url }) {
      const name = new URL(url).pathname.slice(1);
      await run(
        "postgres",
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`,
      );
    },
    stop: async () => {
      await server.stop();
      await remove();
    },
  };
}

async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => {
      if (address === null || typeof address === "string") reject(new Error("no port"));
      else resolve(address.port);
    });
  });
  return promise;
}
