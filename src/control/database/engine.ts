// What the two databases do differently. Everything else is written once, over kysely.
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
  /** Makes a transaction that has just begun the only one that writes, until it ends; rejects after so long a wait. */
  becomeOnlyWriter(transaction: Database, waitMs: number): Promise<void>;
  /** The schema as it stands. */
  schemaFacts(db: Database): Promise<SchemaFacts>;
  /** The schema that `build` makes of an empty database, tried where no one else sees it. */
  tryOut(build: (empty: Database) => Promise<void>): Promise<SchemaFacts>;
  /** Resolves when calls that have begun are done and the database is closed. */
  close(): Promise<void>;
}
