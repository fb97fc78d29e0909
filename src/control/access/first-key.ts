// The first operator's key.
import { auditRecord, controlPlane } from "../audit.ts";
import { makeKey } from "./keys.ts";
import { controlScopes } from "./scopes.ts";
import { keysPerOwnerMax } from "../limits.ts";
import { makesKeys, type ControlStorage } from "../storage.ts";

/**
 * A first key for a control plane that nobody could use otherwise. Were it in force but kept nowhere, nobody could ever.
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
    `the operators hold ${keysPerOwnerMax} keys, none of which may make others; delete one from the table keys`,
  );
}
