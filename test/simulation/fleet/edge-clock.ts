// The clock of one process: as fast as the world's, but set to another time. It stops with its process.
import type { Clock } from "../../../src/edge/ports.ts";
import type { World } from "../world.ts";

/** A clock that is off. */
export class EdgeClock implements Clock {
  readonly #world: World;
  readonly #offMs: number;
  readonly #wallOffMs: number;
  #stopped = false;

  constructor(world: World, offMs: number, wallOffMs: number) {
    this.#world = world;
    this.#offMs = offMs;
    this.#wallOffMs = wallOffMs;
  }

  nowMs(): number {
    return this.#world.nowMs() + this.#offMs;
  }

  /** The instant of the world's last reading by this clock, without making a new one. */
  lastMs(): number {
    return this.#world.lastMs() + this.#offMs;
  }

  wallMs(): number {
    return this.#world.wallMs() + this.#wallOffMs;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#world.after(delayMs, () => {
      if (!this.#stopped) run();
    });
  }

  /** The process is dead: none of its timers fires. */
  stop(): void {
    this.#stopped = true;
  }
}
