// Queries of projects and their hosts. All that change something run in a transaction that is the only writer.
import { projectsMax } from "../limits.ts";
import type { AuditRecord, InsertResult, ProjectRecord, ReplaceResult } from "../storage.ts";
import { insertAudit } from "./audit.ts";
import type { Database } from "./engine.ts";
import { projectOfRow, rowOfProject } from "./project-rows.ts";

/** All projects, sorted by name and then by id. */
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

/** The id and the revision of every project. */
export function listRevisions(
  db: Database,
): Promise<readonly Pick<ProjectRecord, "id" | "revision">[]> {
  return db.selectFrom("projects").select(["id", "revision"]).limit(projectsMax).execute();
}

/** A project by its id or slug. */
export async function findProject(
  db: Database,
  idOrSlug: string,
): Promise<ProjectRecord | undefined> {
  const row = await db
    .selectFrom("projects")
    .selectAll()
    .where((where) => where.or([where("id", "=", idOrSlug), where("slug", "=", idOrSlug)]))
    // A UUID is a DNS label too. A project whose slug is the id of another must not be found in its place.
    .orderBy((by) => by.case().when("id", "=", idOrSlug).then(0).else(1).end())
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : projectOfRow(row);
}

/** Writes a new project, its hosts and its line of the audit log. */
export async function insertProject(
  transaction: Database,
  project: ProjectRecord,
  audit: AuditRecord,
): Promise<InsertResult> {
  if (await slugTaken(transaction, project)) return { kind: "slug-taken" };
  const host = await hostTaken(transaction, project);
  if (host !== undefined) return { kind: "host-taken", host };
  if (await full(transaction)) return { kind: "too-many" };
  await transaction.insertInto("projects").values(rowOfProject(project)).execute();
  await insertHosts(transaction, project);
  await insertAudit(transaction, audit);
  return { kind: "done" };
}

/** Writes the next revision of a project, its hosts and its line of the audit log. */
export async function replaceProject(
  transaction: Database,
  next: ProjectRecord,
  expectedRevision: number,
  audit: AuditRecord,
): Promise<ReplaceResult> {
  const host = await hostTaken(transaction, next);
  const slug = await slugTaken(transaction, next);
  const stored = await revisionOf(transaction, next.id);
  if (stored === undefined) return { kind: "gone" };
  if (stored !== expectedRevision) return { kind: "revision-changed" };
  if (slug) return { kind: "slug-taken" };
  if (host !== undefined) return { kind: "host-taken", host };
  const { numUpdatedRows } = await transaction
    .updateTable("projects")
    .set(rowOfProject(next))
    .where("id", "=", next.id)
    .where("revision", "=", expectedRevision)
    .executeTakeFirst();
  // The statement that writes checks this again, so that no update is lost even if something else ignores the lock.
  if (numUpdatedRows === 0n) return { kind: "revision-changed" };
  await transaction.deleteFrom("project_hosts").where("project_id", "=", next.id).execute();
  await insertHosts(transaction, next);
  await insertAudit(transaction, audit);
  return { kind: "done" };
}

/** Whether another project has the slug. */
async function slugTaken(transaction: Database, { id, slug }: ProjectRecord): Promise<boolean> {
  const row = await transaction
    .selectFrom("projects")
    .select("id")
    .where("slug", "=", slug)
    .where("id", "!=", id)
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

/** The revision of a project. Undefined if it does not exist. */
export async function revisionOf(transaction: Database, id: string): Promise<number | undefined> {
  const row = await transaction
    .selectFrom("projects")
    .select("revision")
    .where("id", "=", id)
    .limit(1)
    .executeTakeFirst();
  return row?.revision;
}

/** The first host that this project adds although another project has it, or has a host above or below it. */
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
      // Host names have no character with a special meaning in a pattern.
      .where((where) =>
        where.or([where("host", "in", [host, ...above(host)]), where("host", "like", `%.${host}`)]),
      )
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined) return host;
  }
  return undefined;
}

/** Every name above a host. */
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
