// A quick, coarser sum of the waits that a set of edges gives, for goals without a bound in milliseconds.
//
// It differs from the figures in two ways only. The jitter of a check is two values, which have its mean and its
// deviation, and bins are wider. It decides which set is better; what a plan prints comes from `figuresOf`.
import type { CheckClass } from "../checks/mix.ts";
import { jitterMs, lossesOf } from "./legs.ts";
import type { Places } from "./places.ts";
import type { Tally } from "./tally.ts";

const binMs = 0.5;
/** Waits of more than two seconds are counted in the last bin. */
const bins = 4_000;

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

  another(): WaitTally {
    return new WaitTally(this.#places);
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
    this.#add(this.#near, point, first, sign);
  }

  addElsewhere(point: number, second: number, sign: 1 | -1): void {
    this.#add(this.#elsewhere, point, second, sign);
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

  /** The arithmetic of `legs.ts`, once for all lines: a search is here most of its time. */
  #add(lines: readonly Line[], point: number, route: number, sign: 1 | -1): void {
    const { toEdges, toOrigin, direct, scene } = this.#places;
    const { network, demand } = scene;
    const { share = 0, lastMileMs = 0 } = demand.points[point] ?? {};
    const viaEdge = route >= 0;
    const clientMs = (viaEdge ? toEdges[route] : direct)?.[point] ?? 0;
    const clientJitterMs = jitterMs(clientMs, network);
    const roundMs = clientMs + lastMileMs + clientJitterMs;
    const clientAgainMs = network.resendMs + clientMs + lastMileMs;
    const originMs = viaEdge ? (toOrigin[route] ?? 0) : 0;
    const originJitterMs = jitterMs(originMs, network);
    const originAgainMs = network.resendMs + originMs;
    const serverMs = viaEdge ? network.edgeMs : network.originMs;
    for (const line of lines) {
      let middleMs = line.roundTrips * roundMs + line.clientLosses * clientAgainMs + serverMs;
      let variance = (line.roundTrips * clientJitterMs * clientJitterMs) / 6;
      if (line.asksOrigin && viaEdge) {
        middleMs +=
          originMs + originJitterMs + network.originMs + line.originLosses * originAgainMs;
        variance += (originJitterMs * originJitterMs) / 6;
      }
      const deviationMs = Math.sqrt(variance);
      const mass = sign * share * line.share;
      this.#meanMs += mass * middleMs;
      this.#count(mass / 2, middleMs - deviationMs);
      this.#count(mass / 2, middleMs + deviationMs);
    }
  }

  #count(mass: number, ms: number): void {
    const bin = Math.min(bins - 1, Math.floor(ms / binMs));
    this.#counts[bin] = (this.#counts[bin] as number) + mass;
  }
}

function linesOf(classes: readonly CheckClass[], lossShare: number): Line[] {
  return classes
    .filter(({ share }) => share > 0)
    .flatMap(({ roundTrips, asksOrigin, elsewhere, share }) => {
      const lines: Line[] = [];
      let left = share;
      for (const lost of lossesOf({ roundTrips, asksOrigin, share }, lossShare)) {
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
      return [{ ...quiet, share: left }, ...lines];
    });
}
