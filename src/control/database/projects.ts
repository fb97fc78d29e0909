// Projects and their hosts. What changes them is called in a transaction that is the only one writing.
import { projectsMax } from "../limits.ts";
import type { AuditRecord, InsertResult, ProjectRecord, ReplaceResult } from "../storage.ts";
import { insertAudit } from "./audit.ts";
import type { Database } from "./engine.ts";
import { projectOfRow, rowOfProject } from "./project-rows.ts";

/** All of them, by name then id. */
export async function listProjects(db: Database): Promise<readonly ProjectRecord[]> {
  const rows = await db
    .selectFrom("projects")
    .selectAll()
    .orderBy("name")
    .orderBy("id")
    .limit(projectsMax)
    .execute();
  return rows.map(projectOfRow);
}

/** Which revision each is at. */
export function listRevisions(
  db: Database,
): Promise<readonly Pick<ProjectRecord, "id" | "revision">[]> {
  return db.selectFrom("projects").select(["id", "revision"]).limit(projectsMax).execute();
}

/** One by id or slug. */
export async function findProject(
  db: Database,
  idOrSlug: string,
): Promise<ProjectRecord | undefined> {
  const row = await db
    .selectFrom("projects")
    .selectAll()
    .where((where) => where.or([where("id", "=", idOrSlug), where("slug", "=", idOrSlug)]))
    // A UUID is a DNS label too: a project whose slug is another's id must not stand in for it.
    .orderBy((by) => by.case().when("id", "=", idOrSlug).then(0).else(1).end())
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : projectOfRow(row);
}

/** Writes a new one, its hosts and the line that tells of it. */
export async function insertProject(
  transaction: Database,
  project: ProjectRecord,
  audit: AuditRecord,
): Promise<InsertResult> {
  if (await slugTaken(transaction, project.slug)) return { kind: "slug-taken" };
  const host = await hostTaken(transaction, project);
  if (host !== undefined) return { kind: "host-taken", host };
  if (await full(transaction)) return { kind: "too-many" };
  await transaction.insertInto("projects").values(rowOfProject(project)).execute();
  await insertHosts(transaction, project);
  await insertAudit(transaction, audit);
  return { kind: "done" };
}

/** Writes one's next revision, its hosts and the line that tells of it. */
export async function replaceProject(
  transaction: Database,
  next: ProjectRecord,
  expectedRevision: number,
  audit: AuditRecord,
): Promise<ReplaceResult> {
  const host = await hostTaken(transaction, next);
  const stored = await revisionOf(transaction, next.id);
  if (stored === undefined) return { kind: "gone" };
  if (stored !== expectedRevision) return { kind: "revision-changed" };
  if (host !== undefined) return { kind: "host-taken", host };
  const { numUpdatedRows } = await transaction
    .updateTable("projects")
    .set(rowOfProject(next))
    .where("id", "=", next.id)
    .where("revision", "=", expectedRevision)
    .executeTakeFirst();
  // Asked again by the statement that writes: no update is lost even to one who does not keep to the lock.
  if (numUpdatedRows === 0n) return { kind: "revision-changed" };
  await transaction.deleteFrom("project_hosts").where("project_id", "=", next.id).execute();
  await insertHosts(transaction, next);
  await insertAudit(transaction, audit);
  return { kind: "done" };
}

async function slugTaken(transaction: Database, slug: string): Promise<boolean> {
  const row = await transaction
    .selectFrom("projects")
    .select("id")
    .where("slug", "=", slug)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function full(transaction: Database): Promise<boolean> {
  const last = await transaction
    .selectFrom("projects")
    .select("id")
    .orderBy("id")
    .offset(projectsMax - 1)
    .limit(1)
    .executeTakeFirst();
  return last !== undefined;
}

async function revisionOf(transaction: Database, id: string): Promise<number | undefined> {
  const row = await transaction
    .selectFrom("projects")
    .select("revision")
    .where("id", "=", id)
    .limit(1)
    .executeTakeFirst();
  return row?.revision;
}

/** The first host that this project adds, and that is another's or stands below or above one of another's. */
async function hostTaken(
  transaction: Database,
  { id, flags: { hosts } }: ProjectRecord,
): Promise<string | undefined> {
  if (hosts.length === 0) return undefined;
  const stored = await transaction
    .selectFrom("project_hosts")
    .select("host")
    .where("project_id", "=", id)
    .execute();
  const kept = new Set(stored.map(({ host }) => host));
  for (const host of hosts) {
    if (kept.has(host)) continue;
    const row = await transaction
      .selectFrom("project_hosts")
      .select("host")
      .where("project_id", "!=", id)
      // Host names have no character that a pattern reads in another way.
      .where((where) =>
        where.or([where("host", "in", [host, ...above(host)]), where("host", "like", `%.${host}`)]),
      )
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined) return host;
  }
  return undefined;
}

/** Every name that a host stands below. */
function above(host: string): readonly string[] {
  const labels = host.split(".");
  return labels.slice(1).map((_, index) => labels.slice(index + 1).join("."));
}

async function insertHosts(
  transaction: Database,
  { id, flags: { hosts } }: ProjectRecord,
): Promise<void> {
  const rows = [...new Set(hosts)].map((host) => ({ host, project_id: id }));
  if (rows.length > 0) await transaction.insertInto("project_hosts").values(rows).execute();
}
