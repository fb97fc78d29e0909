// How the command talks with the processes it measures with. One file, so that both ends have the same types.

import type { HeadSize } from "./rate/requests.ts";
import type { Order } from "./rate/order.ts";
import type { Lateness } from "./rate/schedule.ts";
import type { Tail } from "./rate/tail.ts";

/** One turn of the load: requests over connections that are opened for it and kept. */
export interface LoadTurn extends Order {
  readonly kind: "load";
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  /** Whether the load stays awake between answers; not where the origin needs its core. */
  readonly awake: boolean;
  /** What it asks for, if not for checks. */
  readonly asks?: Asking;
}

/** What a load asks for: a session check, or a decision as a gateway asks for it. */
export type Asking = "check" | "decision";

/** Pairs of requests on one connection each: the first port, the second, the first … */
export interface PairTurn {
  readonly kind: "pairs";
  readonly ports: readonly [number, number];
  readonly pairs: number;
  readonly first: number;
}

/** What the load process is asked. */
type LoadQuestion = LoadTurn | PairTurn;

/** Time that a turn took in all; for pairs the waiting times by port. Milliseconds. */
export interface LoadAnswer {
  readonly tookMs: number;
  readonly tails: readonly Tail[];
}

/** Connections that a turn at a fixed rate uses: opened before it, closed after it. */
interface OpenConnections {
  readonly kind: "open";
  readonly port: number;
  readonly connections: number;
  readonly head: HeadSize;
}

/** One turn at a fixed rate, over the connections that are open. */
export interface RateTurn extends Order {
  readonly kind: "rate";
  readonly ratePerSecond: number;
  readonly requests: number;
  /** Each request of this number is a mutation; 0 for none. */
  readonly mutationEvery: number;
  /** A server that does not keep up is asked no longer than this after the schedule's end. */
  readonly overrunMaxMs: number;
  /** The turn is ended once the load is later than this in too many of its requests. */
  readonly latenessMax: Lateness;
}

/** What a turn at a fixed rate found: waiting times by what the answers were, and by how much the load itself was late. */
export interface RateAnswer {
  readonly tookMs: number;
  /** Fewer than the turn has where the server did not keep up, or the load was so late that the turn was ended. */
  readonly answered: number;
  readonly hit: Tail | undefined;
  readonly other: Tail | undefined;
  readonly mutation: Tail | undefined;
  readonly late: Tail;
}

/** What the origin is asked: to take so long from now on, and how often it has been called since the last question. */
interface OriginQuestion {
  readonly delayMs: number;
}

/** What the origin says. */
interface OriginAnswer {
  readonly port: number;
  /** Checks that it answered. */
  readonly calls: number;
}

/** What the process for in-process checks is asked: for one turn of each kind, so often. */
export interface InProcessQuestion {
  readonly rounds: number;
  readonly calls: number;
}

/** What it says: processor time per call by kind and round, and the SDKs that are not installed. */
export interface InProcessAnswer {
  readonly us: readonly { readonly id: string; readonly what: string; readonly us: number[] }[];
  readonly missing: readonly string[];
}

/** What a program says about its heap: in use now, and once garbage has been collected. */
interface ProbeAnswer {
  readonly usedBytes: number;
  readonly afterCollectionBytes: number;
}

/** Which answer a question gets, by role. */
export interface Roles {
  readonly load: { readonly question: LoadQuestion; readonly answer: LoadAnswer };
  readonly rate: {
    readonly question: OpenConnections | RateTurn;
    readonly answer: RateAnswer | undefined;
  };
  readonly probe: { readonly question: object; readonly answer: ProbeAnswer };
  readonly origin: { readonly question: OriginQuestion; readonly answer: OriginAnswer };
  readonly "in-process": { readonly question: InProcessQuestion; readonly answer: InProcessAnswer };
}
