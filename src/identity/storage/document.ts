// Reading documents out of rows. Only this server writes them, so the tables trust their shape.

/** The document of a row; undefined if there is no row. */
export function documentOf(row: Record<string, unknown> | undefined): unknown {
  return row === undefined ? undefined : JSON.parse(String(row["document"]));
}

/** The documents of some rows. */
export function documentsOf(rows: Record<string, unknown>[]): unknown[] {
  return rows.map(documentOf);
}
