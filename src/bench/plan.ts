// How much one run measures. Everything is counted beforehand, so that a run ends.

/** The parts of a run, in their order. */
export const partNames = ["hits", "misses", "latency", "in-process", "size", "start-up"] as const;

/** One part of a run. */
export type PartName = (typeof partNames)[number];

/** The counts of one run. */
export interface Plan {
  readonly parts: ReadonlySet<PartName>;
  /** Measured rounds of each part. Within a round everyone has a turn, so that a busy moment hits all alike. */
  readonly rounds: number;
  readonly connections: number;
  /** Different cookies that hits are spread over. */
  readonly cookies: number;
  /** Requests of one turn. */
  readonly hitsPerTurn: number;
  readonly missesPerTurn: number;
  /** Pairs of requests, one direct and one through the edge, of a turn. */
  readonly pairsPerTurn: number;
  /** What the origin takes to answer where latency is measured, in milliseconds. */
  readonly originDelayMs: number;
  /** In-process calls of one turn. */
  readonly callsPerTurn: number;
  /** Sessions held at once, ascending; the first is what the others are compared with. */
  readonly sizes: readonly number[];
  readonly starts: number;
}

/** Rounds unless said otherwise: odd, so that the median is one of them. */
const defaultRounds = 5;

/** What the command runs: a few minutes on two cores. */
export const fullPlan: Plan = {
  parts: new Set(partNames),
  rounds: defaultRounds,
  connections: 64,
  cookies: 1_000,
  hitsPerTurn: 20_000,
  missesPerTurn: 3_000,
  pairsPerTurn: 60,
  originDelayMs: 5,
  callsPerTurn: 10_000,
  sizes: [1_000, 100_000, 1_000_000],
  starts: 7,
};
