// The first operator's key.
import { auditRecord, controlPlane } from "../audit.ts";
import { makeKey } from "./keys.ts";
import { controlScopes } from "./scopes.ts";
import { keysPerOwnerMax } from "../limits.ts";
import { makesKeys, type ControlStorage } from "../storage.ts";

/**
 * A first key for a control plane that could not be used otherwise. If it were in force but kept nowhere, it never could be.
 * Throws where the operators hold as many keys as may be, though none that may make others.
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
    `there are already ${keysPerOwnerMax} operators' keys and none of them can create keys; delete one from the table keys`,
  );
}
