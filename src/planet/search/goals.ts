// How each goal is searched: by which score edges are added and swapped, and when fewer edges are tried.
import type { Goal } from "../plan.ts";
import type { Metro } from "../world/place.ts";
import { figuresOf, reachedShare } from "./evaluate.ts";
import type { Figures } from "./figures.ts";
import type { Scene } from "./scene.ts";
import { plus, Search, type Chosen } from "./search.ts";
import { ReachTally, WaitTally, type Tally } from "./tally.ts";

/** What a search is doing. */
export interface Progress {
  /** Adding the edge that helps most; swapping edges; or trying whether fewer edges are enough. */
  readonly phase: "adding" | "swapping" | "dropping";
  /** How many edges the set has now. */
  readonly edges: number;
  readonly figures: Figures;
}

/** What is searched. */
export interface Searched {
  readonly scene: Scene;
  readonly goal: Goal;
  /** With different codes, in their order. */
  readonly candidates: readonly Metro[];
  /** Indices of `candidates`. */
  readonly keep: Chosen;
  /** What all candidates together give. */
  readonly bound: Figures;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What was found. */
export interface Found {
  readonly chosen: Chosen;
  readonly reached: boolean;
}

/** Where a target is out of reach, edges are added while one lowers mean + P95 + P99 by so much. Milliseconds. */
const worthMs = 1;

/** Where a share cannot be reached, edges are added while one adds so much to it. */
const worthShare = 0.001;

/** What is missing counts so much more than the mean, which decides between sets that miss equally little. */
const missingWeight = 1e6;

/** A score below this misses almost nothing, so that it is worth looking at the figures themselves. */
const almost = 5_000;

/** Finds edges for a goal. */
export function find(searched: Searched): Found {
  const { goal, bound } = searched;
  switch (goal.kind) {
    case "edges":
      return findBest(searched, goal.count);
    case "target":
      return isWithin(bound, goal)
        ? findFewest(searched, targetSearch(searched, goal))
        : { chosen: findWorthwhile(searched, overallSearch(searched), worthMs), reached: false };
    case "within": {
      const { scene, candidates } = searched;
      return reachedShare(scene, candidates, goal.ms) >= goal.share
        ? findFewest(searched, reachSearch(searched, goal))
        : {
            chosen: findWorthwhile(
              searched,
              reachSearch(searched, { ...goal, share: 1 }),
              worthShare * missingWeight,
            ),
            reached: false,
          };
    }
    default:
      return goal satisfies never;
  }
}

/** The score of `edges` goals is mean + P95 + P99 of all checks. Milliseconds. */
export function overallSearch({
  scene,
  candidates,
}: Pick<Searched, "scene" | "candidates">): Search<WaitTally> {
  return new Search(
    scene,
    candidates,
    (places) => new WaitTally(places),
    (sum) => sum.meanMs + sum.quantileMs(0.95) + sum.quantileMs(0.99),
  );
}

/** The checks that are missing to each percentile, as a part of those that may wait longer. */
function targetSearch({ scene, candidates }: Searched, goal: TargetGoal): Search<WaitTally> {
  const { p95Ms, p99Ms } = goal;
  return new Search(
    scene,
    candidates,
    (places) => new WaitTally(places),
    (sum) => {
      const missing95 = p95Ms === undefined ? 0 : Math.max(0, 0.95 - sum.upTo(p95Ms)) / 0.05;
      const missing99 = p99Ms === undefined ? 0 : Math.max(0, 0.99 - sum.upTo(p99Ms)) / 0.01;
      return (missing95 + missing99) * missingWeight + sum.meanMs;
    },
  );
}

function reachSearch(
  { scene, candidates }: Searched,
  goal: Extract<Goal, { readonly kind: "within" }>,
): Search<ReachTally> {
  return new Search(
    scene,
    candidates,
    (places) => new ReachTally(places, goal.ms),
    (sum) => Math.max(0, goal.share - sum.share) * missingWeight + sum.meanMs,
  );
}

type TargetGoal = Extract<Goal, { readonly kind: "target" }>;

function isWithin({ checks }: Figures, { p95Ms, p99Ms }: TargetGoal): boolean {
  return (
    (p95Ms === undefined || checks.p95Ms <= p95Ms) && (p99Ms === undefined || checks.p99Ms <= p99Ms)
  );
}

/** The best set of `count` edges that is found. */
function findBest(searched: Searched, count: number): Found {
  const search = overallSearch(searched);
  let chosen = searched.keep;
  while (chosen.length < count) {
    const best = search.additions(chosen)[0];
    if (best === undefined) break;
    chosen = plus(chosen, best.candidate);
    report(searched, "adding", chosen);
  }
  chosen = search.swapped(chosen, new Set(searched.keep), () => false);
  report(searched, "swapping", chosen);
  return { chosen, reached: chosen.length === count };
}

/** Edges while one is worth it, for a goal that no set reaches. */
function findWorthwhile<Sum extends Tally<Sum>>(
  searched: Searched,
  search: Search<Sum>,
  worth: number,
): Chosen {
  let chosen = searched.keep;
  let score = search.scoreOf(chosen);
  for (;;) {
    const best = search.additions(chosen)[0];
    if (best === undefined || (chosen.length > 0 && score - best.score < worth)) return chosen;
    chosen = plus(chosen, best.candidate);
    score = best.score;
    report(searched, "adding", chosen);
  }
}

/** The fewest edges that reach the goal, as far as adding, swapping and dropping find them. */
function findFewest<Sum extends Tally<Sum>>(searched: Searched, search: Search<Sum>): Found {
  const kept = new Set(searched.keep);
  let chosen = searched.keep;
  while (!isReached(searched, chosen)) {
    const best = search.additions(chosen)[0];
    if (best === undefined) return { chosen, reached: false };
    chosen = plus(chosen, best.candidate);
    report(searched, "adding", chosen);
  }
  for (;;) {
    const fewer = search.leastMissed(chosen, kept);
    if (fewer === undefined) break;
    const swapped = search.swapped(
      fewer,
      kept,
      (set, score) => score < almost && isReached(searched, set),
    );
    if (!isReached(searched, swapped)) break;
    chosen = swapped;
    report(searched, "dropping", chosen);
  }
  const swapped = search.swapped(chosen, kept, () => false);
  if (isReached(searched, swapped)) chosen = swapped;
  report(searched, "swapping", chosen);
  return { chosen, reached: true };
}

function edgesOf({ candidates }: Searched, chosen: Chosen): readonly Metro[] {
  return chosen.flatMap((index) => candidates[index] ?? []);
}

function isReached(searched: Searched, chosen: Chosen): boolean {
  const { scene, goal } = searched;
  const edges = edgesOf(searched, chosen);
  if (edges.length === 0) return false;
  switch (goal.kind) {
    case "edges":
      return true;
    case "target":
      return isWithin(figuresOf(scene, edges), goal);
    case "within":
      return reachedShare(scene, edges, goal.ms) >= goal.share;
    default:
      return goal satisfies never;
  }
}

function report(searched: Searched, phase: Progress["phase"], chosen: Chosen): void {
  if (searched.onProgress === undefined) return;
  const figures = figuresOf(searched.scene, edgesOf(searched, chosen));
  searched.onProgress({ phase, edges: chosen.length, figures });
}
