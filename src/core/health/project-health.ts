// How a project is, in one sentence. Computed here alone. The Console, the API, the command line, the metrics and doctor
// show it.
import type { OriginFailure, ProjectSign } from "./signs.ts";

/** Every state of a project, gravest first. */
export const healthStates = [
  "origin-failing",
  "cookie-name-wrong",
  "edges-silent",
  "invalidations-missing",
  "no-edge",
  "plan-excludes",
  "not-set-up",
  "settings-pending",
  "off",
  "serving",
] as const;

/** A state of a project. */
export type HealthState = (typeof healthStates)[number];

/** How grave a state is: `bad` harms checks now, `warning` may, `off` is as an operator chose it. */
export type Severity = "good" | "warning" | "bad" | "off";

/** Where a state is fixed: a page of the Console. */
export type FixPage = "advanced" | "edges" | "set-up" | "overview";

/** One state of a project, for people. */
export interface ProjectState {
  readonly state: HealthState;
  readonly severity: Severity;
  /** When it began, in wall-clock milliseconds. Undefined if that is not known. */
  readonly sinceMs: number | undefined;
  /** What is, such as "Identity server failing: 502s". Without the time and without a final dot. */
  readonly sentence: string;
  /** Why, and what it means for checks. */
  readonly reason: string;
  /** What to do about it. Undefined if there is nothing to do. */
  readonly fix: { readonly text: string; readonly page: FixPage } | undefined;
}

/** How a project is: the gravest state, and the others that hold too. */
export interface ProjectHealth extends ProjectState {
  readonly also: readonly ProjectState[];
}

/** What one edge says of a project. */
export interface EdgeOfProject {
  readonly name: string;
  readonly state: "healthy" | "degraded" | "silent";
  /** Since when it has been in that state, in wall-clock milliseconds. Undefined if that is not known. */
  readonly sinceMs: number | undefined;
  readonly sign: ProjectSign | undefined;
}

/** What the state of a project follows from. */
export interface HealthFacts {
  /** Whether it has the URL of an identity server. */
  readonly hasOrigin: boolean;
  /** Whether Edge Sessions is set to on. */
  readonly wanted: boolean;
  /** Whether the plan includes Edge Sessions. */
  readonly entitled: boolean;
  /** The title of the plan. */
  readonly plan: string;
  readonly cookieName: string;
  /** Whether every edge that can be heard has applied the current settings. */
  readonly applied: boolean;
  /** Every edge that should serve it. Edges that stopped in order are not among them. */
  readonly edges: readonly EdgeOfProject[];
  /** What the control plane itself notices of the identity server. */
  readonly own: ProjectSign | undefined;
}

/** The health of a project. */
export function projectHealth(facts: HealthFacts): ProjectHealth {
  const states = [
    notSetUp(facts),
    originFailing(facts),
    cookieNameWrong(facts),
    edgesSilent(facts),
    invalidationsMissing(facts),
    noEdge(facts),
    planExcludes(facts),
    settingsPending(facts),
    off(facts),
  ]
    .filter((state) => state !== undefined)
    .toSorted((one, other) => rank(one) - rank(other));
  const [first = serving, ...also] = states;
  return { ...first, also };
}

function rank({ state }: ProjectState): number {
  return healthStates.indexOf(state);
}

const serving: ProjectState = {
  state: "serving",
  severity: "good",
  sinceMs: undefined,
  sentence: "Serving",
  reason: "Checks are answered at the edge.",
  fix: undefined,
};

function notSetUp({ hasOrigin }: HealthFacts): ProjectState | undefined {
  if (hasOrigin) return undefined;
  return {
    state: "not-set-up",
    severity: "off",
    sinceMs: undefined,
    sentence: "Not set up",
    reason: "The project has no identity server URL, so its hosts answer 503.",
    fix: { text: "Set up the project", page: "set-up" },
  };
}

/** The failure that began first, of all that see one. */
function originFailing({ own, edges }: HealthFacts): ProjectState | undefined {
  const seen = [own, ...edges.map(({ sign }) => sign)].flatMap((sign) => sign?.failing ?? []);
  const [first] = seen.toSorted((one, other) => one.since - other.since);
  if (first === undefined) return undefined;
  const failing = edges.filter(({ sign }) => sign?.failing !== undefined).length;
  const where = failing === 0 || failing === edges.length ? "" : ` at ${countOf(failing, edges)}`;
  return {
    state: "origin-failing",
    severity: "bad",
    sinceMs: first.since,
    sentence: `Identity server failing${where}: ${failureWords(first.how)}`,
    reason:
      "Checks that are stored are answered up to their limit. All other requests fail until the identity server answers again.",
    fix: { text: "Check the identity server and its URL", page: "advanced" },
  };
}

function cookieNameWrong({ own, edges, cookieName }: HealthFacts): ProjectState | undefined {
  const seen = [own, ...edges.map(({ sign }) => sign)].flatMap(
    (sign) => sign?.cookieNameContradicted ?? [],
  );
  const [first] = seen.toSorted((one, other) => one.since - other.since);
  if (first === undefined) return undefined;
  return {
    state: "cookie-name-wrong",
    severity: "bad",
    sinceMs: first.since,
    sentence: "Cookie name wrong",
    reason: `The identity server accepts sessions in a cookie that is not named ${cookieName}, so their checks are passed on and none is a hit.`,
    fix: { text: "Correct the cookie name", page: "advanced" },
  };
}

function edgesSilent({ edges }: HealthFacts): ProjectState | undefined {
  const silent = edges.filter(({ state }) => state === "silent");
  if (silent.length === 0) return undefined;
  return {
    state: "edges-silent",
    severity: "warning",
    sinceMs: firstOf(silent),
    sentence: `No word from ${countOf(silent.length, edges)}`,
    reason: `${namesOf(silent)} ended without stopping in order, or cannot reach the bus.`,
    fix: { text: "See which edges are silent", page: "edges" },
  };
}

function invalidationsMissing({ edges }: HealthFacts): ProjectState | undefined {
  const degraded = edges.filter(({ state }) => state === "degraded");
  if (degraded.length === 0) return undefined;
  return {
    state: "invalidations-missing",
    severity: "bad",
    sinceMs: firstOf(degraded),
    sentence: `Invalidations missing at ${countOf(degraded.length, edges)}`,
    reason: `${namesOf(degraded)} may not hear of changes in time, so stored answers are kept only for --degraded-max-age there.`,
    fix: { text: "See which edges are degraded", page: "edges" },
  };
}

function noEdge({ edges }: HealthFacts): ProjectState | undefined {
  if (edges.some(({ state }) => state !== "silent")) return undefined;
  return {
    state: "no-edge",
    severity: "bad",
    sinceMs: undefined,
    sentence: "No edge serves it",
    reason: "No edge can be heard, so nothing answers the hosts of this project.",
    fix: { text: "Start an edge", page: "edges" },
  };
}

function planExcludes({ wanted, entitled, plan }: HealthFacts): ProjectState | undefined {
  if (!wanted || entitled) return undefined;
  return {
    state: "plan-excludes",
    severity: "warning",
    sinceMs: undefined,
    sentence: "Plan does not allow it",
    reason: `Edge Sessions is set to on, but the plan “${plan}” does not include it. Checks are passed on to the identity server.`,
    fix: { text: "See the plan", page: "advanced" },
  };
}

function settingsPending({ wanted, entitled, applied }: HealthFacts): ProjectState | undefined {
  if (!wanted || !entitled || applied) return undefined;
  return {
    state: "settings-pending",
    severity: "warning",
    sinceMs: undefined,
    sentence: "Settings not applied at every edge yet",
    reason: "At least one edge still has earlier settings of this project.",
    fix: { text: "See which edges are behind", page: "edges" },
  };
}

function off({ wanted, hasOrigin }: HealthFacts): ProjectState | undefined {
  if (wanted || !hasOrigin) return undefined;
  return {
    state: "off",
    severity: "off",
    sinceMs: undefined,
    sentence: "Off",
    reason: "Edge Sessions is off. Checks are passed on to the identity server.",
    fix: { text: "Turn Edge Sessions on", page: "advanced" },
  };
}

function failureWords(how: OriginFailure): string {
  switch (how.kind) {
    case "status":
      return `${how.status}s`;
    case "timeout":
      return "it does not answer in time";
    case "unreachable":
      return "it cannot be reached";
    case "broken":
      return "its connections break";
    default:
      return how satisfies never;
  }
}

function firstOf(edges: readonly EdgeOfProject[]): number | undefined {
  const known = edges.flatMap(({ sinceMs }) => sinceMs ?? []);
  return known.length === 0 ? undefined : Math.min(...known);
}

function countOf(some: number, all: readonly EdgeOfProject[]): string {
  return `${some} of ${all.length} ${all.length === 1 ? "edge" : "edges"}`;
}

const namedMax = 3;

function namesOf(edges: readonly EdgeOfProject[]): string {
  const named = edges.slice(0, namedMax).map(({ name }) => name);
  const more = edges.length - named.length;
  return more === 0 ? named.join(", ") : `${named.join(", ")} and ${more} more`;
}
