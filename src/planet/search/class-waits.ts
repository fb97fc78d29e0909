// The distribution of the waits of one class of checks, for one demand point after the other.
import type { Network } from "../physics/network.ts";
import { jitterPieces, jitterQuantiles } from "./jitter.ts";
import { jitterMs, lossesOf, meanMs, quietMs, type Legs, type Losses } from "./legs.ts";
import type { Steps } from "./places.ts";

/** The waits of a class of checks with the legs that `take` was given last. */
export class ClassWaits {
  /** Quantiles of the jitter, in pieces of equal probability. Milliseconds. */
  readonly offsetsMs = new Float64Array(jitterPieces + 1);
  readonly #roundTrips: number;
  readonly #network: Network;
  readonly #lossesByEdge: readonly Losses[];
  readonly #lossesDirect: readonly Losses[];
  #legs: Legs = { clientMs: 0, lastMileMs: 0, originMs: undefined, serversMs: 0 };
  #quietMs = 0;

  constructor(kind: Steps, network: Network) {
    this.#roundTrips = kind.roundTrips;
    this.#network = network;
    this.#lossesByEdge = lossesOf(kind, network.lossShare);
    this.#lossesDirect = lossesOf({ ...kind, asksOrigin: false }, network.lossShare);
  }

  take(legs: Legs): void {
    this.#legs = legs;
    this.#quietMs = quietMs(this.#roundTrips, legs);
    jitterQuantiles(
      2 * this.#roundTrips,
      jitterMs(legs.clientMs, this.#network),
      legs.originMs === undefined ? 0 : jitterMs(legs.originMs, this.#network),
      this.offsetsMs,
    );
  }

  /** Milliseconds. */
  get meanMs(): number {
    return meanMs(this.#roundTrips, this.#legs, this.#network);
  }

  /** How many messages may be lost. */
  get losses(): readonly Losses[] {
    return this.#legs.originMs === undefined ? this.#lossesDirect : this.#lossesByEdge;
  }

  /** The wait without jitter, if so many messages are lost. Milliseconds. */
  startMs(lost: Losses): number {
    const { clientMs, lastMileMs, originMs = 0 } = this.#legs;
    const { resendMs } = this.#network;
    return (
      this.#quietMs +
      lost.client * (resendMs + clientMs + lastMileMs) +
      lost.origin * (resendMs + originMs)
    );
  }

  /** The probability of a wait of at most `ms`. */
  upTo(ms: number): number {
    let sum = 0;
    for (const lost of this.losses)
      sum += lost.probability * this.#jitterUpTo(ms - this.startMs(lost));
    return sum;
  }

  /** The probability of a jitter of at most `ms`. */
  #jitterUpTo(ms: number): number {
    const { offsetsMs } = this;
    if (ms < (offsetsMs[0] as number)) return 0;
    if (ms >= (offsetsMs[jitterPieces] as number)) return 1;
    let piece = 0;
    while (ms >= (offsetsMs[piece + 1] as number)) piece += 1;
    const startMs = offsetsMs[piece] as number;
    const widthMs = (offsetsMs[piece + 1] as number) - startMs;
    return (piece + (ms - startMs) / widthMs) / jitterPieces;
  }
}
