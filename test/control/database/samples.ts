// Records for tests of the control plane's storage. Each record has a new id.
import { createHash, randomUUID } from "node:crypto";
import { defaultFlags, type FeatureFlags } from "../../../src/control/projects/feature-flags.ts";
import { auditPageMax } from "../../../src/control/limits.ts";
import type {
  AuditLine,
  AuditRecord,
  ControlStorage,
  KeyRecord,
  ProjectRecord,
} from "../../../src/control/storage.ts";

const atMs = 1_700_000_000_000;

/** A project's flags with these hosts. */
export function sampleFlags(...hosts: string[]): FeatureFlags {
  return {
    ...defaultFlags,
    cacheable_sessions: true,
    refresh_after: "30s",
    degraded_max_age: "0s",
    session_tokens: true,
    cookie_name: "ory_session_ärger\0\u2028'\"",
    origin_url: "https://id.example",
    hosts,
  };
}

/** A project. */
export function sampleProject(changes: Partial<ProjectRecord> = {}): ProjectRecord {
  const id = randomUUID();
  return {
    id,
    slug: `project-${id.slice(0, 8)}-${id.slice(-8)}`,
    name: "Acme",
    environment: "prod",
    homeRegion: "eu-central",
    plan: "growth",
    revision: 1,
    revisionId: randomUUID(),
    flags: sampleFlags(),
    signingKeys: [],
    createdAtMs: atMs,
    updatedAtMs: atMs,
    ...changes,
  };
}

/** The next revision of a project. */
export function nextRevision(
  project: ProjectRecord,
  changes: Partial<ProjectRecord> = {},
): ProjectRecord {
  return {
    ...project,
    revision: project.revision + 1,
    revisionId: randomUUID(),
    updatedAtMs: project.updatedAtMs + 1,
    ...changes,
  };
}

/** A key. By default it is an operator key. */
export function sampleKey(changes: Partial<KeyRecord> = {}): KeyRecord {
  const id = randomUUID();
  return {
    id,
    name: "deploy",
    digest: createHash("sha256").update(id).digest("hex"),
    lastCharacters: id.slice(-4),
    projectId: undefined,
    scopes: ["read", "settings"],
    madeBy: undefined,
    parentId: undefined,
    createdAtMs: atMs,
    expiresAtMs: undefined,
    lastUsedAtMs: undefined,
    ...changes,
  };
}

/** A line of the audit log. */
export function sampleAudit(changes: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id: randomUUID(),
    atMs,
    actor: { keyId: undefined, name: "control plane" },
    action: "project.patch",
    projectId: undefined,
    subject: "acme",
    before: undefined,
    after: undefined,
    ...changes,
  };
}

/** Every line of the audit log, newest first. */
export async function wholeLog(storage: ControlStorage): Promise<readonly AuditLine[]> {
  const whole: AuditLine[] = [];
  for (;;) {
    const beforeSequence = whole.at(-1)?.sequence;
    const { lines: page } = await storage.listAudit({
      projectId: undefined,
      beforeSequence,
      limit: auditPageMax,
    });
    if (page.length === 0) return whole;
    whole.push(...page);
  }
}
