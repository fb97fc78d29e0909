// Everything that the list of projects shows of each, computed for all of them at most once in a moment, however many
// pages ask.
import type { ProjectHealth } from "../../core/health/project-health.ts";
import type { ProjectHealths } from "../health/project-healths.ts";
import type { ControlEdges, ControlTraffic } from "../ports.ts";
import type { ControlStorage, ProjectRecord } from "../storage.ts";
import type { Addressing } from "./addressing.ts";
import { isEntitled, type PlanTable } from "./plans.ts";
import type { ListedProject } from "./project-list.ts";
import { hostsOf } from "./project-view.ts";

/** What listing projects needs. */
export interface ListedProjectsParts {
  readonly storage: Pick<ControlStorage, "listProjects" | "findProject">;
  readonly healths: ProjectHealths;
  readonly traffic: Pick<ControlTraffic, "recent">;
  readonly edges: Pick<ControlEdges, "list">;
  readonly plans: () => PlanTable;
  readonly addressing: Addressing;
  readonly nowMs: () => number;
}

/** A project as the list shows it. */
export interface DescribedProject extends ListedProject {
  readonly health: ProjectHealth;
  /** Whether its plan includes Edge Sessions and it is set to on. */
  readonly effective: boolean;
  /** The edges that serve it, and those at which it is on. */
  readonly edges: { readonly total: number; readonly on: number };
  /** Calls to the identity server for each check that was not passed on. Null if there were none. */
  readonly originCallsPerCheck: number | null;
}

/** How long a description may be used, in milliseconds. Consoles ask every few seconds. */
const describedForMs = 1_000;

/** Describes projects for the list. */
export class ListedProjects {
  readonly #parts: ListedProjectsParts;
  readonly #described = new Map<string, DescribedProject>();
  #edges: ReadonlyMap<string, DescribedProject["edges"]> = new Map();
  #describedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: ListedProjectsParts) {
    this.#parts = parts;
  }

  /** All projects. What does not come from the database is at most a second old. Rejects if that cannot be read. */
  async all(): Promise<readonly DescribedProject[]> {
    const projects = await this.#parts.storage.listProjects();
    return this.#describeAll(projects);
  }

  /** One project, or none if it does not exist. */
  async one(id: string): Promise<readonly DescribedProject[]> {
    const project = await this.#parts.storage.findProject(id);
    return project === undefined ? [] : this.#describeAll([project]);
  }

  #describeAll(projects: readonly ProjectRecord[]): readonly DescribedProject[] {
    const atMs = this.#parts.nowMs();
    if (Math.abs(atMs - this.#describedAtMs) >= describedForMs) {
      this.#described.clear();
      this.#edges = this.#edgesByProject();
      this.#describedAtMs = atMs;
    }
    return projects.map((project) => {
      const known = this.#described.get(project.id);
      if (known?.project.revision === project.revision) return known;
      const described = this.#describe(project);
      this.#described.set(project.id, described);
      return described;
    });
  }

  #describe(project: ProjectRecord): DescribedProject {
    const { healths, traffic, plans, addressing } = this.#parts;
    const health = healths.of(project);
    const { checksPerSecond, hitRatio, originCallsPerCheck } = traffic.recent(project.id);
    return {
      project,
      hosts: hostsOf(project, addressing),
      health,
      state: health.state,
      severity: health.severity,
      effective: project.flags.cacheable_sessions && isEntitled(project, plans()),
      edges: this.#edges.get(project.id) ?? { total: 0, on: 0 },
      checksPerSecond,
      hitRatio: hitRatio ?? null,
      originCallsPerCheck: originCallsPerCheck ?? null,
    };
  }

  #edgesByProject(): ReadonlyMap<string, DescribedProject["edges"]> {
    const counted = new Map<string, { total: number; on: number }>();
    for (const { projects } of this.#parts.edges.list()) {
      for (const { id, cacheable_sessions: on } of projects) {
        const count = counted.get(id) ?? { total: 0, on: 0 };
        count.total += 1;
        if (on === true) count.on += 1;
        counted.set(id, count);
      }
    }
    return counted;
  }
}
