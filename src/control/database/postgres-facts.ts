// The facts of a Postgres schema, the one that unqualified names refer to.
import { sql } from "kysely";
import type { Database } from "./engine.ts";
import { factsMax, type ColumnFact, type IndexFact, type SchemaFacts } from "./schema-facts.ts";

/** Reads the facts from the catalogue. An index whose creation failed halfway counts as missing. */
export async function postgresFacts(db: Database): Promise<SchemaFacts> {
  const columns = await sql<ColumnFact>`
    select t.relname as "table", c.attname as "column", format_type(c.atttypid, c.atttypmod) as "type",
      case when c.attnotnull then 0 else 1 end as "nullable"
    from pg_class t
      join pg_namespace n on n.oid = t.relnamespace
      join pg_attribute c on c.attrelid = t.oid
    where n.nspname = current_schema() and t.relkind in ('r', 'p') and c.attnum > 0 and not c.attisdropped
    order by t.relname, c.attnum
    limit ${factsMax}`.execute(db);
  const indexes = await sql<IndexFact>`
    select t.relname as "table", x.relname as "index",
      case when i.indisunique then 'unique ' else '' end ||
        replace(substring(pg_get_indexdef(i.indexrelid) from ' USING (.*)$'), 'btree ', '') as "definition"
    from pg_index i
      join pg_class t on t.oid = i.indrelid
      join pg_class x on x.oid = i.indexrelid
      join pg_namespace n on n.oid = t.relnamespace
    where n.nspname = current_schema() and i.indisvalid
    order by t.relname, x.relname
    limit ${factsMax}`.execute(db);
  return { columns: columns.rows, indexes: indexes.rows };
}
