// A plan from a request: the edges that the search finds, what they give, and what one edge more or less would do.
import type { CheckMix } from "./checks/mix.ts";
import type { ProfileName } from "./checks/profiles.ts";
import { roundTripMs } from "./physics/round-trip.ts";
import type { Change, Goal, Plan, PlanRequest, PricedProfile } from "./plan.ts";
import { busOf } from "./search/bus.ts";
import { boundOf, figuresOf, reachedShare, sharesOf } from "./search/evaluate.ts";
import type { Figures } from "./search/figures.ts";
import { find, overallSearch, type Progress } from "./search/goals.ts";
import type { Scene } from "./search/scene.ts";
import type { Metro } from "./world/place.ts";

/** How many further edges a plan names. */
const furtherEdges = 3;

/**
 * Makes a plan. The same request gives the same plan.
 *
 * @param request What is asked. `keep` counts as candidates too.
 * @param onProgress Called after each step of the search.
 * @throws RangeError if there is no candidate, or the demand has no point.
 */
export function makePlan(request: PlanRequest, onProgress?: (progress: Progress) => void): Plan {
  const { goal, demand, origin, mix, network } = request;
  const scene: Scene = { demand, origin, mix, network };
  const candidates = inOrder([...request.candidates, ...request.keep]);
  if (candidates.length === 0) throw new RangeError("A plan needs at least one candidate.");
  if (demand.points.length === 0) throw new RangeError("A plan needs demand; it had no point.");
  const kept = new Set(request.keep.map((metro) => metro.code));
  const keep = [...candidates.keys()].filter((index) => kept.has(candidates[index]?.code ?? ""));
  const bound = boundOf(scene, candidates);
  const found = find({ scene, goal, candidates, keep, bound, onProgress });
  const edges = found.chosen.flatMap((index) => candidates[index] ?? []);
  const shares = sharesOf(scene, edges);
  return {
    goal,
    reached: found.reached,
    edges: edges.map((metro, index) => ({
      metro,
      share: shares[index]?.share ?? 0,
      p95Ms: shares[index]?.p95Ms ?? 0,
      originMs: roundTripMs(metro, origin, network),
      kept: kept.has(metro.code),
    })),
    figures: withGoal(goal, scene, edges, figuresOf(scene, edges)),
    bound: {
      edges: candidates.length,
      figures: withGoal(goal, scene, candidates, bound),
    },
    next: overallSearch({ scene, candidates })
      .additions(found.chosen)
      .slice(0, furtherEdges)
      .flatMap(({ candidate }) => changeOf(candidates[candidate], edges, scene)),
    losses: lossesOf(scene, edges),
    bus: busOf(edges, network),
    mix,
    demand: { of: demand.of, source: demand.source },
    origin,
  };
}

/** The figures with the share that answers within the time of the goal, if that is none of theirs. */
function withGoal(goal: Goal, scene: Scene, edges: readonly Metro[], figures: Figures): Figures {
  if (goal.kind !== "within" || figures.reached.some(({ ms }) => ms === goal.ms)) return figures;
  const asked = { ms: goal.ms, share: reachedShare(scene, edges, goal.ms) };
  return { ...figures, reached: [...figures.reached, asked].sort((a, b) => a.ms - b.ms) };
}

/** The figures of the same edges with the mixes of several profiles. */
export function priceProfiles(
  scene: Scene,
  edges: readonly Metro[],
  mixes: readonly { readonly profile: ProfileName; readonly mix: CheckMix }[],
): readonly PricedProfile[] {
  return mixes.map(({ profile, mix }) => ({
    profile,
    mix,
    figures: figuresOf({ ...scene, mix }, edges),
  }));
}

/** One of each code, in the order of the codes. */
function inOrder(metros: readonly Metro[]): readonly Metro[] {
  return [...new Map(metros.map((metro) => [metro.code, metro])).values()].toSorted((a, b) =>
    a.code < b.code ? -1 : 1,
  );
}

function changeOf(metro: Metro | undefined, edges: readonly Metro[], scene: Scene): Change[] {
  return metro === undefined ? [] : [{ metro, figures: figuresOf(scene, [...edges, metro]) }];
}

/** What is left without each edge, the worst first. Nothing is left without the only one. */
function lossesOf(scene: Scene, edges: readonly Metro[]): readonly Change[] {
  if (edges.length < 2) return [];
  return edges
    .map((metro) => ({
      metro,
      figures: figuresOf(
        scene,
        edges.filter((other) => other !== metro),
      ),
    }))
    .toSorted(
      (a, b) => badness(b.figures) - badness(a.figures) || (a.metro.code < b.metro.code ? -1 : 1),
    );
}

function badness({ checks }: Figures): number {
  return checks.meanMs + checks.p95Ms + checks.p99Ms;
}
