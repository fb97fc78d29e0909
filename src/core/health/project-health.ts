// How a project is, in one sentence. Computed here alone. The Console, the API, the command line, the metrics and doctor
// show it.
import {
  healthStates,
  type EdgeOfProject,
  type HealthFacts,
  type ProjectState,
} from "./project-state.ts";
import {
  cookieNameWrong,
  invalidationsMissing,
  noEdge,
  notSetUp,
  off,
  originFailing,
  planExcludes,
  rateLimited,
  serving,
  settingsPending,
} from "./project-states.ts";

/** How a project is: the gravest state, and the others that hold too. */
export interface ProjectHealth extends ProjectState {
  readonly also: readonly ProjectState[];
}

/** The health of a project. A project that is not set up has no other state. */
export function projectHealth(facts: HealthFacts): ProjectHealth {
  const notYet = notSetUp(facts);
  if (notYet !== undefined) return { ...notYet, also: [] };
  const stores = facts.wanted && facts.entitled;
  const states = [
    noEdge(facts),
    originFailing(facts),
    invalidationsMissing(facts),
    cookieNameWrong(facts),
    rateLimited(facts),
    planExcludes(facts),
    settingsPending(facts),
    off(facts),
  ]
    .filter((state) => state !== undefined)
    .toSorted((one, other) => rank(one, stores) - rank(other, stores));
  const [first = serving, ...also] = states;
  return { ...first, also };
}

/** How a project is at one of its edges. */
export function healthAtEdge(facts: HealthFacts, edge: EdgeOfProject): ProjectState {
  if (edge.state !== "silent" || !facts.hasOrigin) {
    const { also: _others, ...state } = projectHealth({
      ...facts,
      applied: true,
      edges: [edge],
      own: undefined,
      unheard: undefined,
    });
    return state;
  }
  return {
    state: "invalidations-missing",
    severity: "warning",
    sinceMs: edge.sinceMs,
    sentence: "Not heard",
    reason: "It ended without stopping in order, or it is cut off from the bus.",
    fix: undefined,
  };
}

/** Where nothing is stored, trouble with stored answers comes last. */
function rank({ state }: ProjectState, stores: boolean): number {
  const place = healthStates.indexOf(state);
  const ofStored = state === "invalidations-missing" || state === "cookie-name-wrong";
  return ofStored && !stores ? place + healthStates.length : place;
}
