// A schema as plain facts, alike for both databases, so that two of them can be compared.

/** A column of a table. */
export interface ColumnFact {
  readonly table: string;
  readonly column: string;
  /** As the database itself writes it. */
  readonly type: string;
  /** 1 where it may be null, else 0: SQLite has no truth values. */
  readonly nullable: number;
}

/** An index, of a primary key too. */
export interface IndexFact {
  readonly table: string;
  readonly index: string;
  /** Whether it is unique, and over what; as the database itself writes it. */
  readonly definition: string;
}

/** All of a schema that the control plane relies on. */
export interface SchemaFacts {
  readonly columns: readonly ColumnFact[];
  readonly indexes: readonly IndexFact[];
}

/** Most columns, and most indexes, that are looked at. */
export const factsMax = 1_000;
