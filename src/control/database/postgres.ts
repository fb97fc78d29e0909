// The control database in Postgres, for a control plane of several processes.
import { Kysely, sql } from "kysely";
import type { Database, Engine } from "./engine.ts";
import type { Words } from "./migrations.ts";
import { postgresDialect } from "./postgres-driver.ts";
import { postgresFacts } from "./postgres-facts.ts";
import { createPool } from "./postgres-pool.ts";
import type { SchemaFacts } from "./schema-facts.ts";
import type { Tables } from "./row-types.ts";

/** Names the lock that a writing transaction holds; any number that others in this database do not use. */
const writerLock = 7_305_418_269;

/** How long a transaction may ask nothing: a process that was stopped half-way must not keep others from writing. */
const silenceMs = 15_000;

const words: Words = {
  // The byte order is SQLite's, so that both list alike.
  text: 'text collate "C"',
  integer: "bigint",
  sequence: "bigint generated always as identity primary key",
  strict: "",
};

/** Makes ready to use the database that this URL names; connects with the first query. */
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
 * One lock for all that writes. The audit log then grows in the order of its numbers, which an identity column alone
 * does not give: it numbers before others commit. And a ceiling holds however many look at it at once.
 */
async function becomeOnlyWriter(transaction: Database, waitMs: number): Promise<void> {
  // For this transaction only, and by statement: poolers refuse such settings of a connection.
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

/** In the schema of this connection's temporary tables, which every role may use and the roll-back empties. */
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
