// Describes in sentences how a schema differs from the one that it should be.
import type { ColumnFact, IndexFact, SchemaFacts } from "./schema-facts.ts";

/** How the names of the tables of the bus begin. It may be in the same database, and looks after its tables itself. */
const busTables = "edge_sessions_bus_";

/** What `live` lacks, has differently, or has in addition, in that order for each table. Empty if the two are the same. */
export function schemaDifferences(live: SchemaFacts, wanted: SchemaFacts): readonly string[] {
  return [...wantedTables(live, wanted), ...strangeTables(live, wanted)];
}

function wantedTables(live: SchemaFacts, wanted: SchemaFacts): string[] {
  const standing = tableNames(live);
  return [...tableNames(wanted)].flatMap((table) => {
    if (!standing.has(table)) return [`there is no table ${table}`];
    return [
      ...columnDifferences(table, columnsOf(live, table), columnsOf(wanted, table)),
      ...indexDifferences(table, indexesOf(live, table), indexesOf(wanted, table)),
    ];
  });
}

function strangeTables(live: SchemaFacts, wanted: SchemaFacts): string[] {
  const known = tableNames(wanted);
  return [...tableNames(live)]
    .filter((table) => !known.has(table) && !table.startsWith(busTables))
    .map((table) => `table ${table} is not in the schema of this version`);
}

function columnDifferences(
  table: string,
  live: ReadonlyMap<string, ColumnFact>,
  wanted: ReadonlyMap<string, ColumnFact>,
): string[] {
  const found: string[] = [];
  for (const [name, column] of wanted) {
    const standing = live.get(name);
    if (standing === undefined) {
      found.push(`table ${table} has no column ${name}`);
      continue;
    }
    if (standing.type !== column.type) {
      found.push(`column ${table}.${name} is ${standing.type} instead of ${column.type}`);
    }
    if (standing.nullable !== column.nullable) {
      found.push(
        `column ${table}.${name} ${standing.nullable === 1 ? "allows" : "does not allow"} null`,
      );
    }
  }
  for (const name of live.keys()) {
    if (!wanted.has(name)) {
      found.push(`table ${table} has column ${name}, which is not in the schema of this version`);
    }
  }
  return found;
}

function indexDifferences(
  table: string,
  live: ReadonlyMap<string, IndexFact>,
  wanted: ReadonlyMap<string, IndexFact>,
): string[] {
  const found: string[] = [];
  for (const [name, { definition }] of wanted) {
    const standing = live.get(name);
    if (standing === undefined) {
      found.push(`table ${table} has no index ${name}`);
    } else if (standing.definition !== definition) {
      found.push(`index ${name} is ${standing.definition} instead of ${definition}`);
    }
  }
  for (const name of live.keys()) {
    if (!wanted.has(name)) {
      found.push(`table ${table} has index ${name}, which is not in the schema of this version`);
    }
  }
  return found;
}

function tableNames({ columns }: SchemaFacts): ReadonlySet<string> {
  return new Set(columns.map(({ table }) => table));
}

function columnsOf({ columns }: SchemaFacts, table: string): ReadonlyMap<string, ColumnFact> {
  return new Map(columns.filter((fact) => fact.table === table).map((fact) => [fact.column, fact]));
}

function indexesOf({ indexes }: SchemaFacts, table: string): ReadonlyMap<string, IndexFact> {
  return new Map(indexes.filter((fact) => fact.table === table).map((fact) => [fact.index, fact]));
}
