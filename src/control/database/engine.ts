// What the two databases do differently. Everything else is written once, with kysely.
import type { Kysely } from "kysely";
import type { Words } from "./migrations.ts";
import type { SchemaFacts } from "./schema-facts.ts";
import type { Tables } from "./row-types.ts";

/** The database, or a transaction on it. */
export type Database = Kysely<Tables>;

/** An open database. */
export interface Engine {
  readonly db: Database;
  readonly words: Words;
  /** Makes a transaction that has just begun the only one that writes, until it ends. Rejects if it waits for longer. */
  becomeOnlyWriter(transaction: Database, waitMs: number): Promise<void>;
  /** The current schema. */
  schemaFacts(db: Database): Promise<SchemaFacts>;
  /** The schema that `build` creates in an empty database. It runs where nothing else sees it. */
  tryOut(build: (empty: Database) => Promise<void>): Promise<SchemaFacts>;
  /** Resolves when all calls are done and the database is closed. */
  close(): Promise<void>;
}
