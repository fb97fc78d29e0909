// Kysely on `node:sqlite`, whose statements lack the interface that kysely's own driver expects. Kysely hands out the
// one connection to one caller at a time, for a whole transaction where it is one.
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

/** Statements that are kept prepared. The control plane has about half as many; lists of hosts vary theirs. */
const statementsMax = 64;

/** Kysely's dialect for a database that is open already; kysely closes it. Each caller's first statement is checked before. */
export function sqliteDialect(database: DatabaseSync, check: () => void): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new NodeSqliteDriver(database, check),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** How long a statement waits for another process that has the file. */
const busyWaitMs = 10_000;
/** How long until it asks again. SQLite's own waiting would stop the whole process meanwhile. */
const busyStepMs = 5;
/** SQLite's code for a file that another connection has locked, SQLITE_BUSY; what is above its lowest byte says how. */
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
      // A busy statement has done nothing yet. In a transaction only the first can be: from then on the file is its own.
      executeQuery: async (query) => {
        if (!checked) this.#check();
        checked = true;
        return whenFree(() => connection.executeQuery(query));
      },
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    };
  }

  /** Every transaction here writes. One that began by reading could not wait for another process's: it would fail. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  /** SQLite has rolled back by itself after some errors, a full disk for one; a second time would hide which. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

function asKyselyExpects(database: DatabaseSync): SqliteDatabase {
  const prepare = statementCache(database);
  return {
    // Finalises every statement, kept or not.
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
 * `node:sqlite` finalises a statement when the garbage collector finds it, which sees little reason to look: a statement
 * prepared for each query would pile up outside the heap.
 */
function statementCache(database: DatabaseSync): (sql: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return (sql) => {
    const statement = kept.get(sql) ?? database.prepare(sql);
    // Last in line again: the first one is that not used for longest.
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

/** Whether this is SQLite's word for a file that another connection has locked. */
export function isBusy(cause: unknown): boolean {
  if (!(cause instanceof Error && "errcode" in cause)) return false;
  return typeof cause.errcode === "number" && cause.errcode % 256 === busyCode;
}
