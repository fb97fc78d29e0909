// Timers in a host that ends all work with the request that began it. Such a host drops the timers of a request too. What
// is due is then done at the beginning of the next request, before anything is answered.

interface Task {
  readonly dueAtMs: number;
  readonly run: () => void;
}

/** Tasks that run at their time while their request lives, and otherwise when `runDue` is called next. */
export class Timers {
  readonly #nowMs: () => number;
  readonly #tasks = new Set<Task>();
  #nextDueAtMs = Number.POSITIVE_INFINITY;

  /** `nowMs` reads the clock of the edge. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Runs a function once after a delay of at most `timerMaxMs`. The returned function cancels it. */
  set(run: () => void, delayMs: number): () => void {
    const task: Task = { dueAtMs: this.#nowMs() + delayMs, run };
    this.#tasks.add(task);
    this.#nextDueAtMs = Math.min(this.#nextDueAtMs, task.dueAtMs);
    const timer = setTimeout(() => this.#run(task), delayMs);
    return () => {
      // Hosts ignore the timers of other requests, so it must also be forgotten here.
      this.#tasks.delete(task);
      clearTimeout(timer);
    };
  }

  /** Runs what is due. To be called at the beginning of each request. */
  runDue(): void {
    const nowMs = this.#nowMs();
    if (nowMs < this.#nextDueAtMs) return;
    this.#nextDueAtMs = Number.POSITIVE_INFINITY;
    for (const task of this.#tasks) {
      if (task.dueAtMs <= nowMs) this.#run(task);
      else this.#nextDueAtMs = Math.min(this.#nextDueAtMs, task.dueAtMs);
    }
  }

  #run(task: Task): void {
    if (this.#tasks.delete(task)) task.run();
  }
}
