// What the processes of `src/bench/development/strangers.ts` tell each other.

/** How an edge process is set up. */
export interface EdgeQuestion {
  readonly originUrl: string;
  readonly sessions: number;
}

/** Where it answers. */
export interface EdgeReady {
  readonly port: number;
}

/** What it holds at a moment; `other` is the second edge on its bus. */
export interface EdgeState {
  readonly entries: number;
  readonly otherEntries: number;
  readonly fences: number;
  readonly otherFences: number;
  /** Messages published on the bus since the start, by either edge. */
  readonly published: number;
  /** Timers that wait. */
  readonly timers: number;
  readonly residentBytes: number;
  /** Processor time of the process since its start, in milliseconds, and when that was read. */
  readonly processorMs: number;
  readonly atMs: number;
}

/** Which hits are asked. */
export interface HitsQuestion {
  readonly port: number;
  readonly sessions: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** How long they took, in milliseconds, from the moment that each was due. */
export interface HitsAnswer {
  readonly asked: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
