// An answer that is asked for again when it is old, and never twice at once. However often it is read, the server behind it
// is asked at most once in that time.
import type { Clock } from "../../edge/ports.ts";

/** Remembers the latest answer to one question. */
export class Asked<Answer> {
  readonly #clock: Clock;
  readonly #ask: () => Promise<Answer>;
  readonly #keptMs: (answer: Answer) => number;
  #latest: Answer | undefined;
  #askAgainAtMs = Number.NEGATIVE_INFINITY;
  #underWay: Promise<void> | undefined;

  /** `ask` must not reject. `keptMs` says how long an answer counts, in milliseconds. */
  constructor(clock: Clock, ask: () => Promise<Answer>, keptMs: (answer: Answer) => number) {
    this.#clock = clock;
    this.#ask = ask;
    this.#keptMs = keptMs;
  }

  /**
   * The latest answer. If it is old, the question is asked again, and this waits for at most `waitMs`. Undefined if there is
   * no answer by then. A later read gets it.
   */
  async read(waitMs: number): Promise<Answer | undefined> {
    if (this.#underWay === undefined && this.#clock.nowMs() >= this.#askAgainAtMs) {
      this.#underWay = this.#askNow();
    }
    if (this.#underWay !== undefined) await this.#orAfter(waitMs, this.#underWay);
    return this.#latest;
  }

  async #askNow(): Promise<void> {
    try {
      const answer = await this.#ask();
      this.#latest = answer;
      this.#askAgainAtMs = this.#clock.nowMs() + this.#keptMs(answer);
    } finally {
      this.#underWay = undefined;
    }
  }

  async #orAfter(waitMs: number, answered: Promise<void>): Promise<void> {
    let cancel: (() => void) | undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#clock.after(waitMs, resolve);
    });
    await Promise.race([answered, late]);
    cancel?.();
  }
}
