// The facts of a SQLite schema.
import { sql } from "kysely";
import type { Database } from "./engine.ts";
import { factsMax, type ColumnFact, type IndexFact, type SchemaFacts } from "./schema-facts.ts";

/** Reads the facts. SQLite's own tables are left out. */
export async function sqliteFacts(db: Database): Promise<SchemaFacts> {
  const columns = await sql<ColumnFact>`
    select t.name as "table", c.name as "column", lower(c.type) as "type", 1 - c."notnull" as "nullable"
    from sqlite_schema t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\'
    order by t.name, c.cid
    limit ${factsMax}`.execute(db);
  const indexes = await sql<IndexFact>`
    select t.name as "table", i.name as "index",
      case i."unique" when 1 then 'unique ' else '' end ||
      '(' || (
        select group_concat(coalesce(c.name, 'an expression'), ', ' order by c.seqno)
        from pragma_index_info(i.name) c
      ) || ')' || case i.partial when 1 then ' for some rows' else '' end as "definition"
    from sqlite_schema t join pragma_index_list(t.name) i
    where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\'
    order by t.name, i.name
    limit ${factsMax}`.execute(db);
  return { columns: columns.rows, indexes: indexes.rows };
}
