// A schema as plain facts, the same for both databases, so that two schemas can be compared.

/** A column of a table. */
export interface ColumnFact {
  readonly table: string;
  readonly column: string;
  /** In the database's own words. */
  readonly type: string;
  /** 1 if it may be null, otherwise 0, because SQLite has no booleans. */
  readonly nullable: number;
}

/** An index. A primary key has one too. */
export interface IndexFact {
  readonly table: string;
  readonly index: string;
  /** Whether it is unique, and its columns, in the database's own words. */
  readonly definition: string;
}

/** Everything in a schema that the control plane relies on. */
export interface SchemaFacts {
  readonly columns: readonly ColumnFact[];
  readonly indexes: readonly IndexFact[];
}

/** The most columns, and the most indexes, that are read. */
export const factsMax = 1_000;
