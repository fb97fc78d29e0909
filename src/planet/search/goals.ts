// How each goal is searched: by which score edges are added and swapped, and when fewer edges are tried.
import type { CheckMix } from "../checks/mix.ts";
import type { Goal } from "../plan.ts";
import type { Metro } from "../world/place.ts";
import { figuresOf, reachedShare } from "./evaluate.ts";
import type { Figures } from "./figures.ts";
import { Places } from "./places.ts";
import type { Scene } from "./scene.ts";
import { plus, Search, type Chosen } from "./search.ts";
import { reachTally, targetTally, type SumTally, type Tally } from "./tally.ts";
import { WaitTally } from "./wait-tally.ts";

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

/** Every check is answered from memory, on an open connection. */
const onlyHits: CheckMix = {
  classes: [{ kind: "hit", share: 1, roundTrips: 1, asksOrigin: false, elsewhere: false }],
  hitRatio: 1,
  originCallsPerCheck: 0,
};

/** The score of a set that misses nothing is its mean wait, which is less than this. Others have more. */
const unreached = 1e6;

/** So much more than the goal is wanted of a set, so that rounding cannot keep its figures from reaching it. */
const margin = 1e-5;

/** Sums of shares are exact to this. */
const rounding = 1e-9;

/** The mean decides only between sets that miss equally little. */
function scoreOf(missing: number, meanMs: number): number {
  return missing > 0 ? unreached * (1 + missing) + meanMs : meanMs;
}

/** Finds edges for a goal. */
export function find(searched: Searched): Found {
  const { goal, bound } = searched;
  switch (goal.kind) {
    case "edges":
      return findBest(searched, goal.count);
    case "target":
      return isWithin(bound, goal)
        ? findFewest(searched, targetSearch(searched, goal))
        : {
            chosen: findWorthwhile(searched, overallSearch(countedOf(searched, goal)), worthMs),
            reached: false,
          };
    case "within": {
      const { scene, candidates } = searched;
      return isShared(scene, candidates, goal)
        ? findFewest(searched, reachSearch(searched, goal))
        : {
            chosen: findWorthwhile(
              searched,
              reachSearch(searched, { ...goal, share: 1 }),
              worthShare * unreached,
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
  const tally = new WaitTally(new Places(scene, candidates));
  return new Search(
    scene,
    candidates,
    tally,
    (sum) => sum.meanMs + sum.quantileMs(0.95) + sum.quantileMs(0.99),
  );
}

/** The scene with only those checks that a target counts. */
function countedOf({ scene, candidates }: Searched, { of }: TargetGoal) {
  return { candidates, scene: of === "hits" ? { ...scene, mix: onlyHits } : scene };
}

/** The checks that are missing to each percentile, as a part of those that may wait longer. */
function targetSearch(searched: Searched, goal: TargetGoal): Search<SumTally> {
  const { scene, candidates } = countedOf(searched, goal);
  const wanted = [
    { ms: goal.p95Ms, part: 0.95 },
    { ms: goal.p99Ms, part: 0.99 },
  ].flatMap(({ ms, part }) => (ms === undefined ? [] : [{ ms, part }]));
  const tally = targetTally(
    new Places(scene, candidates),
    wanted.map(({ ms }) => ms),
  );
  return new Search(scene, candidates, tally, ({ sums }) => {
    let missing = 0;
    for (const [index, { part }] of wanted.entries()) {
      missing += Math.max(0, part + margin - (sums[index + 1] ?? 0)) / (1 - part);
    }
    return scoreOf(missing, sums[0] ?? 0);
  });
}

function reachSearch({ scene, candidates }: Searched, goal: WithinGoal): Search<SumTally> {
  const tally = reachTally(new Places(scene, candidates), goal.ms);
  return new Search(scene, candidates, tally, ({ sums }) => {
    const missing = Math.max(0, goal.share - rounding - (sums[1] ?? 0));
    return scoreOf(missing, sums[0] ?? 0);
  });
}

type WithinGoal = Extract<Goal, { readonly kind: "within" }>;
type TargetGoal = Extract<Goal, { readonly kind: "target" }>;

function isWithin(figures: Figures, { of, p95Ms, p99Ms }: TargetGoal): boolean {
  const wait = figures[of];
  return (
    (p95Ms === undefined || wait.p95Ms <= p95Ms) && (p99Ms === undefined || wait.p99Ms <= p99Ms)
  );
}

function isShared(scene: Scene, edges: readonly Metro[], { ms, share }: WithinGoal): boolean {
  return reachedShare(scene, edges, ms) >= share - rounding;
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
  const enough = (score: number): boolean => score < unreached;
  const reaches = (set: Chosen): boolean => enough(search.scoreOf(set)) && isReached(searched, set);
  let chosen = searched.keep;
  while (!reaches(chosen)) {
    const best = search.additions(chosen)[0];
    if (best === undefined) return { chosen, reached: isReached(searched, chosen) };
    chosen = plus(chosen, best.candidate);
    report(searched, "adding", chosen);
  }
  for (;;) {
    const fewer = search.leastMissed(chosen, kept);
    if (fewer === undefined) break;
    const swapped = search.swapped(fewer, kept, enough);
    if (!reaches(swapped)) break;
    chosen = swapped;
    report(searched, "dropping", chosen);
  }
  const swapped = search.swapped(chosen, kept, () => false);
  if (isReached(searched, swapped)) chosen = swapped;
  // Swaps for a better mean may have made an edge needless.
  for (;;) {
    const fewer = search.leastMissed(chosen, kept);
    if (fewer === undefined || !reaches(fewer)) break;
    chosen = fewer;
  }
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
      return isShared(scene, edges, goal);
    default:
      return goal satisfies never;
  }
}

function report(searched: Searched, phase: Progress["phase"], chosen: Chosen): void {
  if (searched.onProgress === undefined) return;
  const figures = figuresOf(searched.scene, edgesOf(searched, chosen));
  searched.onProgress({ phase, edges: chosen.length, figures });
}
