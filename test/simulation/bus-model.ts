// The bus of a simulated run: late, sometimes twice, in any order. The scenario publishes invalidations of strangers on it.
import type { Invalidation } from "../../src/core/invalidation.ts";
import type { Bus } from "../../src/edge/ports.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** A bus that delays and repeats. */
export class BusModel implements Bus {
  readonly #world: World;
  readonly #random: Random;
  readonly #receivers = new Set<(invalidation: Invalidation) => void>();

  readonly #published: (invalidation: Invalidation) => void;

  /** `published` is told what the edges of the run publish. */
  constructor(world: World, random: Random, published: (invalidation: Invalidation) => void) {
    this.#published = published;
    this.#world = world;
    this.#random = random;
  }

  readonly healthyUntilMs = Number.POSITIVE_INFINITY;

  publish(invalidations: readonly Invalidation[]): Promise<void> {
    const random = this.#random;
    for (const invalidation of invalidations) {
      this.#published(invalidation);
      this.#spread(invalidation, random.between(0.1, 40));
      if (random.chance(0.05)) this.#spread(invalidation, random.between(1, 2_000));
    }
    const takenMs = random.chance(0.03) ? random.between(250, 900) : random.between(0.1, 5);
    const refuses = random.chance(0.02);
    return new Promise((resolve, reject) => {
      this.#world.after(takenMs, () => {
        if (refuses) reject(new Error("simulated: the bus did not take it"));
        else resolve();
      });
    });
  }

  subscribe(receive: (invalidation: Invalidation) => void): Promise<() => void> {
    this.#receivers.add(receive);
    return Promise.resolve(() => {
      this.#receivers.delete(receive);
    });
  }

  /** Hands a message to everybody, now. */
  deliver(invalidation: Invalidation): void {
    for (const receive of this.#receivers) receive(invalidation);
  }

  #spread(invalidation: Invalidation, delayMs: number): void {
    this.#world.after(delayMs, () => {
      this.deliver(invalidation);
    });
  }
}
