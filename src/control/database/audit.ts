// The audit log.
import type { Selectable } from "kysely";
import { auditPageMax, type AuditLine, type AuditQuery, type AuditRecord } from "../storage.ts";
import type { Database } from "./engine.ts";
import type { AuditRow, AuditTable } from "./tables.ts";

/** Most lines that one transaction removes, so that others need not wait long. */
export const prunedAtOnceMax = 1_000;

/** Writes a line; in the transaction of what it tells of. */
export async function insertAudit(transaction: Database, audit: AuditRecord): Promise<void> {
  await transaction.insertInto("audit").values(rowOfAudit(audit)).execute();
}

/** Newest first. Throws `RangeError` for a limit outside 1 to `auditPageMax`. */
export async function listAudit(db: Database, query: AuditQuery): Promise<readonly AuditLine[]> {
  const { projectId, beforeSequence, limit } = query;
  if (!(limit >= 1 && limit <= auditPageMax)) {
    throw new RangeError(`a page of the audit log has 1 to ${auditPageMax} lines, not ${limit}`);
  }
  let lines = db.selectFrom("audit").selectAll();
  if (projectId !== undefined) lines = lines.where("project_id", "=", projectId);
  if (beforeSequence !== undefined) lines = lines.where("sequence", "<", beforeSequence);
  const rows = await lines.orderBy("sequence", "desc").limit(limit).execute();
  return rows.map(lineOfRow);
}

/** Removes the oldest lines from before that instant, at most `prunedAtOnceMax`; gives how many. */
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

function lineOfRow(row: Selectable<AuditTable>): AuditLine {
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
  };
}

/** JSON has no undefined; a column has null for it, which is not JSON's `null`. */
function jsonText(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function jsonValue(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}
