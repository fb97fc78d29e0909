// API keys. What changes them is called in a transaction that is the only one writing, but for their last use.
import type { ControlScope } from "../scopes.ts";
import {
  keysPerOwnerMax,
  makesKeys,
  type AuditRecord,
  type DeleteResult,
  type KeyRecord,
} from "../storage.ts";
import { insertAudit } from "./audit.ts";
import type { Database } from "./engine.ts";
import type { KeyRow } from "./tables.ts";

/** Those of a project, or the operators', oldest first. */
export async function listKeys(
  db: Database,
  projectId: string | undefined,
): Promise<readonly KeyRecord[]> {
  const rows = await ownedBy(db, projectId)
    .selectAll()
    .orderBy("created_at_ms")
    .orderBy("id")
    .limit(keysPerOwnerMax)
    .execute();
  return rows.map(keyOfRow);
}

/** The one that has this digest, or this id. */
export async function findKey(
  db: Database,
  column: "digest" | "id",
  value: string,
): Promise<KeyRecord | undefined> {
  const row = await db
    .selectFrom("keys")
    .selectAll()
    .where(column, "=", value)
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : keyOfRow(row);
}

/** Writes a new one and the line that tells of it; false where its owner has as many as may be. */
export async function insertKey(
  transaction: Database,
  key: KeyRecord,
  audit: AuditRecord,
): Promise<boolean> {
  if ((await countKeys(transaction, key.projectId)) >= keysPerOwnerMax) return false;
  await transaction.insertInto("keys").values(rowOfKey(key)).execute();
  await insertAudit(transaction, audit);
  return true;
}

/** Removes one and writes the line that tells of it. */
export async function deleteKey(
  transaction: Database,
  id: string,
  audit: AuditRecord,
): Promise<DeleteResult> {
  const key = await findKey(transaction, "id", id);
  if (key === undefined) return "gone";
  if (key.projectId === undefined && makesKeys(key, audit.atMs)) {
    const keys = await listKeys(transaction, undefined);
    if (!keys.some((other) => other.id !== id && makesKeys(other, audit.atMs))) return "last";
  }
  await transaction.deleteFrom("keys").where("id", "=", id).execute();
  await insertAudit(transaction, audit);
  return "done";
}

/** Notes that one was used, unless a later use is noted. */
export async function noteKeyUse(db: Database, id: string, atMs: number): Promise<void> {
  await db
    .updateTable("keys")
    .set({ last_used_at_ms: atMs })
    .where("id", "=", id)
    .where((where) =>
      where.or([where("last_used_at_ms", "is", null), where("last_used_at_ms", "<", atMs)]),
    )
    .execute();
}

/** How many a project, or the operators, have. */
async function countKeys(db: Database, projectId: string | undefined): Promise<number> {
  const rows = await ownedBy(db, projectId).select("id").limit(keysPerOwnerMax).execute();
  return rows.length;
}

function ownedBy(db: Database, projectId: string | undefined) {
  const keys = db.selectFrom("keys");
  return projectId === undefined
    ? keys.where("project_id", "is", null)
    : keys.where("project_id", "=", projectId);
}

function rowOfKey(key: KeyRecord): KeyRow {
  return {
    id: key.id,
    name: key.name,
    digest: key.digest,
    last_characters: key.lastCharacters,
    project_id: key.projectId ?? null,
    scopes_json: JSON.stringify(key.scopes),
    made_by: key.madeBy ?? null,
    created_at_ms: key.createdAtMs,
    expires_at_ms: key.expiresAtMs ?? null,
    last_used_at_ms: key.lastUsedAtMs ?? null,
  };
}

function keyOfRow(row: KeyRow): KeyRecord {
  const scopes: readonly ControlScope[] = JSON.parse(row.scopes_json);
  return {
    id: row.id,
    name: row.name,
    digest: row.digest,
    lastCharacters: row.last_characters,
    projectId: row.project_id ?? undefined,
    scopes,
    madeBy: row.made_by ?? undefined,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms ?? undefined,
    lastUsedAtMs: row.last_used_at_ms ?? undefined,
  };
}
