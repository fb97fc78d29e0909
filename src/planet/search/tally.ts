// What a search sums up over the demand points, and changes one point at a time.
import { ClassWaits } from "./class-waits.ts";
import type { Places } from "./places.ts";

/** A sum over demand points that a search changes one point at a time. */
export interface Tally<Self> {
  /** Whether the second nearest edge matters. */
  readonly usesSecond: boolean;
  /** Another sum of the same. */
  another(): Self;
  clear(): void;
  copyFrom(other: Self): void;
  /** Adds (`sign` 1) or takes away (-1) the checks of `point` whose nearest edge is `first`. -1: there is none. */
  addNear(point: number, first: number, sign: 1 | -1): void;
  /** The same for the checks that go to its second nearest edge. */
  addElsewhere(point: number, second: number, sign: 1 | -1): void;
}

/** Writes what the checks of one demand point add to each sum if they take `route`, from `into[at]` on. */
type Addends = (point: number, route: number, into: Float64Array, at: number) => void;

/** A few sums. What each point adds by each route is calculated once. */
export class SumTally implements Tally<SumTally> {
  readonly usesSecond: boolean;
  /** The sums. */
  readonly sums: Float64Array;
  readonly #near: RouteTables;
  readonly #elsewhere: RouteTables | undefined;

  constructor(near: RouteTables, elsewhere: RouteTables | undefined) {
    this.#near = near;
    this.#elsewhere = elsewhere;
    this.usesSecond = elsewhere !== undefined;
    this.sums = new Float64Array(near.width);
  }

  another(): SumTally {
    return new SumTally(this.#near, this.#elsewhere);
  }

  clear(): void {
    this.sums.fill(0);
  }

  copyFrom(other: SumTally): void {
    this.sums.set(other.sums);
  }

  addNear(point: number, first: number, sign: 1 | -1): void {
    this.#near.add(point, first, sign, this.sums);
  }

  addElsewhere(point: number, second: number, sign: 1 | -1): void {
    this.#elsewhere?.add(point, second, sign, this.sums);
  }
}

/** A table for each route that was asked for, with a few numbers for each demand point. */
export class RouteTables {
  readonly width: number;
  readonly #points: number;
  readonly #addends: Addends;
  readonly #tables: Float64Array[] = [];

  constructor(width: number, points: number, addends: Addends) {
    this.width = width;
    this.#points = points;
    this.#addends = addends;
  }

  /** Adds (or takes away) what `point` adds by `route`. */
  add(point: number, route: number, sign: 1 | -1, sums: Float64Array): void {
    const table = this.#tables[route + 1] ?? this.#fill(route);
    const start = point * this.width;
    for (let index = 0; index < this.width; index += 1) {
      sums[index] = (sums[index] as number) + sign * (table[start + index] as number);
    }
  }

  #fill(route: number): Float64Array {
    const table = new Float64Array(this.#points * this.width);
    for (let point = 0; point < this.#points; point += 1) {
      this.#addends(point, route, table, point * this.width);
    }
    this.#tables[route + 1] = table;
    return table;
  }
}

/** The sums of a target: the mean wait of all checks, and the share that waits at most as long as each bound. */
export function targetTally(places: Places, boundsMs: readonly number[]): SumTally {
  const { demand, mix, network } = places.scene;
  const tables = (elsewhere: boolean): RouteTables => {
    const classes = mix.classes
      .filter((kind) => kind.share > 0 && kind.elsewhere === elsewhere)
      .map((kind) => ({ kind, waits: new ClassWaits(kind, network) }));
    return new RouteTables(1 + boundsMs.length, demand.points.length, (point, route, into, at) => {
      const pointShare = demand.points[point]?.share ?? 0;
      for (const { kind, waits } of classes) {
        waits.take(places.legs(point, route, kind.asksOrigin));
        const share = pointShare * kind.share;
        into[at] = (into[at] as number) + share * waits.meanMs;
        for (const [index, ms] of boundsMs.entries()) {
          const bound = at + 1 + index;
          into[bound] = (into[bound] as number) + share * waits.upTo(ms);
        }
      }
    });
  };
  const usesSecond = mix.classes.some((kind) => kind.share > 0 && kind.elsewhere);
  return new SumTally(tables(false), usesSecond ? tables(true) : undefined);
}

/** The sums of a `within` goal: the mean of all hits, and the share of people or backends whose hits wait at most `ms`. */
export function reachTally(places: Places, ms: number): SumTally {
  const { points } = places.scene.demand;
  const table = new RouteTables(2, points.length, (point, route, into, at) => {
    const share = points[point]?.share ?? 0;
    const hitMs = places.hitMs(point, route);
    into[at] = share * hitMs;
    into[at + 1] = route >= 0 && hitMs <= ms ? share : 0;
  });
  return new SumTally(table, undefined);
}
