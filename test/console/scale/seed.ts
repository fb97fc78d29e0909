// Fills a control database as a large operator's is after a month: projects, the audit log, and traffic.
import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { auditRecord, type AuditAction } from "../../../src/control/audit.ts";
import { openControlStorage } from "../../../src/control/database/open.ts";
import { defaultFlags } from "../../../src/control/projects/feature-flags.ts";
import type { AuditRecord, ProjectRecord } from "../../../src/control/storage.ts";
import { seedTraffic } from "./seed-traffic.ts";

/** How much is stored. */
export interface SeedSize {
  readonly projects: number;
  /** Lines of the audit log, spread over 89 days. */
  readonly lines: number;
  /** For how many days each project has a row for each minute. Hours are there for 31 days. */
  readonly minuteDays: number;
}

/** What the documents promise, with as much traffic as is kept. */
export const wholeSize: SeedSize = { projects: 200, lines: 50_000, minuteDays: 2 };

/** What the projects are seeded with. */
interface SeedParts {
  /** The path of a file that does not exist. */
  readonly database: string;
  readonly originUrl: string;
  readonly nowMs: number;
}

/** A text that one line in 10,000 has. */
export const rareText = "incident-4711";

const dayMs = 24 * 60 * 60_000;
const auditDays = 89;
const actors = ["ada", "bo", "cy", "deploy", "on-call", "terraform"].map((name) => ({
  keyId: randomUUID(),
  name,
}));
const actions: readonly AuditAction[] = [
  "project.patch",
  "project.patch",
  "project.patch",
  "invalidate",
  "invalidate",
  "key.create",
  "live-check",
  "session.look-up",
];

/** Creates the database. Resolves with its projects. */
export async function seed(
  { database, originUrl, nowMs }: SeedParts,
  size: SeedSize,
): Promise<readonly ProjectRecord[]> {
  const projects = Array.from({ length: size.projects }, (_, index) =>
    projectAt(index, originUrl, nowMs),
  );
  const storage = openControlStorage(database);
  await storage.open();
  for (const project of projects) {
    const about = { projectId: project.id, subject: project.slug, after: project.flags };
    const line = auditRecord(nowMs - auditDays * dayMs, actorAt(0), "project.create", about);
    const inserted = await storage.insertProject(project, line);
    if (inserted.kind !== "done") throw new Error(`${project.slug}: ${inserted.kind}`);
  }
  await storage.close();
  const sqlite = new DatabaseSync(database);
  try {
    sqlite.exec("pragma synchronous = off");
    seedAudit(sqlite, projects, size.lines - projects.length, nowMs);
    seedTraffic(sqlite, projects, size.minuteDays, nowMs);
    sqlite.exec("pragma wal_checkpoint(truncate)");
  } finally {
    sqlite.close();
  }
  return projects;
}

/** Every tenth has no identity server, and every fifth of the others is off. */
function projectAt(index: number, originUrl: string, nowMs: number): ProjectRecord {
  const number = index + 1;
  const isSetUp = number % 10 !== 0;
  const createdAtMs = nowMs - auditDays * dayMs + index * 1_000;
  return {
    id: randomUUID(),
    slug: `tenant-${number}`,
    name: `Tenant ${number}`,
    environment: number % 3 === 0 ? "stage" : "prod",
    homeRegion: "eu-central",
    plan: "enterprise",
    revision: 1,
    revisionId: randomUUID(),
    flags: {
      ...defaultFlags,
      origin_url: isSetUp ? originUrl : "",
      cacheable_sessions: isSetUp && number % 5 !== 2,
      hosts: [`login.tenant-${number}.example`, `id.tenant-${number}.example`],
    },
    signingKeys: [],
    createdAtMs,
    updatedAtMs: createdAtMs,
  };
}

function seedAudit(
  sqlite: DatabaseSync,
  projects: readonly ProjectRecord[],
  lines: number,
  nowMs: number,
): void {
  const insert = sqlite.prepare(
    "insert into audit (id, at_ms, actor_key_id, actor_name, action, project_id, subject, before_json, after_json) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  sqlite.exec("begin");
  for (let index = 0; index < lines; index += 1) {
    const atMs = Math.floor(nowMs - auditDays * dayMs * (1 - index / lines));
    const { actor, ...line } = lineAt(index, atMs, projects);
    insert.run(
      line.id,
      line.atMs,
      actor.keyId ?? null,
      actor.name,
      line.action,
      line.projectId ?? null,
      line.subject,
      JSON.stringify(line.before),
      JSON.stringify(line.after),
    );
  }
  sqlite.exec("commit");
}

/** A third of all lines is about the first project. */
function lineAt(index: number, atMs: number, projects: readonly ProjectRecord[]): AuditRecord {
  const project = projects[index % 3 === 0 ? 0 : index % projects.length];
  const action = actions[index % actions.length];
  if (project === undefined || action === undefined) throw new RangeError("no project");
  const note = index % 10_000 === 5_000 ? { note: rareText } : {};
  const value = (seconds: number) => ({ refresh_after: `${seconds}s` });
  return auditRecord(atMs, actorAt(index), action, {
    projectId: project.id,
    subject: project.slug,
    ...(action === "project.patch"
      ? { before: value(index % 60), after: { ...value((index + 7) % 60), ...note } }
      : { after: { session: randomUUID(), ...note } }),
  });
}

function actorAt(index: number): AuditRecord["actor"] {
  const actor = actors[Math.floor(index / 5) % actors.length];
  if (actor === undefined) throw new RangeError("no actor");
  return actor;
}
