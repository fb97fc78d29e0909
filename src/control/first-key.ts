// The first operator's key.
import { auditRecord, controlPlane } from "./audit.ts";
import { makeKey } from "./keys.ts";
import { controlScopes } from "./scopes.ts";
import type { ControlStorage } from "./storage.ts";

/** A first key for a control plane that nobody could use otherwise. Were it in force but kept nowhere, nobody could ever. */
export async function makeFirstKey(
  storage: ControlStorage,
  atMs: number,
  keep: (key: string) => Promise<void>,
): Promise<void> {
  const keys = await storage.listKeys(undefined);
  const usable = keys.some(
    ({ scopes, expiresAtMs }) =>
      scopes.includes("keys") && (expiresAtMs === undefined || expiresAtMs > atMs),
  );
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
  await storage.insertKey(record, auditRecord(atMs, controlPlane, "key.create", about));
}
