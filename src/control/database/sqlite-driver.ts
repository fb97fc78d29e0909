// Kysely on `node:sqlite`, whose statements do not have the interface that kysely's own driver expects. Kysely gives the only
// connection to one caller at a time, for a transaction until it ends.
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
} from "kysely";

/** The most prepared statements that are kept. The control plane has about half as many. Those with lists of hosts vary. */
const statementsMax = 64;

/** The kysely dialect for an open database. Kysely closes it. `check` runs before each caller's first statement. */
export function sqliteDialect(database: DatabaseSync, check: () => void): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new NodeSqliteDriver(database, check),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** How long a statement waits while another process has locked the file. */
const busyWaitMs = 10_000;
/** How long until it tries again. SQLite's own waiting would block the whole process. */
const busyStepMs = 5;
/** SQLITE_BUSY, the code for a file that another connection has locked. The bits above the lowest byte say how. */
const busyCode = 5;

class NodeSqliteDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #check: () => void;

  constructor(database: DatabaseSync, check: () => void) {
    super({ database: asKyselyExpects(database) });
    this.#database = database;
    this.#check = check;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    let checked = false;
    return {
      // A busy statement has done nothing yet. In a transaction only the first one can be busy, because it locks the file.
      executeQuery: async (query) => {
        if (!checked) this.#check();
        checked = true;
        return whenFree(() => connection.executeQuery(query));
      },
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    };
  }

  /** Every transaction here writes. One that began by reading would fail instead of waiting for another process. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  /** After some errors, such as a full disk, SQLite has rolled back by itself. Another rollback would hide the error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

function asKyselyExpects(database: DatabaseSync): SqliteDatabase {
  const prepare = statementCache(database);
  return {
    // Finalises every statement.
    close: () => database.close(),
    prepare(sql) {
      const statement = prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(bindable)),
        run: (parameters) => statement.run(...parameters.map(bindable)),
        iterate: (parameters) => statement.iterate(...parameters.map(bindable)),
      };
    },
  };
}

/**
 * `node:sqlite` finalises a statement when the garbage collector finds it, which may take long. If each query prepared one,
 * statements would pile up outside the heap.
 */
function statementCache(database: DatabaseSync): (sql: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return (sql) => {
    const statement = kept.get(sql) ?? database.prepare(sql);
    // It is put last, so that the first one is the one that was not used for the longest time.
    kept.delete(sql);
    kept.set(sql, statement);
    const [oldest] = kept.keys();
    if (kept.size > statementsMax && oldest !== undefined) kept.delete(oldest);
    return statement;
  };
}

function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  throw new TypeError(`a parameter of type ${typeof value} reached SQLite`);
}

async function whenFree<T>(run: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + busyWaitMs;
  for (;;) {
    try {
      return await run();
    } catch (cause) {
      if (!isBusy(cause) || performance.now() > untilMs) throw cause;
    }
    await setTimeout(busyStepMs);
  }
}

/** Whether this error says that another connection has locked the file. */
export function isBusy(cause: unknown): boolean {
  if (!(cause instanceof Error && "errcode" in cause)) return false;
  return typeof cause.errcode === "number" && cause.errcode % 256 === busyCode;
}
