// Finds projects: searched, filtered, sorted and cut into pages. Everything here is computed from rows that are given.
import { healthStates, type HealthState, type Severity } from "../../core/health/project-state.ts";
import type { ProjectRecord } from "../storage.ts";

/** A project with everything that it can be found by. */
export interface ListedProject {
  readonly project: ProjectRecord;
  readonly hosts: readonly string[];
  readonly state: HealthState;
  readonly severity: Severity;
  readonly checksPerSecond: number;
  /** Null if there were no checks. */
  readonly hitRatio: number | null;
}

/** What a list can be sorted by. */
export const projectSorts = [
  "name",
  "state",
  "checks_per_second",
  "hit_ratio",
  "created_at",
  "updated_at",
] as const;

/** What a list is sorted by. */
export type ProjectSort = (typeof projectSorts)[number];

/** Which projects are wanted, and in which order. */
export interface ProjectQuery {
  /** Every word of it must be in the name, the slug, a host, the id or the plan. Case and accents do not count. */
  readonly q: string;
  readonly state: HealthState | undefined;
  readonly environment: ProjectRecord["environment"] | undefined;
  readonly sort: ProjectSort;
  readonly order: "asc" | "desc";
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** One page of the projects that were found. */
export interface FoundProjects<Listed extends ListedProject> {
  readonly rows: readonly Listed[];
  /** The projects on all pages. */
  readonly total: number;
  readonly pages: number;
  /** How many there are in each state, whatever state is wanted, gravest first. States without projects are left out. */
  readonly states: readonly { readonly state: HealthState; readonly count: number }[];
}

/** Finds the projects. */
export function findProjects<Listed extends ListedProject>(
  all: readonly Listed[],
  query: ProjectQuery,
): FoundProjects<Listed> {
  const words = plain(query.q).split(/\s+/).filter(Boolean);
  const matching = all.filter(
    (listed) =>
      (query.environment === undefined || listed.project.environment === query.environment) &&
      matches(listed, words),
  );
  const wanted = matching
    .filter(({ state }) => query.state === undefined || state === query.state)
    .toSorted((one, other) => compare(one, other, query));
  const from = (query.page - 1) * query.pageSize;
  return {
    rows: wanted.slice(from, from + query.pageSize),
    total: wanted.length,
    pages: Math.ceil(wanted.length / query.pageSize),
    states: statesOf(matching),
  };
}

function statesOf(matching: readonly ListedProject[]): FoundProjects<ListedProject>["states"] {
  const counts = new Map<HealthState, number>();
  for (const { state } of matching.toSorted((one, other) => gravity(one) - gravity(other))) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].map(([state, count]) => ({ state, count }));
}

const severities: readonly Severity[] = ["bad", "warning", "off", "good"];

/** Lower for what harms more: what is bad now comes before what an operator has not set up. */
function gravity({ state, severity }: ListedProject): number {
  return severities.indexOf(severity) * healthStates.length + healthStates.indexOf(state);
}

function matches({ project, hosts }: ListedProject, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { name, slug, id, plan } = project;
  const text = [plain(name), slug, id, plan.toLowerCase(), ...hosts].join("\n");
  return words.every((word) => text.includes(word));
}

/** A text without case and accents. */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase();
}

/** Compares names as people sort them: 2 comes before 10. */
const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Projects without a value come last in either order. Of two with the same value, names decide, and then ids. */
function compare(one: ListedProject, other: ListedProject, { sort, order }: ProjectQuery): number {
  const direction = order === "asc" ? 1 : -1;
  const byName = names.compare(one.project.name, other.project.name);
  if (sort === "name" && byName !== 0) return byName * direction;
  const [a, b] = sort === "name" ? [0, 0] : [valueOf(one, sort), valueOf(other, sort)];
  if (a !== b) {
    if (a === null) return 1;
    if (b === null) return -1;
    return (a - b) * direction;
  }
  if (byName !== 0) return byName;
  return one.project.id < other.project.id ? -1 : 1;
}

function valueOf(listed: ListedProject, sort: Exclude<ProjectSort, "name">): number | null {
  const { project } = listed;
  switch (sort) {
    case "state":
      return gravity(listed);
    case "checks_per_second":
      return listed.checksPerSecond;
    case "hit_ratio":
      return listed.hitRatio;
    case "created_at":
      return project.createdAtMs;
    case "updated_at":
      return project.updatedAtMs;
    default:
      return sort satisfies never;
  }
}
