// Virtual time. Events wait in a heap; one runs, then every promise job it set off, then the next one.
// Nothing here looks at real time, so the same events give the same run whatever the machine does.
import type { Clock } from "../../src/edge/ports.ts";

/** Virtual wall clock at virtual instant 0: 2026-01-01T00:00:00Z in milliseconds since 1970. */
export const epochMs = 1_767_225_600_000;

/** Least distance of two clock readings, in milliseconds. A power of two, so that sums stay exact. */
const tickMs = 2 ** -20;

interface Event {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** The clock and the event loop of one run. */
export class World implements Clock {
  #eventMs = 0;
  #readMs = 0;
  #order = 0;
  readonly #heap: Event[] = [];

  /** Strictly increasing: no two readings are equal, so any two recorded instants have an order. */
  nowMs(): number {
    this.#readMs = Math.max(this.#readMs + tickMs, this.#eventMs);
    return this.#readMs;
  }

  /** The instant of the last reading, without making a new one. */
  lastMs(): number {
    return Math.max(this.#readMs, this.#eventMs);
  }

  wallMs(): number {
    return epochMs + this.lastMs();
  }

  after(delayMs: number, run: () => void): () => void {
    return this.at(this.lastMs() + Math.max(0, delayMs), run);
  }

  /** Runs something at an instant, or next if that has passed. The function returned cancels. */
  at(atMs: number, run: () => void): () => void {
    this.#order += 1;
    const event: Event = { atMs: Math.max(atMs, this.#eventMs), order: this.#order, run };
    this.#push(event);
    return () => {
      event.run = undefined;
    };
  }

  /** A promise that resolves at an instant. */
  reached(atMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(atMs, resolve);
    });
  }

  /** Runs events in order until none is left or the next one lies beyond the instant. */
  async run(untilMs: number): Promise<void> {
    // Ticks run before promise jobs where this is called by the event loop itself. After this it no longer is.
    await Promise.resolve();
    for (;;) {
      const event = this.#heap[0];
      if (event === undefined || event.atMs > untilMs) return;
      this.#pop();
      const { run } = event;
      if (run === undefined) continue;
      this.#eventMs = Math.max(this.#eventMs, event.atMs);
      run();
      await promiseJobsDone();
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !before(event, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let below = index * 2 + 1;
      let child = heap[below];
      if (child === undefined) break;
      const right = heap[below + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        below += 1;
      }
      if (!before(child, last)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
  }
}

function before(one: Event, other: Event): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Node runs ticks only once the queue of promise jobs is empty: cheaper than a turn of the event loop, and as thorough. */
function promiseJobsDone(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
