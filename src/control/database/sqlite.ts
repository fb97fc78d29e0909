// The control database in one file, or in memory, for a control plane of one process.
import { closeSync, openSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { Engine } from "./engine.ts";
import type { Words } from "./migrations.ts";
import { isBusy, sqliteDialect } from "./sqlite-driver.ts";
import { sqliteFacts } from "./sqlite-facts.ts";
import type { Tables } from "./row-types.ts";

/** How long opening waits for another process that has the file. It stops the process meanwhile. */
const openingWaitMs = 5_000;

/** Times to ask for the write-ahead log while others open the same new file. */
const walAttemptsMax = 20;

const words: Words = {
  text: "text",
  integer: "integer",
  sequence: "integer primary key autoincrement",
  strict: "strict",
};

/** Opens a file, made with mode 0600 where there is none, or `:memory:`. Throws what SQLite or the file system says. */
export function openSqlite(name: string): Engine {
  const path = name === ":memory:" ? undefined : resolve(name);
  const database = path === undefined ? new DatabaseSync(name) : openFile(path);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database, stillThere(path)) });
  return {
    db,
    words,
    // Each transaction begins as a writing one, which SQLite has but one of.
    becomeOnlyWriter: async () => undefined,
    schemaFacts: sqliteFacts,
    async tryOut(build) {
      const scratch = openSqlite(":memory:");
      try {
        await build(scratch.db);
        return await sqliteFacts(scratch.db);
      } finally {
        await scratch.close();
      }
    },
    // Waits its turn: calls that came earlier have the connection first.
    close: () => db.connection().execute(() => db.destroy()),
  };
}

function openFile(path: string): DatabaseSync {
  // SQLite itself would make the file readable to all; its companions `-wal` and `-shm` take after it.
  closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path, { timeout: openingWaitMs });
  try {
    useWriteAheadLog(database);
    // In WAL mode a commit reaches the disk before it returns only with this.
    database.exec("pragma synchronous = full");
    database.exec("pragma foreign_keys = on");
    // From here on the driver waits, without stopping the process.
    database.exec("pragma busy_timeout = 0");
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/**
 * Fails once the file was deleted or replaced. SQLite would go on with what has no name any more, and everything that is
 * changed, a revoked key for one, would be lost with the process.
 */
function stillThere(path: string | undefined): () => void {
  if (path === undefined) return () => undefined;
  const opened = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    if (now?.ino !== opened.ino || now.dev !== opened.dev) {
      throw new Error(`the file ${path} was deleted or replaced while it was open`);
    }
  };
}

/** Of all statements, SQLite fails this one at once where two connections meet, without the wait that was set. */
function useWriteAheadLog(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec("pragma journal_mode = wal");
      return;
    } catch (cause) {
      if (attempt === walAttemptsMax || !isBusy(cause)) throw cause;
      // Waits until the other has let go.
      database.exec("begin immediate; rollback");
    }
  }
}
