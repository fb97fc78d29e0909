// A quick, coarser sum of what a set of edges gives, which can be changed one demand point at a time.
//
// It differs from the figures in two ways only. The jitter of a check is two values, which have its mean and its
// deviation, and bins are wider. It decides which set is better; what a plan prints comes from `figuresOf`.
import type { CheckClass } from "../checks/mix.ts";
import { jitterMs, lossesOf, quietMs } from "./legs.ts";
import type { Places } from "./places.ts";

const binMs = 0.5;
/** Waits of more than two seconds are counted in the last bin. */
const bins = 4_000;

/** A sum over demand points that a search changes one point at a time. */
export interface Tally<Self> {
  /** Whether the second nearest edge matters. */
  readonly usesSecond: boolean;
  clear(): void;
  copyFrom(other: Self): void;
  /** Adds (`sign` 1) or takes away (-1) the checks of `point` whose nearest edge is `first`. -1: there is none. */
  addNear(point: number, first: number, sign: 1 | -1): void;
  /** The same for the checks that go to its second nearest edge. */
  addElsewhere(point: number, second: number, sign: 1 | -1): void;
}

/** A kind of check with so many lost messages, and how often. */
interface Line extends Pick<CheckClass, "roundTrips" | "asksOrigin" | "elsewhere"> {
  readonly share: number;
  readonly clientLosses: number;
  readonly originLosses: number;
}

/** Lines that are rarer than this, of all checks, are counted with the same check without losses. */
const rarest = 2e-5;

/** All checks of a mix, by how long they wait. */
export class WaitTally implements Tally<WaitTally> {
  readonly #places: Places;
  readonly #near: readonly Line[];
  readonly #elsewhere: readonly Line[];
  readonly #counts = new Float64Array(bins);
  #meanMs = 0;

  constructor(places: Places) {
    this.#places = places;
    const { mix, network } = places.scene;
    const lines = linesOf(mix.classes, network.lossShare);
    this.#near = lines.filter((line) => !line.elsewhere);
    this.#elsewhere = lines.filter((line) => line.elsewhere);
  }

  get usesSecond(): boolean {
    return this.#elsewhere.length > 0;
  }

  /** Milliseconds. */
  get meanMs(): number {
    return this.#meanMs;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#meanMs = 0;
  }

  copyFrom(other: WaitTally): void {
    this.#counts.set(other.#counts);
    this.#meanMs = other.#meanMs;
  }

  addNear(point: number, first: number, sign: 1 | -1): void {
    for (const line of this.#near) this.#add(line, point, first, sign);
  }

  addElsewhere(point: number, second: number, sign: 1 | -1): void {
    for (const line of this.#elsewhere) this.#add(line, point, second, sign);
  }

  /** The share that waits at most `ms`. */
  upTo(ms: number): number {
    const end = Math.min(bins, Math.floor(ms / binMs));
    let sum = 0;
    for (let bin = 0; bin < end; bin += 1) sum += this.#counts[bin] as number;
    return sum;
  }

  /** The wait that this share does not exceed. Milliseconds. */
  quantileMs(part: number): number {
    let sum = 0;
    for (let bin = 0; bin < bins; bin += 1) {
      const count = this.#counts[bin] as number;
      if (sum + count >= part) return (bin + (part - sum) / count) * binMs;
      sum += count;
    }
    return bins * binMs;
  }

  #add(line: Line, point: number, route: number, sign: 1 | -1): void {
    const { network, demand } = this.#places.scene;
    const legs = this.#places.legs(point, route, line.asksOrigin);
    const mass = sign * line.share * (demand.points[point]?.share ?? 0);
    const client = jitterMs(legs.clientMs, network);
    const origin = legs.originMs === undefined ? 0 : jitterMs(legs.originMs, network);
    const clientAgainMs = network.resendMs + legs.clientMs + legs.lastMileMs;
    const originAgainMs = network.resendMs + (legs.originMs ?? 0);
    const middleMs =
      quietMs(line.roundTrips, legs) +
      line.roundTrips * client +
      origin +
      line.clientLosses * clientAgainMs +
      (legs.originMs === undefined ? 0 : line.originLosses * originAgainMs);
    const deviationMs = Math.sqrt((line.roundTrips * client * client + origin * origin) / 6);
    this.#meanMs += mass * middleMs;
    this.#count(mass / 2, middleMs - deviationMs);
    this.#count(mass / 2, middleMs + deviationMs);
  }

  #count(mass: number, ms: number): void {
    const bin = Math.min(bins - 1, Math.floor(ms / binMs));
    this.#counts[bin] = (this.#counts[bin] as number) + mass;
  }
}

/** The people or backends whose hits wait at most so long. */
export class ReachTally implements Tally<ReachTally> {
  readonly usesSecond = false;
  readonly #places: Places;
  readonly #ms: number;
  /** The share of them. */
  share = 0;
  /** The mean of all hits. Milliseconds. */
  meanMs = 0;

  constructor(places: Places, ms: number) {
    this.#places = places;
    this.#ms = ms;
  }

  clear(): void {
    this.share = 0;
    this.meanMs = 0;
  }

  copyFrom(other: ReachTally): void {
    this.share = other.share;
    this.meanMs = other.meanMs;
  }

  addNear(point: number, first: number, sign: 1 | -1): void {
    const mass = sign * (this.#places.scene.demand.points[point]?.share ?? 0);
    const hitMs = this.#places.hitMs(point, first);
    this.meanMs += mass * hitMs;
    if (first >= 0 && hitMs <= this.#ms) this.share += mass;
  }

  addElsewhere(): void {
    // Hits go to the nearest edge.
  }
}

function linesOf(classes: readonly CheckClass[], lossShare: number): Line[] {
  return classes.flatMap(({ roundTrips, asksOrigin, elsewhere, share }) => {
    const lines: Line[] = [];
    let left = share;
    for (const lost of lossesOf({ roundTrips, asksOrigin }, lossShare)) {
      const part = share * lost.probability;
      if (lost.client + lost.origin === 0 || part < rarest) continue;
      left -= part;
      lines.push({
        roundTrips,
        asksOrigin,
        elsewhere,
        share: part,
        clientLosses: lost.client,
        originLosses: lost.origin,
      });
    }
    const quiet = { roundTrips, asksOrigin, elsewhere, clientLosses: 0, originLosses: 0 };
    return share === 0 ? [] : [{ ...quiet, share: left }, ...lines];
  });
}
