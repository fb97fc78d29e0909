// Queries of the audit log.
import type { Selectable } from "kysely";
import { sql } from "kysely";
import { auditPageCharactersMax, auditPageMax, auditValueCharactersMax } from "../limits.ts";
import type { AuditLine, AuditPage, AuditQuery, AuditRecord } from "../storage.ts";
import type { Database } from "./engine.ts";
import { findAudit } from "./audit-search.ts";
import type { AuditRow, AuditTable, ProjectRow } from "./row-types.ts";

/** The most lines that one transaction removes, so that other transactions do not wait long. */
export const prunedAtOnceMax = 1_000;

/** Writes a line, in the transaction of the change that it records. */
export async function insertAudit(transaction: Database, audit: AuditRecord): Promise<void> {
  await transaction.insertInto("audit").values(rowOfAudit(audit)).execute();
}

/** Lists lines, newest first. Throws `RangeError` if the limit is not between 1 and `auditPageMax`. */
export async function listAudit(db: Database, query: AuditQuery): Promise<AuditPage> {
  const { limit } = query;
  if (!(limit >= 1 && limit <= auditPageMax)) {
    throw new RangeError(`the limit must be from 1 to ${auditPageMax} lines; it was ${limit}`);
  }
  const { found, newest, unseen } = await findAudit(db, query);
  let characters = 0;
  const fitting = found.slice(0, limit).findIndex(({ before, after }, index) => {
    characters += shownLength(before) + shownLength(after);
    return index > 0 && characters > auditPageCharactersMax;
  });
  const shown = found.slice(0, fitting < 0 ? limit : fitting).map(({ sequence }) => sequence);
  const next = found.length > shown.length ? shown.at(-1) : unseen;
  if (shown.length === 0) return { lines: [], next, newest };
  const rows = await db
    .selectFrom("audit")
    .leftJoin("projects", "projects.id", "audit.project_id")
    .where("sequence", "in", shown)
    .select([
      "audit.sequence",
      "audit.id",
      "audit.at_ms",
      "audit.actor_key_id",
      "audit.actor_name",
      "audit.action",
      "audit.project_id",
      "audit.subject",
      "projects.slug as project_slug",
      "projects.name as project_name",
      shownJson("before_json").as("before_json"),
      shownJson("after_json").as("after_json"),
    ])
    .orderBy("sequence", "desc")
    .limit(limit)
    .execute();
  return { lines: rows.map(lineOfRow), next, newest };
}

type JsonColumn = "before_json" | "after_json";

function shownLength(characters: number): number {
  return characters > auditValueCharactersMax ? tooLongText.length : characters;
}

/** A value as it is stored, or a note that it is too long to be shown. */
function shownJson(column: JsonColumn) {
  return sql<
    string | null
  >`case when length(${sql.ref(column)}) > ${sql.lit(auditValueCharactersMax)}
    then ${sql.lit(tooLongText)} else ${sql.ref(column)} end`;
}

/** Removes the oldest lines from before that instant, at most `prunedAtOnceMax`. Returns how many. */
export async function pruneAudit(transaction: Database, beforeMs: number): Promise<number> {
  const oldest = transaction
    .selectFrom("audit")
    .select("sequence")
    .where("at_ms", "<", beforeMs)
    .orderBy("at_ms")
    .orderBy("sequence")
    .limit(prunedAtOnceMax);
  const { numDeletedRows } = await transaction
    .deleteFrom("audit")
    .where("sequence", "in", oldest)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

function rowOfAudit(audit: AuditRecord): AuditRow {
  return {
    id: audit.id,
    at_ms: audit.atMs,
    actor_key_id: audit.actor.keyId ?? null,
    actor_name: audit.actor.name,
    action: audit.action,
    project_id: audit.projectId ?? null,
    subject: audit.subject,
    before_json: jsonText(audit.before),
    after_json: jsonText(audit.after),
  };
}

/** A line with what its project is called. */
interface ShownRow extends Selectable<AuditTable> {
  readonly project_slug: ProjectRow["slug"] | null;
  readonly project_name: ProjectRow["name"] | null;
}

function lineOfRow(row: ShownRow): AuditLine {
  const { project_slug: slug, project_name: name } = row;
  return {
    sequence: row.sequence,
    id: row.id,
    atMs: row.at_ms,
    actor: { keyId: row.actor_key_id ?? undefined, name: row.actor_name },
    action: row.action,
    projectId: row.project_id ?? undefined,
    subject: row.subject,
    before: jsonValue(row.before_json),
    after: jsonValue(row.after_json),
    ...(slug === null || name === null ? {} : { project: { slug, name } }),
  };
}

const tooLongText = JSON.stringify({ too_long: true });

/** JSON has no undefined. The column stores null for it, which is not the JSON `null`. */
function jsonText(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function jsonValue(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}
