// The first operator key.
import { auditRecord, controlPlane } from "../audit.ts";
import { makeKey } from "./keys.ts";
import { controlScopes } from "./scopes.ts";
import { keysPerOwnerMax } from "../limits.ts";
import type { ControlStorage } from "../storage.ts";

/**
 * Creates a first operator key if no valid one has the scope `keys`. `keep` stores it before it becomes valid, so that a key
 * that was lost is never valid. Of several processes that start at once, one creates a key, and only that one calls `keep`.
 * Throws if the operators already have the maximum number of keys.
 */
export async function makeFirstKey(
  storage: ControlStorage,
  atMs: number,
  keep: (key: string) => Promise<void>,
): Promise<void> {
  const { record, value } = makeKey({
    name: "first key",
    projectId: undefined,
    scopes: controlScopes,
    madeBy: undefined,
    nowMs: atMs,
    expiresAtMs: undefined,
  });
  const audit = auditRecord(atMs, controlPlane, "key.create", { subject: record.name });
  if ((await storage.insertFirstKey(record, () => keep(value), audit)) !== "full") return;
  throw new Error(
    `there must be an operator key that is valid and has the scope keys, but the operators already have the maximum of ${keysPerOwnerMax} keys; delete one from the database table keys`,
  );
}
