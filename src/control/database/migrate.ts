// Migrates a database's schema, with one transaction for each migration. Even if several processes do it at once, each
// migration runs once, because a transaction becomes the only writer before it reads which migrations have run.
import { sql } from "kysely";
import { SchemaRefusal } from "../storage.ts";
import { messageOf } from "./connection-cause.ts";
import { schemaDifferences } from "./drift.ts";
import type { Database, Engine } from "./engine.ts";
import { migrations, recordTable, type Migration } from "./migrations.ts";
import type { MigrationRow } from "./row-types.ts";

/** How long to wait for another process that is migrating. */
const migrationWaitMs = 20_000;

/** The most recorded migrations that are read. */
const recordsMax = 1_000;

/**
 * Runs the migrations that have not run yet. Throws `SchemaRefusal` if a newer version has migrated the database, or if a
 * migration fails. Migrations that ran before that one stay.
 */
export async function migrate(engine: Engine, steps = migrations): Promise<void> {
  let more = true;
  while (more) {
    more = await engine.db
      .transaction()
      .setIsolationLevel("read committed")
      .execute((transaction) => stepForward(engine, transaction, steps));
  }
}

/** Creates the whole schema in an empty database. */
async function makeSchema(empty: Database, { words }: Engine): Promise<void> {
  const statements = migrations.flatMap((migration) => migration.statements(words));
  for (const statement of [recordTable(words), ...statements]) {
    await sql.raw(statement).execute(empty);
  }
}

/** The differences between a database and the schema of this version. Changes nothing. */
export async function standingDrift(engine: Engine): Promise<readonly string[]> {
  const live = await engine.schemaFacts(engine.db);
  const wanted = await engine.tryOut((empty) => makeSchema(empty, engine));
  return schemaDifferences(live, wanted);
}

/** Runs the next migration. False if there was none left. */
async function stepForward(
  engine: Engine,
  transaction: Database,
  steps: readonly Migration[],
): Promise<boolean> {
  await engine.becomeOnlyWriter(transaction, migrationWaitMs);
  const recorded = await recordedSteps(engine, transaction);
  refuseUnknown(recorded, steps);
  const next = steps.find(({ number }) => recorded.every((row) => row.number !== number));
  if (next === undefined) return false;
  await run(next, engine, transaction);
  return true;
}

async function recordedSteps(engine: Engine, transaction: Database): Promise<MigrationRow[]> {
  // It is looked up first, because "create table if not exists" needs the right to create tables even if the table exists.
  const { columns } = await engine.schemaFacts(transaction);
  if (columns.every(({ table }) => table !== "schema_migrations")) {
    await sql.raw(recordTable(engine.words)).execute(transaction);
  }
  return transaction
    .selectFrom("schema_migrations")
    .selectAll()
    .orderBy("number")
    .limit(recordsMax)
    .execute();
}

function refuseUnknown(recorded: readonly MigrationRow[], steps: readonly Migration[]): void {
  const unknown = recorded.find((row) => steps.every(({ number }) => row.number !== number));
  if (unknown === undefined) return;
  throw new SchemaRefusal(
    `a newer version has migrated this database: it has been through migration ${unknown.number} (${unknown.name}), and the last ` +
      `one that this version knows is ${steps.at(-1)?.number ?? 0}. Run that version or a later one, or restore a backup ` +
      "from before the upgrade",
  );
}

async function run(migration: Migration, engine: Engine, transaction: Database): Promise<void> {
  const { number, name } = migration;
  try {
    for (const statement of migration.statements(engine.words)) {
      await sql.raw(statement).execute(transaction);
    }
  } catch (cause) {
    throw new SchemaRefusal(`migration ${number} (${name}) failed: ${messageOf(cause)}`, { cause });
  }
  await transaction.insertInto("schema_migrations").values({ number, name }).execute();
}
