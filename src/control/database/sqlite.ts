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

/** How long opening waits while another process has locked the file. It blocks this process in the meantime. */
const openingWaitMs = 5_000;

/** How often to try to turn the write-ahead log on while others open the same new file. */
const walAttemptsMax = 20;

const words: Words = {
  text: "text",
  integer: "integer",
  sequence: "integer primary key autoincrement",
  strict: "strict",
};

/** Opens a file, or `:memory:`. A new file has mode 0600. Throws the errors of SQLite and of the file system. */
export function openSqlite(name: string): Engine {
  const path = name === ":memory:" ? undefined : resolve(name);
  const database = path === undefined ? new DatabaseSync(name) : openFile(path);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database, stillThere(path)) });
  return {
    db,
    words,
    // Each transaction begins as a writer, and SQLite allows only one writer.
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
    // It waits for calls that came earlier, which get the connection first.
    close: () => db.connection().execute(() => db.destroy()),
  };
}

function openFile(path: string): DatabaseSync {
  // SQLite itself would make the file readable for everyone. The files `-wal` and `-shm` get the same mode.
  closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path, { timeout: openingWaitMs });
  try {
    useWriteAheadLog(database);
    // In WAL mode, only this setting makes sure that a commit is on the disk before it returns.
    database.exec("pragma synchronous = full");
    database.exec("pragma foreign_keys = on");
    // From here on the driver waits, without blocking the process.
    database.exec("pragma busy_timeout = 0");
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/**
 * Throws if the file was deleted or replaced. SQLite would go on with the deleted file, and every change, such as a revoked
 * key, would be lost when the process ends.
 */
function stillThere(path: string | undefined): () => void {
  if (path === undefined) return () => undefined;
  const opened = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    if (now?.ino !== opened.ino || now.dev !== opened.dev) {
      throw new Error(
        `the file ${path} was deleted or replaced while it was open; restart the control plane`,
      );
    }
  };
}

/** SQLite fails this statement at once if two connections run it together, although it was set to wait. */
function useWriteAheadLog(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec("pragma journal_mode = wal");
      return;
    } catch (cause) {
      if (attempt === walAttemptsMax || !isBusy(cause)) throw cause;
      // Waits until the other connection is done.
      database.exec("begin immediate; rollback");
    }
  }
}
