// Each state of a project: whether it holds, and its words.
import type { EdgeOfProject, HealthFacts, ProjectState } from "./project-state.ts";
import type { OriginFailure, ProjectSign } from "./signs.ts";

/** The state of a project without any other. */
export const serving: ProjectState = {
  state: "serving",
  severity: "good",
  sinceMs: undefined,
  sentence: "Serving",
  reason: "Checks are answered at the edge.",
  fix: undefined,
};

/** The state of a project without an identity server. Undefined if it does not hold. */
export function notSetUp({ hasOrigin }: HealthFacts): ProjectState | undefined {
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

/** The state of a project that no edge serves. Undefined if it does not hold. */
export function noEdge({ edges, unheard }: HealthFacts): ProjectState | undefined {
  if (edges.some(({ state }) => state !== "silent")) return undefined;
  // If this process is cut off from the bus, the edges that it does not hear may be well.
  if (unheard !== undefined && edges.length > 0) return undefined;
  return {
    state: "no-edge",
    severity: "bad",
    sinceMs: lastOf(edges),
    sentence: "No edge serves it",
    reason:
      edges.length === 0
        ? "No edge has been heard, so nothing answers the hosts of this project."
        : `${namesOf(edges)} can no longer be heard, so probably nothing answers the hosts of this project.`,
    fix: { text: "Start an edge", page: "edges" },
  };
}

/** The failure that began first, of all that see one. */
export function originFailing({
  own,
  edges,
  wanted,
  entitled,
}: HealthFacts): ProjectState | undefined {
  const first = earliest(signsOf(own, edges).flatMap((sign) => sign.failing ?? []));
  if (first === undefined) return undefined;
  const heard = edges.filter(({ state }) => state !== "silent");
  const failing = heard.filter(({ sign }) => sign?.failing !== undefined);
  const isEverywhere = failing.length === 0 || failing.length === heard.length;
  const where = isEverywhere ? "" : placeOf(failing, edges);
  return {
    state: "origin-failing",
    severity: "bad",
    sinceMs: first.since,
    sentence: `Identity server failing${where}: ${failureWords(first.how)}`,
    reason:
      wanted && entitled
        ? "Stored answers are used up to their limit. All other requests fail until the identity server answers again."
        : "All requests fail until the identity server answers again.",
    fix: { text: "Check the identity server and its URL", page: "advanced" },
  };
}

/** The state of a project with an edge that may miss invalidations. Undefined if it does not hold. */
export function invalidationsMissing({ edges, unheard }: HealthFacts): ProjectState | undefined {
  const degraded = edges.filter(({ state }) => state === "degraded");
  const silent = edges.filter(({ state }) => state === "silent");
  const missing = edges.filter(({ state }) => state !== "healthy");
  // Without any edge that can be heard, that is the state.
  if (missing.length === 0 || (silent.length === edges.length && unheard === undefined))
    return undefined;
  const why = [
    unheard !== undefined &&
      `This control plane does not hear the bus (${unheard}), so it does not know how other edges are.`,
    degraded.length > 0 &&
      `${namesOf(degraded)} may be missing invalidations${reasonsOf(degraded)}.`,
    silent.length > 0 &&
      unheard === undefined &&
      `${namesOf(silent)} can no longer be heard: cut off from the bus, or ended without stopping in order.`,
    "There, stored answers are used only up to the shorter cache duration, degraded_max_age.",
  ];
  return {
    state: "invalidations-missing",
    severity: degraded.length > 0 || unheard !== undefined ? "bad" : "warning",
    sinceMs: firstOf(missing),
    sentence: `Invalidations missing${placeOf(missing, edges)}`,
    reason: why.filter((part) => part !== false).join(" "),
    fix: { text: "See which edges", page: "edges" },
  };
}

/** The state of a project whose cookie name the identity server contradicts. Undefined if it does not hold. */
export function cookieNameWrong({ own, edges, cookieName }: HealthFacts): ProjectState | undefined {
  const first = earliest(signsOf(own, edges).flatMap((sign) => sign.cookieNameContradicted ?? []));
  if (first === undefined) return undefined;
  return {
    state: "cookie-name-wrong",
    severity: "bad",
    sinceMs: first.since,
    sentence: "Cookie name wrong",
    reason: `The identity server accepts sessions in a cookie that is not named ${cookieName}. Their checks are passed on, and none is a hit.`,
    fix: { text: "Correct the cookie name", page: "advanced" },
  };
}

/** The state of a project whose identity server limits the rate of calls. Undefined if it does not hold. */
export function rateLimited({ own, edges }: HealthFacts): ProjectState | undefined {
  const first = earliest(signsOf(own, edges).flatMap((sign) => sign.limited ?? []));
  if (first === undefined) return undefined;
  return {
    state: "rate-limited",
    severity: "warning",
    sinceMs: first.since,
    sentence: "Identity server limits the rate: 429s",
    reason:
      "It answers 429 to the calls for checks. Stored answers are used up to their limit, and other checks get the 429.",
    fix: { text: "See how often answers are refreshed", page: "advanced" },
  };
}

/** The state of a project whose plan does not allow what its settings say. Undefined if it does not hold. */
export function planExcludes({ wanted, entitled, plan }: HealthFacts): ProjectState | undefined {
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

/** The state of a project whose latest settings are not at every edge yet. Undefined if it does not hold. */
export function settingsPending({
  wanted,
  entitled,
  applied,
}: HealthFacts): ProjectState | undefined {
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

/** The state of a project in which Edge Sessions is off. Undefined if it does not hold. */
export function off({ wanted }: HealthFacts): ProjectState | undefined {
  if (wanted) return undefined;
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

/** What this process and the edges that can be heard notice. What a silent edge said last is no longer so. */
function signsOf(
  own: ProjectSign | undefined,
  edges: readonly EdgeOfProject[],
): readonly ProjectSign[] {
  const signs: ProjectSign[] = own === undefined ? [] : [own];
  for (const { state, sign } of edges) {
    if (state !== "silent" && sign !== undefined) signs.push(sign);
  }
  return signs;
}

function earliest<Trouble extends { readonly since: number }>(
  troubles: readonly Trouble[],
): Trouble | undefined {
  return troubles.toSorted((one, other) => one.since - other.since)[0];
}

function firstOf(edges: readonly EdgeOfProject[]): number | undefined {
  const known = edges.flatMap(({ sinceMs }) => sinceMs ?? []);
  return known.length === 0 ? undefined : Math.min(...known);
}

function lastOf(edges: readonly EdgeOfProject[]): number | undefined {
  const known = edges.flatMap(({ sinceMs }) => sinceMs ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

function placeOf(some: readonly EdgeOfProject[], all: readonly EdgeOfProject[]): string {
  return all.length === 1 ? "" : ` at ${some.length} of ${all.length} edges`;
}

/** Names and reasons that a sentence lists. */
const listedMax = 3;

function namesOf(edges: readonly EdgeOfProject[]): string {
  const named = edges.slice(0, listedMax).map(({ name }) => name);
  const more = edges.length - named.length;
  return more === 0 ? named.join(", ") : `${named.join(", ")} and ${more} more`;
}

function reasonsOf(edges: readonly EdgeOfProject[]): string {
  const reasons = [...new Set(edges.flatMap(({ reason }) => reason ?? []))].slice(0, listedMax);
  return reasons.length === 0 ? "" : ` (${reasons.join("; ")})`;
}
