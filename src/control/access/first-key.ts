// The first operator key.
import { auditRecord, controlPlane } from "../audit.ts";
import { makeKey } from "./keys.ts";
import { controlScopes } from "./scopes.ts";
import { keysPerOwnerMax } from "../limits.ts";
import { makesKeys, type ControlStorage } from "../storage.ts";

/**
 * Creates a first operator key if no valid one has the scope `keys`. `keep` stores it before it becomes valid, so that a key
 * that was lost is never valid. Throws if the operators already have the maximum number of keys.
 */
export async function makeFirstKey(
  storage: ControlStorage,
  atMs: number,
  keep: (key: string) => Promise<void>,
): Promise<void> {
  const keys = await storage.listKeys(undefined);
  const usable = keys.some((key) => makesKeys(key, atMs));
  if (usable) return;
  const { record, value } = makeKey({
    name: "first key",
    projectId: undefined,
    scopes: controlScopes,
    madeBy: undefined,
    nowMs: atMs,
    expiresAtMs: undefined,
  });
  await keep(value);
  const about = { subject: record.name };
  const audit = auditRecord(atMs, controlPlane, "key.create", about);
  if ((await storage.insertKey(record, audit)) === "done") return;
  throw new Error(
    `there must be an operator key that is valid and has the scope keys, but the operators already have the maximum of ${keysPerOwnerMax} keys; delete one from the database table keys`,
  );
}
