// Many time limits with one timer. Nearly all of them are lifted long before they are reached.
import { timerMaxMs } from "../../core/limits.ts";

/** Something that has a time limit. */
export interface Timed {
  /** When the limit is reached, by `performance.now`. May change at any time, but not to an earlier instant. */
  readonly dueMs: number;
  /** Called when the limit is reached. The limit is lifted by then. */
  expire(): void;
}

/** A set of time limits. The timer does not keep the process alive. */
export class Deadlines {
  readonly #timed = new Set<Timed>();
  #timer: NodeJS.Timeout | undefined;
  #firesAtMs = Number.POSITIVE_INFINITY;

  /** Sets a limit. */
  add(timed: Timed): void {
    this.#timed.add(timed);
    if (timed.dueMs < this.#firesAtMs) this.#arm(timed.dueMs);
  }

  /** Lifts a limit. */
  delete(timed: Timed): void {
    this.#timed.delete(timed);
  }

  /** Stops the timer. Limits that are set later start it again. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#firesAtMs = Number.POSITIVE_INFINITY;
  }

  #arm(dueMs: number): void {
    clearTimeout(this.#timer);
    this.#firesAtMs = dueMs;
    const waitMs = Math.ceil(dueMs - performance.now());
    this.#timer = setTimeout(this.#fire, Math.min(Math.max(waitMs, 1), timerMaxMs)).unref();
  }

  readonly #fire = (): void => {
    this.#firesAtMs = Number.POSITIVE_INFINITY;
    const nowMs = performance.now();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const timed of this.#timed) {
      if (timed.dueMs > nowMs) {
        nextMs = Math.min(nextMs, timed.dueMs);
      } else {
        this.#timed.delete(timed);
        timed.expire();
      }
    }
    if (nextMs < this.#firesAtMs) this.#arm(nextMs);
  };
}
