// The endings that were told lately, so that a stream that broke off can be resumed. Bounded in number and in age.
import type { Ending } from "../core/endings/ending.ts";
import type { Clock } from "../edge/ports.ts";
import { keptEndingsMax, keptEndingsMs } from "./limits.ts";

/** An ending and its place, counted from 1. */
export interface KeptEnding {
  readonly sequence: number;
  readonly ending: Ending;
}

/** Holds the latest endings in order. */
export class EndingRing {
  readonly #clock: Clock;
  readonly #kept: { readonly ending: Ending; readonly atMs: number }[] = [];
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The place of the latest ending. 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Keeps an ending. */
  add(ending: Ending): void {
    this.#last += 1;
    const slot = this.#last % keptEndingsMax;
    this.#kept[slot] = { ending, atMs: this.#clock.nowMs() };
  }

  /** Whether everything after a place is still there. */
  holdsAfter(sequence: number): boolean {
    if (sequence === this.#last) return true;
    return sequence < this.#last && this.#at(sequence + 1) !== undefined;
  }

  /** The endings after a place, in order. The place must be one that `holdsAfter` accepts. */
  *after(sequence: number): Generator<KeptEnding> {
    for (let at = sequence + 1; at <= this.#last; at += 1) {
      const ending = this.#at(at);
      if (ending === undefined) return;
      yield { sequence: at, ending };
    }
  }

  #at(sequence: number): Ending | undefined {
    if (sequence < 1 || sequence > this.#last || sequence <= this.#last - keptEndingsMax) {
      return undefined;
    }
    const kept = this.#kept[sequence % keptEndingsMax];
    if (kept === undefined || this.#clock.nowMs() - kept.atMs > keptEndingsMs) return undefined;
    return kept.ending;
  }
}
