// Queries of API keys. All that change something, except a key's last use, run in a transaction that is the only writer.
import { randomUUID } from "node:crypto";
import type { ControlScope } from "../access/scopes.ts";
import { keyGenerationsMax, keysPerOwnerMax } from "../limits.ts";
import {
  makesKeys,
  type AuditRecord,
  type DeleteResult,
  type InsertFirstKeyResult,
  type InsertKeyResult,
  type KeyRecord,
} from "../storage.ts";
import { insertAudit } from "./audit.ts";
import type { Database } from "./engine.ts";
import { revisionOf } from "./projects.ts";
import type { KeyRow } from "./row-types.ts";

/** The keys of a project, or the operator keys, oldest first. */
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

/** The key with this digest, or with this id. */
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

/** Writes a new key and its line of the audit log. */
export async function insertKey(
  transaction: Database,
  key: KeyRecord,
  audit: AuditRecord,
): Promise<InsertKeyResult> {
  const { projectId } = key;
  if (projectId !== undefined && (await revisionOf(transaction, projectId)) === undefined)
    return "project-gone";
  if ((await countKeys(transaction, projectId)) >= keysPerOwnerMax) return "full";
  let parentId = key.parentId;
  for (let generation = 1; parentId !== undefined; generation += 1) {
    if (generation >= keyGenerationsMax) return "too-deep";
    const parent = await findKey(transaction, "id", parentId);
    if (parent === undefined) return "parent-gone";
    parentId = parent.parentId;
  }
  await transaction.insertInto("keys").values(rowOfKey(key)).execute();
  await insertAudit(transaction, audit);
  return "done";
}

/** Writes the first operator key, unless a valid one may create keys already. */
export async function insertFirstKey(
  transaction: Database,
  key: KeyRecord,
  keep: () => Promise<void>,
  audit: AuditRecord,
): Promise<InsertFirstKeyResult> {
  const operators = await listKeys(transaction, undefined);
  if (operators.some((one) => makesKeys(one, audit.atMs))) return "not-needed";
  if (operators.length >= keysPerOwnerMax) return "full";
  await keep();
  await transaction.insertInto("keys").values(rowOfKey(key)).execute();
  await insertAudit(transaction, audit);
  return "done";
}

/** Removes a key and all keys below it, and writes a line for each. */
export async function deleteKey(
  transaction: Database,
  id: string,
  audit: AuditRecord,
): Promise<DeleteResult> {
  const key = await findKey(transaction, "id", id);
  if (key === undefined) return "gone";
  const generations = await heirsOf(transaction, id);
  const ending = new Set([id, ...generations.flat().map((heir) => heir.id)]);
  const operators = await listKeys(transaction, undefined);
  const makers = operators.filter((one) => makesKeys(one, audit.atMs));
  if (makers.some((one) => ending.has(one.id)) && makers.every((one) => ending.has(one.id))) {
    return "last";
  }
  // The last generation first, because each key refers to its parent.
  for (const heirs of generations.toReversed()) {
    for (const heir of heirs) {
      await transaction.deleteFrom("keys").where("id", "=", heir.id).execute();
      await insertAudit(transaction, {
        ...audit,
        id: randomUUID(),
        projectId: heir.projectId,
        subject: heir.name,
        before: { id: heir.id, scopes: heir.scopes },
        after: { ended_with: id },
      });
    }
  }
  await transaction.deleteFrom("keys").where("id", "=", id).execute();
  await insertAudit(transaction, audit);
  return "done";
}

/** The keys below this one, as a list for each generation. */
async function heirsOf(
  transaction: Database,
  id: string,
): Promise<readonly (readonly KeyRecord[])[]> {
  const generations: KeyRecord[][] = [];
  let parents = [id];
  while (parents.length > 0 && generations.length < keyGenerationsMax) {
    const heirs: KeyRecord[] = [];
    for (const parent of parents) {
      const rows = await transaction
        .selectFrom("keys")
        .selectAll()
        .where("parent_id", "=", parent)
        .orderBy("id")
        .execute();
      heirs.push(...rows.map(keyOfRow));
    }
    if (heirs.length > 0) generations.push(heirs);
    parents = heirs.map((heir) => heir.id);
  }
  return generations;
}

/** Stores when a key was used, unless a later use is stored. */
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

/** How many keys a project has, or the operators have. */
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
    parent_id: key.parentId ?? null,
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
    parentId: row.parent_id ?? undefined,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms ?? undefined,
    lastUsedAtMs: row.last_used_at_ms ?? undefined,
  };
}
