// Which edges: a greedy start, then swaps until none helps. Deterministic: candidates are tried in the order of their codes.
import type { Metro } from "../world/place.ts";
import { columnTo, type Column, type Scene } from "./scene.ts";
import type { Tally } from "./tally.ts";

/** How good a set is: the less, the better. */
export type Score<Sum> = (sum: Sum) => number;

/** An improvement of a score that is less than this is none. */
const least = 1e-7;

/** Sets of candidates, as ascending indices of `candidates`. */
export type Chosen = readonly number[];

/** A candidate to add, and the score with it. */
export interface Addition {
  readonly candidate: number;
  readonly score: number;
}

/** For each demand point its nearest two edges of a set. */
interface Served {
  readonly first: Int16Array;
  readonly second: Int16Array;
  readonly firstMs: Float32Array;
  readonly secondMs: Float32Array;
}

/** A search among candidates in one scene, by one score. */
export class Search<Sum extends Tally<Sum>> {
  readonly candidates: readonly Metro[];
  readonly #columns: readonly Column[];
  readonly #points: number;
  readonly #score: Score<Sum>;
  readonly #base: Sum;
  readonly #trial: Sum;
  readonly #served: Served;

  /** `candidates` must have different codes and be in their order. `tally` is about their places. */
  constructor(scene: Scene, candidates: readonly Metro[], tally: Sum, score: Score<Sum>) {
    this.candidates = candidates;
    this.#columns = candidates.map((candidate) => columnTo(candidate, scene));
    this.#points = scene.demand.points.length;
    this.#score = score;
    this.#base = tally;
    this.#trial = tally.another();
    this.#served = {
      first: new Int16Array(this.#points),
      second: new Int16Array(this.#points),
      firstMs: new Float32Array(this.#points),
      secondMs: new Float32Array(this.#points),
    };
  }

  /** The score of a set. */
  scoreOf(chosen: Chosen): number {
    this.#serve(chosen);
    return this.#score(this.#base);
  }

  /** All candidates that can be added to a set, the best first. */
  additions(chosen: Chosen): readonly Addition[] {
    this.#serve(chosen);
    return this.candidates
      .flatMap((_, candidate) =>
        chosen.includes(candidate) ? [] : [{ candidate, score: this.#scoreWith(candidate) }],
      )
      .toSorted((a, b) => a.score - b.score || a.candidate - b.candidate);
  }

  /** The set without the edge that is missed least. Undefined if all edges are kept. */
  leastMissed(chosen: Chosen, kept: ReadonlySet<number>): Chosen | undefined {
    let best: { readonly chosen: Chosen; readonly score: number } | undefined;
    for (const edge of chosen) {
      if (kept.has(edge)) continue;
      const without = chosen.filter((other) => other !== edge);
      const score = this.scoreOf(without);
      if (best === undefined || score < best.score - least) best = { chosen: without, score };
    }
    return best?.chosen;
  }

  /**
   * Swaps one edge for one candidate while that helps. Each edge is taken away in turn, and the candidate that is best
   * in its place is taken. It ends after a round in which no edge was swapped, or when `enough` says so of the score.
   */
  swapped(chosen: Chosen, kept: ReadonlySet<number>, enough: (score: number) => boolean): Chosen {
    let current = chosen;
    let score = this.scoreOf(current);
    for (let unhelped = 0, turn = 0; unhelped < current.length; turn += 1) {
      if (enough(score)) break;
      const edge = current[turn % current.length] as number;
      const without = current.filter((other) => other !== edge);
      const best = kept.has(edge) ? undefined : this.additions(without)[0];
      const next = best === undefined ? current : plus(without, best.candidate);
      // Scores of an addition are sums of differences. The whole sum decides, so that rounding cannot make a circle.
      const nextScore = next === current ? score : this.scoreOf(next);
      if (nextScore < score - least) {
        current = next;
        score = nextScore;
        unhelped = 0;
      } else {
        unhelped += 1;
      }
    }
    return current;
  }

  /** Finds the nearest two edges of each point and sums up. */
  #serve(chosen: Chosen): void {
    const { first, second, firstMs, secondMs } = this.#served;
    first.fill(-1);
    second.fill(-1);
    firstMs.fill(Number.POSITIVE_INFINITY);
    secondMs.fill(Number.POSITIVE_INFINITY);
    for (const edge of chosen) {
      const column = this.#columns[edge] as Column;
      for (let point = 0; point < this.#points; point += 1) {
        const ms = column[point] as number;
        if (ms >= (secondMs[point] as number)) continue;
        if (ms < (firstMs[point] as number)) {
          second[point] = first[point] as number;
          secondMs[point] = firstMs[point] as number;
          first[point] = edge;
          firstMs[point] = ms;
        } else {
          second[point] = edge;
          secondMs[point] = ms;
        }
      }
    }
    this.#base.clear();
    for (let point = 0; point < this.#points; point += 1) {
      this.#base.addNear(point, first[point] as number, 1);
      this.#base.addElsewhere(point, second[point] as number, 1);
    }
  }

  /** The score of the served set with one more edge: only the points change that it is near to. */
  #scoreWith(candidate: number): number {
    const { first, second, firstMs, secondMs } = this.#served;
    const column = this.#columns[candidate] as Column;
    const trial = this.#trial;
    trial.copyFrom(this.#base);
    const reachMs = trial.usesSecond ? secondMs : firstMs;
    for (let point = 0; point < this.#points; point += 1) {
      const ms = column[point] as number;
      if (ms >= (reachMs[point] as number)) continue;
      const nearest = ms < (firstMs[point] as number);
      if (nearest) {
        trial.addNear(point, first[point] as number, -1);
        trial.addNear(point, candidate, 1);
      }
      if (!trial.usesSecond) continue;
      trial.addElsewhere(point, second[point] as number, -1);
      trial.addElsewhere(point, nearest ? (first[point] as number) : candidate, 1);
    }
    return this.#score(trial);
  }
}

/** A set with one more candidate. */
export function plus(chosen: Chosen, candidate: number): Chosen {
  return [...chosen, candidate].toSorted((a, b) => a - b);
}
