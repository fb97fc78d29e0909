// Queries that delete a project, and those of projects that were deleted. All that change something run in a transaction
// that is the only writer.
import { randomUUID } from "node:crypto";
import { deletionKeptMs } from "../../core/deleted-project.ts";
import { deletedProjectsMax, keysPerOwnerMax } from "../limits.ts";
import type { AuditRecord, DeletedProject, DeleteProjectResult } from "../storage.ts";
import { insertAudit } from "./audit.ts";
import type { Database } from "./engine.ts";
import { revisionOf } from "./projects.ts";
import { deleteTrafficOf } from "./traffic-minutes.ts";

/**
 * Removes a project with its hosts and its keys, whose sign-ins end, and notes that it was deleted. Writes a line for the
 * project and one for each key. Lines of the audit log stay.
 */
export async function deleteProject(
  transaction: Database,
  id: string,
  expectedRevision: number,
  audit: AuditRecord,
): Promise<DeleteProjectResult> {
  const stored = await revisionOf(transaction, id);
  if (stored === undefined) return "gone";
  if (stored !== expectedRevision) return "revision-changed";
  await forgetOld(transaction, audit.atMs);
  if (await full(transaction)) return "too-many";
  await deleteKeys(transaction, id, audit);
  await deleteTrafficOf(transaction, id);
  await transaction.deleteFrom("project_hosts").where("project_id", "=", id).execute();
  await transaction.deleteFrom("projects").where("id", "=", id).execute();
  await transaction
    .insertInto("deleted_projects")
    .values({ id, deleted_at_ms: audit.atMs })
    .execute();
  await insertAudit(transaction, audit);
  return "done";
}

/** The projects that were deleted, latest first. With `ids`, only those of them. */
export async function listDeletedProjects(
  db: Database,
  ids: readonly string[] | undefined,
): Promise<readonly DeletedProject[]> {
  if (ids?.length === 0) return [];
  const all = db.selectFrom("deleted_projects").select(["id", "deleted_at_ms"]);
  const rows = await (ids === undefined ? all : all.where("id", "in", ids))
    .orderBy("deleted_at_ms", "desc")
    .limit(deletedProjectsMax)
    .execute();
  return rows.map((row) => ({ id: row.id, deletedAtMs: row.deleted_at_ms }));
}

/** Removes the keys of a project, and all below them. A key below a project's key is of the same project. */
async function deleteKeys(
  transaction: Database,
  projectId: string,
  audit: AuditRecord,
): Promise<void> {
  const keys = await transaction
    .selectFrom("keys")
    .select(["id", "name", "scopes_json"])
    .where("project_id", "=", projectId)
    .orderBy("created_at_ms")
    .orderBy("id")
    .limit(keysPerOwnerMax)
    .execute();
  for (const { id, name, scopes_json: scopes } of keys) {
    await insertAudit(transaction, {
      ...audit,
      id: randomUUID(),
      action: "key.revoke",
      subject: name,
      before: { id, scopes: JSON.parse(scopes) },
      after: { ended_with: projectId },
    });
  }
  await transaction.deleteFrom("keys").where("project_id", "=", projectId).execute();
}

async function forgetOld(transaction: Database, nowMs: number): Promise<void> {
  await transaction
    .deleteFrom("deleted_projects")
    .where("deleted_at_ms", "<", nowMs - deletionKeptMs)
    .execute();
}

async function full(transaction: Database): Promise<boolean> {
  const last = await transaction
    .selectFrom("deleted_projects")
    .select("id")
    .orderBy("id")
    .offset(deletedProjectsMax - 1)
    .limit(1)
    .executeTakeFirst();
  return last !== undefined;
}
