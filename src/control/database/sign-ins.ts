// Queries of sign-ins to the Console. All that change something, except a sign-in's last use, run in a transaction that is
// the only writer.
import { signInIdleMs, signInsMax, signInUseStoredEveryMs } from "../limits.ts";
import type { AuditRecord, InsertSignInResult, SignInRecord } from "../storage.ts";
import { insertAudit } from "./audit.ts";
import type { Database } from "./engine.ts";
import { findKey } from "./keys.ts";
import type { SignInRow } from "./row-types.ts";

/** Those of the sign-ins with these digests that have not ended by that instant. */
export async function findSignIns(
  db: Database,
  digests: readonly string[],
  atMs: number,
): Promise<readonly SignInRecord[]> {
  if (digests.length === 0) return [];
  const rows = await db
    .selectFrom("sign_ins")
    .selectAll()
    .where("digest", "in", digests)
    .where("ends_at_ms", ">", atMs)
    .where("used_at_ms", ">", atMs - signInIdleMs)
    .limit(signInsMax)
    .execute();
  return rows.map(signInOfRow);
}

/** Writes a new sign-in and its line of the audit log, and makes room for it. */
export async function insertSignIn(
  transaction: Database,
  signIn: SignInRecord,
  replaced: readonly string[],
  audit: AuditRecord,
): Promise<InsertSignInResult> {
  if ((await findKey(transaction, "id", signIn.keyId)) === undefined) return "key-gone";
  await removeSignIns(transaction, replaced);
  await pruneSignIns(transaction, signIn.usedAtMs);
  await makeRoom(transaction);
  await transaction.insertInto("sign_ins").values(rowOfSignIn(signIn)).execute();
  await insertAudit(transaction, audit);
  return "done";
}

/** Removes sign-ins and writes a line, if there are any. */
export async function deleteSignIns(
  transaction: Database,
  digests: readonly string[],
  audit: AuditRecord,
): Promise<void> {
  if ((await removeSignIns(transaction, digests)) > 0) await insertAudit(transaction, audit);
}

/** Stores that a sign-in was used, unless a recent use is stored. */
export async function noteSignInUse(db: Database, digest: string, atMs: number): Promise<void> {
  await db
    .updateTable("sign_ins")
    .set({ used_at_ms: atMs })
    .where("digest", "=", digest)
    .where("used_at_ms", "<=", atMs - signInUseStoredEveryMs)
    .execute();
}

/** Removes sign-ins that have ended by that instant. Returns how many. */
export async function pruneSignIns(transaction: Database, atMs: number): Promise<number> {
  const { numDeletedRows } = await transaction
    .deleteFrom("sign_ins")
    .where((where) =>
      where.or([where("ends_at_ms", "<=", atMs), where("used_at_ms", "<=", atMs - signInIdleMs)]),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function removeSignIns(transaction: Database, digests: readonly string[]): Promise<number> {
  if (digests.length === 0) return 0;
  const { numDeletedRows } = await transaction
    .deleteFrom("sign_ins")
    .where("digest", "in", digests)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Removes the sign-ins that were unused for longest, so that one more fits. */
async function makeRoom(transaction: Database): Promise<void> {
  const surplus = transaction
    .selectFrom("sign_ins")
    .select("digest")
    .orderBy("used_at_ms", "desc")
    // Of two that were last used at the same instant, the one that began first goes.
    .orderBy("ends_at_ms", "desc")
    .orderBy("digest")
    .limit(signInsMax)
    .offset(signInsMax - 1);
  await transaction.deleteFrom("sign_ins").where("digest", "in", surplus).execute();
}

function rowOfSignIn({ digest, keyId, usedAtMs, endsAtMs }: SignInRecord): SignInRow {
  return { digest, key_id: keyId, used_at_ms: usedAtMs, ends_at_ms: endsAtMs };
}

function signInOfRow(row: SignInRow): SignInRecord {
  return {
    digest: row.digest,
    keyId: row.key_id,
    usedAtMs: row.used_at_ms,
    endsAtMs: row.ends_at_ms,
  };
}
