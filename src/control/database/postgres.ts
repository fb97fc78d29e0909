// The control database in Postgres, for a control plane of several processes.
import { Kysely, sql } from "kysely";
import type { Database, Engine } from "./engine.ts";
import type { Words } from "./migrations.ts";
import { postgresDialect } from "./postgres-driver.ts";
import { postgresFacts } from "./postgres-facts.ts";
import { createPool } from "./postgres-pool.ts";
import type { SchemaFacts } from "./schema-facts.ts";
import type { Tables } from "./row-types.ts";

/** The number of the lock that a writing transaction holds. Nothing else in this database may use it. */
const writerLock = 7_305_418_269;

/** How long a transaction may be idle. A process that was stopped halfway must not keep others from writing. */
const silenceMs = 15_000;

const words: Words = {
  // This is the order of SQLite, so that both databases list in the same order.
  text: 'text collate "C"',
  integer: "bigint",
  sequence: "bigint generated always as identity primary key",
  strict: "",
};

/** Opens the database at this URL. It connects with the first query. */
export function openPostgres(url: string): Engine {
  const db = new Kysely<Tables>({ dialect: postgresDialect(createPool(url)) });
  return {
    db,
    words,
    becomeOnlyWriter,
    schemaFacts: postgresFacts,
    tryOut: (build) => tryOut(db, build),
    close: () => db.destroy(),
  };
}

/**
 * Takes one lock for everything that writes. The audit log then grows in the order of its numbers. An identity column alone
 * does not ensure that, because it numbers a row before others commit. A limit also holds if many check it at once.
 */
async function becomeOnlyWriter(transaction: Database, waitMs: number): Promise<void> {
  // It is set by a statement and only for this transaction, because poolers refuse such settings of a connection.
  await sql`select
    set_config('lock_timeout', ${String(waitMs)}, true),
    set_config('statement_timeout', ${String(waitMs)}, true),
    set_config('idle_in_transaction_session_timeout', ${String(silenceMs)}, true),
    set_config('synchronous_commit', case current_setting('synchronous_commit')
      when 'off' then 'on' else current_setting('synchronous_commit') end, true)`.execute(
    transaction,
  );
  await sql`select pg_advisory_xact_lock(${writerLock})`.execute(transaction);
}

/** Uses the schema of this connection's temporary tables, which every role may use and the rollback empties. */
async function tryOut(
  db: Database,
  build: (empty: Database) => Promise<void>,
): Promise<SchemaFacts> {
  const transaction = await db.startTransaction().execute();
  try {
    await sql`set local search_path to pg_temp`.execute(transaction);
    await build(transaction);
    return await postgresFacts(transaction);
  } finally {
    await transaction.rollback().execute();
  }
}
