// Creates, changes and deletes projects. Each change is stored with its line of the audit log, then sent to the edges, then
// answered.
// It is over 300 lines, because creating, changing, deleting and publishing share the loop of tries and the revisions sent.
import { randomUUID } from "node:crypto";
import { auditRecord } from "../audit.ts";
import { deletedProjectsMax, projectsMax } from "../limits.ts";

import type { ControlRefusal, PlacedProblem } from "../errors.ts";
import { changeWarnings } from "./change-warnings.ts";
import { hostProblem, originProblem } from "./claims.ts";
import { Deletions } from "./deletions.ts";
import { defaultFlags, urlOfFlag } from "./feature-flags.ts";
import { firstSigningKey } from "./first-signing-key.ts";
import type { ControlEdges } from "../ports.ts";
import type { PlanTable } from "./plans.ts";
import type { ChangeResult, ProjectChange } from "./project-change.ts";
import type { Addressing } from "./addressing.ts";
import { flagsPointer, servedProject } from "./project-view.ts";
import type { MakeSigningKey } from "./signing-keys.ts";
import { slugOf, withSuffix } from "./slug.ts";
import type { Actor, ControlStorage, ProjectRecord } from "../storage.ts";

/** What creating, changing and deleting projects needs. */
export interface ProjectsParts {
  readonly storage: ControlStorage;
  readonly edges: Pick<ControlEdges, "publish">;
  readonly plans: () => PlanTable;
  readonly addressing: Addressing;
  readonly nowMs: () => number;
  /** Makes a project's first signing key. Undefined without a secret to seal keys with. */
  readonly makeSigningKey?: MakeSigningKey | undefined;
  /** Called each time that the bus does not accept a project. */
  readonly unsent: (error: unknown) => void;
}

/** A project as it is now, or why nothing was changed. */
export type ProjectResult =
  | {
      readonly kind: "project";
      readonly project: ProjectRecord;
      /** The project as it was before the change. A new project was as it is. */
      readonly before: ProjectRecord;
      /** Whether the bus has accepted it. If not, only the edges of this process have it yet. */
      readonly sent: boolean;
    }
  | { readonly kind: "refused"; readonly refusal: ControlRefusal };

/** The result of deleting a project, or why it was not deleted. */
export type DeletionResult =
  | { readonly kind: "deleted" }
  | { readonly kind: "refused"; readonly refusal: ControlRefusal };

/** What a new project is made of. */
export interface NewProject {
  readonly name: string;
  readonly environment: ProjectRecord["environment"];
  readonly homeRegion: string;
  /** If undefined, it is made from the name. */
  readonly slug: string | undefined;
  /** If undefined, it is the default of the table. */
  readonly plan: string | undefined;
}

/** The most tries of a change if others change the project first. Each try starts from what is stored then. */
const triesMax = 8;
/** Projects that are sent to the edges at once. */
const batchMax = 16;

/** Creates, changes and deletes projects. */
export class ControlProjects {
  readonly #parts: ProjectsParts;
  /** The revision that the bus has accepted last, by project. */
  readonly #sent = new Map<string, number>();
  readonly #deletions: Deletions;

  constructor(parts: ProjectsParts) {
    this.#parts = parts;
    this.#deletions = new Deletions(parts);
  }

  /**
   * Sends every project to the edges: at the start, and when the table of plans has changed. What the bus does not accept,
   * `follow` sends again. Rejects if the database cannot be read.
   */
  async publishAll(): Promise<void> {
    const atMs = this.#parts.nowMs();
    // If this fails, for example because the database is down, `follow` sends the projects later.
    // They stay known, because `follow` finds by them what was deleted meanwhile.
    for (const id of this.#sent.keys()) this.#sent.set(id, 0);
    const projects = await this.#parts.storage.listProjects();
    const publish = (project: ProjectRecord): Promise<boolean> => this.publish(project, atMs);
    for (let at = 0; at < projects.length; at += batchMax) {
      const sent = await Promise.all(projects.slice(at, at + batchMax).map(publish));
      if (sent.every(Boolean)) continue;
      // A bus that hangs must not keep the edges of this process waiting for the other projects.
      await Promise.all(projects.slice(at + batchMax).map(publish));
      return;
    }
  }

  /**
   * Sends a project to the edges. `atMs` is when it was changed, or when its plan was changed later. Resolves with whether
   * the bus has accepted it. If it has not, the edges of this process have it all the same, and `follow` sends it again.
   */
  async publish(project: ProjectRecord, atMs = project.updatedAtMs): Promise<boolean> {
    const { edges, plans, addressing, unsent } = this.#parts;
    try {
      await edges.publish(servedProject(project, plans(), addressing, atMs));
    } catch (error) {
      unsent(error);
      return false;
    }
    const sent = this.#sent.get(project.id) ?? 0;
    this.#sent.set(project.id, Math.max(sent, project.revision));
    return true;
  }

  /**
   * Sends the edges what other processes on the same database have changed, and what the bus has not accepted yet. Rejects
   * if the database cannot be read.
   */
  async follow(): Promise<void> {
    const { storage } = this.#parts;
    const revisions = await storage.listRevisions();
    const existing = new Set(revisions.map(({ id }) => id));
    const missing = [...this.#sent.keys()].filter((id) => !existing.has(id));
    await this.#deletions.follow(missing);
    for (const id of missing) this.#sent.delete(id);
    const unsent = revisions.filter(({ id, revision }) => (this.#sent.get(id) ?? 0) < revision);
    for (let at = 0; at < unsent.length; at += batchMax) {
      await Promise.all(
        unsent.slice(at, at + batchMax).map(async ({ id }) => {
          const project = await storage.findProject(id);
          if (project !== undefined) await this.publish(project);
        }),
      );
    }
  }

  /** Creates a project. Edge Sessions is off. */
  async create(wanted: NewProject, actor: Actor): Promise<ProjectResult> {
    const { storage, plans, nowMs } = this.#parts;
    const plan = wanted.plan ?? plans().defaultPlan;
    if (!plans().plans.some(({ name }) => name === plan)) {
      const problem = {
        path: "/subscription_plan",
        problem: "must be a plan in the operator's table",
      };
      return refused({ error: "control_settings_refused", problems: [problem] });
    }
    const stem = wanted.slug ?? slugOf(wanted.name);
    if (this.#isConsole(stem)) return consoleSlug;
    for (let tries = 0; tries < triesMax; tries += 1) {
      const atMs = nowMs();
      const project: ProjectRecord = {
        id: randomUUID(),
        slug: tries === 0 ? stem : withSuffix(stem),
        name: wanted.name,
        environment: wanted.environment,
        homeRegion: wanted.homeRegion,
        plan,
        revision: 1,
        revisionId: randomUUID(),
        flags: defaultFlags,
        signingKeys: [],
        createdAtMs: atMs,
        updatedAtMs: atMs,
      };
      const after = { name: project.name, slug: project.slug, subscription_plan: plan };
      const about = { projectId: project.id, subject: project.slug, after };
      const inserted = await storage.insertProject(
        project,
        auditRecord(atMs, actor, "project.create", about),
      );
      switch (inserted.kind) {
        case "done":
          return { kind: "project", project, before: project, sent: await this.publish(project) };
        case "slug-taken":
          if (wanted.slug !== undefined)
            return conflict("/slug", "must not be the slug of another project");
          break;
        case "host-taken":
          return conflict("/hosts", takenText(inserted.host));
        case "too-many":
          return conflict("/", `there are already ${projectsMax} projects, which is the maximum`);
        default:
          return inserted satisfies never;
      }
    }
    return conflict("/name", "no free slug could be made from it; send a slug");
  }

  /**
   * Changes a project as `decide` says. If someone else changed it in the meantime, `decide` is called again with their
   * revision, unless `meant` refuses it. `askedHost` is the host in the request to the control plane.
   */
  async change(
    idOrSlug: string,
    meant: ((project: ProjectRecord) => boolean) | undefined,
    decide: (project: ProjectRecord) => ChangeResult,
    actor: Actor,
    action: "project.patch" | "project.set",
    askedHost = "",
  ): Promise<ProjectResult> {
    const { storage } = this.#parts;
    for (let tries = 0; tries < triesMax; tries += 1) {
      const project = await storage.findProject(idOrSlug);
      if (project === undefined) return refused({ error: "control_not_found" });
      if (meant !== undefined && !meant(project))
        return refused({ error: "control_revision_changed" });
      const decided = decide(project);
      if (decided.kind === "refused") return decided;
      const { slug } = decided.change;
      if (slug !== project.slug && this.#isConsole(slug, askedHost)) return consoleSlug;
      const problems = this.#claimed(project, decided.change, askedHost);
      if (problems.length > 0) return refused({ error: "control_settings_refused", problems });
      const differing = difference(project, decided.change);
      if (differing === undefined)
        return { kind: "project", project, before: project, sent: this.#hasSent(project) };
      const changed = this.#next(project, decided.change);
      const key = await firstSigningKey(project, changed, this.#parts.makeSigningKey);
      const next = key === undefined ? changed : { ...changed, signingKeys: [key] };
      const { before } = differing;
      const after =
        key === undefined ? differing.after : { ...differing.after, signing_key: key.keyId };
      const about = { projectId: project.id, subject: project.slug, before, after };
      const audit = auditRecord(next.updatedAtMs, actor, action, about);
      const replaced = await storage.replaceProject(next, project.revision, audit);
      switch (replaced.kind) {
        case "done":
          return {
            kind: "project",
            project: next,
            before: project,
            sent: await this.publish(next),
          };
        case "gone":
          return refused({ error: "control_not_found" });
        case "slug-taken":
          return conflict("/slug", "must not be the slug of another project");
        case "host-taken":
          return conflict(`${flagsPointer}/hosts`, takenText(replaced.host));
        case "revision-changed":
          break;
        default:
          return replaced satisfies never;
      }
    }
    return refused({ error: "control_revision_changed" });
  }

  /**
   * Deletes a project. Its hosts become free, and its keys and their sign-ins end. If someone else changed it in the
   * meantime, it is deleted all the same, unless `meant` refuses their revision.
   */
  async delete(
    idOrSlug: string,
    meant: ((project: ProjectRecord) => boolean) | undefined,
    actor: Actor,
  ): Promise<DeletionResult> {
    const { storage, nowMs } = this.#parts;
    for (let tries = 0; tries < triesMax; tries += 1) {
      const project = await storage.findProject(idOrSlug);
      if (project === undefined) return refused({ error: "control_not_found" });
      if (meant !== undefined && !meant(project))
        return refused({ error: "control_revision_changed" });
      const { id, slug, environment } = project;
      const before = { ...flat(project), environment, revision: project.revision };
      const about = { projectId: id, subject: slug, before };
      const audit = auditRecord(nowMs(), actor, "project.delete", about);
      const deleted = await storage.deleteProject(id, project.revision, audit);
      switch (deleted) {
        case "done":
          this.#sent.delete(id);
          await this.#deletions.publish({ id, deletedAtMs: audit.atMs });
          return { kind: "deleted" };
        case "gone":
          return refused({ error: "control_not_found" });
        case "too-many":
          return conflict(
            "/",
            `${deletedProjectsMax} projects were deleted in the last 90 days, which is the maximum`,
          );
        case "revision-changed":
          break;
        default:
          return deleted satisfies never;
      }
    }
    return refused({ error: "control_revision_changed" });
  }

  /** What the change would add that no project may have. What was stored under earlier rules stays stored, and is not served. */
  #claimed(
    { flags: stored }: ProjectRecord,
    { flags }: ProjectChange,
    askedHost: string,
  ): PlacedProblem[] {
    const { addressing } = this.#parts;
    const consoleHosts = [...addressing.consoleHosts, ...(askedHost === "" ? [] : [askedHost])];
    const known = { ...addressing, consoleHosts };
    const problems: PlacedProblem[] = [];
    flags.hosts.forEach((host, index) => {
      if (stored.hosts.includes(host)) return;
      const problem = hostProblem(host, known);
      if (problem !== undefined) problems.push({ path: `${flagsPointer}/hosts/${index}`, problem });
    });
    for (const name of ["origin_url", "admin_origin_url"] as const) {
      const url = urlOfFlag(flags[name]);
      if (url === undefined || flags[name] === stored[name]) continue;
      const problem = originProblem(url, flags.hosts, addressing);
      if (problem !== undefined) problems.push({ path: `${flagsPointer}/${name}`, problem });
    }
    return problems;
  }

  /** Whether a project with this slug would have the host of the control plane. */
  #isConsole(slug: string, askedHost = ""): boolean {
    const { projectsDomain, consoleHosts } = this.#parts.addressing;
    const own = `${slug}.${projectsDomain}`;
    return own === askedHost || consoleHosts.includes(own);
  }

  #next(project: ProjectRecord, change: ProjectChange): ProjectRecord {
    const updatedAtMs = this.#parts.nowMs();
    const revision = project.revision + 1;
    return { ...project, ...change, revision, revisionId: randomUUID(), updatedAtMs };
  }

  #hasSent({ id, revision }: ProjectRecord): boolean {
    return (this.#sent.get(id) ?? 0) >= revision;
  }

  /** What an operator who changed the project should know. */
  warningsOf(
    made: ProjectResult & { readonly kind: "project" },
  ): readonly { readonly code: number; readonly message: string }[] {
    const { plans, addressing, makeSigningKey } = this.#parts;
    const signs = makeSigningKey !== undefined;
    const warnings = changeWarnings(made, plans(), addressing, signs);
    return warnings.map((message, index) => ({ code: index + 1, message }));
  }
}

interface Refused {
  readonly kind: "refused";
  readonly refusal: ControlRefusal;
}

/** The members that differ, before and after. Undefined if none do. */
function difference(
  project: ProjectRecord,
  change: ProjectChange,
): Readonly<Record<"before" | "after", Readonly<Record<string, unknown>>>> | undefined {
  const before = flat(project);
  const after = flat(change);
  const changed = Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (changed.length === 0) return undefined;
  const pick = (from: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    Object.fromEntries(changed.map((name) => [name, from[name]]));
  return { before: pick(before), after: pick(after) };
}

/** Each policy is a member of its own, because all of them together would be too long for a line. */
function flat({ name, slug, plan, flags }: ProjectChange): Readonly<Record<string, unknown>> {
  const { policies, ...others } = flags;
  const each = Object.entries(policies).map(([policy, form]) => [`policies/${policy}`, form]);
  return { name, slug, subscription_plan: plan, ...others, ...Object.fromEntries(each) };
}

function takenText(host: string): string {
  return `${host} belongs to another project, or is below or above a host of another project`;
}

function refused(refusal: ControlRefusal): Refused {
  return { kind: "refused", refusal };
}

function conflict(path: string, problem: string): Refused {
  return refused({ error: "control_conflict", problems: [{ path, problem }] });
}

const consoleSlug = conflict(
  "/slug",
  "must be another slug, because this one gives the project the host of the control plane",
);
