// Lines of the audit log.
import { randomUUID } from "node:crypto";
import { auditSubjectCharactersMax, auditValueCharactersMax } from "./limits.ts";
import type { Actor, AuditRecord } from "./storage.ts";

/** Every action that is audited, by its name in the log. */
export type AuditAction =
  | "project.create"
  | "project.patch"
  | "project.set"
  | "project.delete"
  | "key.create"
  | "key.revoke"
  | "subscriber.create"
  | "subscriber.patch"
  | "subscriber.delete"
  | "subscriber.test"
  | "signing-key.create"
  | "signing-key.delete"
  | "sign-in"
  | "sign-in.end"
  | "refused"
  | "invalidate"
  | "live-check"
  | "session.look-up"
  | "hook"
  | "admin"
  | "activity.export"
  | "plans.read";

/** The actor of what the control plane does by itself. */
export const controlPlane: Actor = { keyId: undefined, name: "control plane" };

/** The actor of a request without a valid API key. */
export const nobody: Actor = { keyId: undefined, name: "nobody" };

/** Makes a line. `before` and `after` must be JSON values without secrets. */
export function auditRecord(
  atMs: number,
  actor: Actor,
  action: AuditAction,
  about: {
    readonly projectId?: string | undefined;
    readonly subject: string;
    readonly before?: unknown;
    readonly after?: unknown;
  },
): AuditRecord {
  return {
    id: randomUUID(),
    atMs,
    actor,
    action,
    projectId: about.projectId,
    subject: about.subject.slice(0, auditSubjectCharactersMax),
    before: bounded(about.before),
    after: bounded(about.after),
  };
}

/** The value, or a note that it is too long to be stored. */
function bounded(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return JSON.stringify(value).length > auditValueCharactersMax ? { too_long: true } : value;
}
