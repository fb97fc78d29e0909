// Kysely on a pool of `pg`. Unlike kysely's own driver, it closes a connection on which a query failed without an answer
// from the server. After a time-out the server may still be busy with that query, and the next query would wait for it.
import {
  AbortedTransactionError,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from "kysely";
import { DatabaseError, type Pool, type PoolClient, type QueryResult as Answer } from "pg";

/** The kysely dialect for this pool. Kysely closes the pool. */
export function postgresDialect(pool: Pool): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => postgresDriver(pool),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function postgresDriver(pool: Pool): Driver {
  const clients = new WeakMap<DatabaseConnection, PooledClient>();
  function clientOf(connection: DatabaseConnection): PooledClient {
    const client = clients.get(connection);
    if (client === undefined) throw new Error("this connection belongs to another driver");
    return client;
  }
  return {
    init: async () => undefined,
    async acquireConnection() {
      const client = new PooledClient(await pool.connect());
      const connection = connectionOn(client);
      clients.set(connection, client);
      return connection;
    },
    async beginTransaction(connection, settings) {
      await clientOf(connection).query(beginning(settings), []);
    },
    async commitTransaction(connection) {
      // If a transaction has failed, Postgres answers its commit with a rollback and not with an error.
      const { command } = await clientOf(connection).query("commit", []);
      if (command === "ROLLBACK") throw new AbortedTransactionError();
    },
    async rollbackTransaction(connection) {
      await clientOf(connection).rollBack();
    },
    releaseConnection: async (connection) => clientOf(connection).release(),
    destroy: () => pool.end(),
  };
}

class PooledClient {
  readonly #client: PoolClient;
  #failure: Error | undefined;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async query(text: string, values: readonly unknown[]): Promise<Answer> {
    // The first failure is the one to report. A rollback after it would only say that there is no connection.
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return await this.#client.query(text, [...values]);
    } catch (cause) {
      if (cause instanceof Error && !(cause instanceof DatabaseError)) this.#failure = cause;
      throw cause;
    }
  }

  /** Rolls back. If the server cannot be reached, it rolls back by itself when the connection ends. */
  async rollBack(): Promise<void> {
    try {
      await this.query("rollback", []);
    } catch (cause) {
      // It is not thrown, because it would hide why the transaction failed.
      this.#failure ??= new Error("this connection could not roll back", { cause });
    }
  }

  release(): void {
    this.#client.release(this.#failure);
  }
}

function connectionOn(client: PooledClient): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, rowCount } = await client.query(sql, parameters);
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
    },
    streamQuery() {
      throw new Error("every query here has a limit; none is streamed");
    },
  };
}

function beginning({ isolationLevel }: TransactionSettings): string {
  return isolationLevel === undefined ? "begin" : `begin isolation level ${isolationLevel}`;
}
