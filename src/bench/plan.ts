// How much one run measures. Everything is counted beforehand, so that a run ends.
import type { HeadSize } from "./rate/requests.ts";
import type { Lateness } from "./rate/schedule.ts";

/** The parts of a run, in their order. */
export const partNames = [
  "hits",
  "fixed-rate",
  "tail",
  "misses",
  "latency",
  "in-process",
  "size",
  "workers",
  "decisions",
  "start-up",
  "origin-calls",
  "curves",
] as const;

/** One part of a run. */
export type PartName = (typeof partNames)[number];

/** What is measured unless said otherwise: these two take minutes more. */
export const defaultParts: readonly PartName[] = partNames.filter(
  (name) => name !== "origin-calls" && name !== "curves",
);

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
  /** Requests per second that every server is offered in turns at a fixed rate, and how long such a turn is. */
  readonly ratePerSecond: number;
  readonly rateSeconds: number;
  /** By how much the load may be late in a turn at a fixed rate before the turn is not quoted, in milliseconds. */
  readonly latenessMax: Lateness;
  /** How long after the end of its schedule such a turn may go on, where a server does not keep up. */
  readonly overrunMaxMs: number;
  /** One request in so many is a mutation where the tail is measured. */
  readonly mutationEvery: number;
  /** Pairs of requests, one direct and one through the edge, of a turn. */
  readonly pairsPerTurn: number;
  /** What the origin takes to answer where latency is measured, in milliseconds. */
  readonly originDelayMs: number;
  /** In-process calls of one turn. */
  readonly callsPerTurn: number;
  /** Sessions held at once, ascending. */
  readonly sizes: readonly number[];
  /** With fewer sessions than this the memory of the program itself is most of what a session would be charged with. */
  readonly memoryFrom: number;
  readonly starts: number;
  /** What hits are measured along, beside the sessions in the store. */
  readonly curves: {
    readonly rates: readonly number[];
    readonly heads: readonly HeadSize[];
    readonly connections: readonly number[];
    /** One connection answers one request after the other, so it cannot have the full rate. */
    readonly connectionsRate: number;
    /** At most so many rounds, and so many seconds for each turn. */
    readonly rounds: number;
    readonly seconds: number;
  };
  /** The run that shows how often the origin is called with `--refresh-after auto`. */
  readonly originCalls: {
    readonly sessions: number;
    readonly secondsBetweenChecks: number;
    readonly seconds: number;
  };
}

/** Rounds unless said otherwise: odd, so that the median is one of them. */
const defaultRounds = 5;

/** What the command runs: a few minutes on two cores. */
export const fullPlan: Plan = {
  parts: new Set(defaultParts),
  rounds: defaultRounds,
  connections: 64,
  cookies: 1_000,
  hitsPerTurn: 40_000,
  missesPerTurn: 3_000,
  ratePerSecond: 10_000,
  rateSeconds: 3,
  latenessMax: { p99: 0.5, p999: 2 },
  overrunMaxMs: 3_000,
  mutationEvery: 100,
  pairsPerTurn: 200,
  originDelayMs: 5,
  callsPerTurn: 10_000,
  sizes: [1, 1_000, 100_000, 1_000_000],
  memoryFrom: 100_000,
  starts: 7,
  curves: {
    rates: [1_000, 4_000, 10_000, 20_000],
    heads: ["small", "browser", "8 KB"],
    connections: [1, 64, 512],
    connectionsRate: 2_000,
    rounds: 3,
    seconds: 2,
  },
  originCalls: { sessions: 4_000, secondsBetweenChecks: 5, seconds: 240 },
};
