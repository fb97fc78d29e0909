// A real Postgres, which can be taken down and brought back on the same port with the same data. If a machine cannot run
// it, the tests fail and are not skipped.
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { onTestFinished } from "vitest";
import { freePorts } from "./free-ports.ts";
import { loadPostgres } from "./postgres-package.ts";

/** A database of a server. */
interface PostgresDatabase {
  readonly url: string;
  /** Runs a statement on it. */
  readonly alter: (statement: string) => Promise<void>;
}

/** A server. It runs, unless it was killed. */
export interface PostgresServer {
  /** The password of its only user, which is `control`. */
  readonly password: string;
  readonly port: number;
  /** Of the database that every server has, `postgres`. */
  readonly url: string;
  /** Of the first of its processes that run now or ran last. */
  readonly pid: () => number;
  /** An empty database on it, for one test. */
  readonly place: () => Promise<PostgresDatabase>;
  /** Ends every connection to that database, as a restart would. */
  readonly disconnect: (place: PostgresDatabase) => Promise<void>;
  /** Ends it at once, as a crash does: what was committed is there after the restart. */
  readonly kill: () => Promise<void>;
  /** Starts it again, after it has ended it and all connections in an orderly way if it runs. */
  readonly restart: () => Promise<void>;
  /** Stops it and removes its files. */
  readonly stop: () => Promise<void>;
}

/** Ends the connections to a database. */
const disconnecting = (database: string): string =>
  `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${database}' and pid <> pg_backend_pid()`;

/** Makes a database as empty as a new one. That takes a tenth of the time that a new one takes. */
const emptying = `do $$ declare name text; begin
  for name in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', name);
  end loop;
end $$;
create schema public authorization pg_database_owner;
grant usage on schema public to public;`;

/** Starts one with its files in the folder for temporary ones. */
export async function startPostgres(): Promise<PostgresServer> {
  const password = randomBytes(12).toString("hex");
  const [port = 0] = await freePorts(1);
  const databaseDir = await mkdtemp(join(tmpdir(), "control-postgres-"));
  const log: string[] = [];
  const { Postgres, remove } = await loadPostgres();
  const server = new Postgres({
    databaseDir,
    user: "control",
    password,
    port,
    persistent: true,
    // Postgres refuses to run as root, which is the user in containers of CI. It then runs as a separate user.
    createPostgresUser: process.getuid?.() === 0,
    onLog: (message) => log.push(message),
    onError: (cause) => log.push(String(cause)),
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    // These tests do not survive a power loss, so what Postgres has written need not reach the disk.
    postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"],
  });
  let pid = 0;
  async function start(): Promise<void> {
    try {
      await server.start();
    } catch (cause) {
      throw new Error(`Postgres did not start: ${log.join("")}`, { cause });
    }
    const [line = ""] = (await readFile(join(databaseDir, "postmaster.pid"), "utf8")).split("\n");
    pid = Number(line);
  }
  try {
    await server.initialise();
  } catch (cause) {
    throw new Error(`Postgres was not set up: ${log.join("")}`, { cause });
  }
  await start();

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
  const emptied: string[] = [];
  return {
    password,
    port,
    url: urlOf("postgres"),
    pid: () => pid,
    async place() {
      let name = emptied.pop();
      if (name === undefined) {
        name = `test_${randomUUID().replaceAll("-", "")}`;
        await run("postgres", `create database ${name}`);
      }
      const database = name;
      onTestFinished(async () => {
        await run("postgres", disconnecting(database));
        await run(database, emptying);
        emptied.push(database);
      });
      return { url: urlOf(database), alter: (statement) => run(database, statement) };
    },
    async disconnect({ url }) {
      await run("postgres", disconnecting(new URL(url).pathname.slice(1)));
    },
    async kill() {
      // Postgres calls it an immediate shutdown: all its processes end, and the next start recovers from the log.
      process.kill(pid, "SIGQUIT");
      await server.stop();
    },
    async restart() {
      await server.stop();
      await start();
    },
    async stop() {
      await server.stop();
      await rm(databaseDir, { recursive: true });
      await remove();
    },
  };
}
