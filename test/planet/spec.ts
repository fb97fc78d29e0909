// What a planet of processes is like, as plain numbers: the world's model has been applied by then, and none of this knows
// of it. It goes to the processes that play it.

import type { BusShape } from "./scene/regions.ts";

/** Whose checks these are. */
export type Population = "people" | "backends";

/** The way from a client to an edge. Milliseconds, there and back. */
interface Way {
  /** The code of the edge. */
  readonly edge: string;
  readonly roundTripMs: number;
}

/** A place where clients are. */
export interface PointSpec {
  readonly name: string;
  readonly of: Population;
  /** Of the checks of its population. */
  readonly share: number;
  /** Between the client and the core of the network, there and back. It is added to each way. */
  readonly lastMileMs: number;
  /** To the nearest edge first. At least one more, for when that edge is lost. */
  readonly ways: readonly Way[];
}

/** An edge with its region: the region's name is the code. */
export interface EdgeSpec {
  readonly code: string;
  readonly name: string;
  readonly originRoundTripMs: number;
}

/** What the network does besides distance. */
export interface Conditions {
  /** Each way takes up to so much longer: the share of its own time without the last mile, and the least. */
  readonly jitterShare: number;
  readonly jitterMinMs: number;
  /** The share of messages that is lost each way, and how long after the expected answer they are sent again. */
  readonly lossShare: number;
  readonly resendMs: number;
  /** What the identity server needs for a check. */
  readonly originMs: number;
}

/** How one population asks. */
export interface Habits {
  /** How many clients there are. */
  readonly clients: number;
  /** Gaps between two checks of one session, all as likely. Milliseconds. */
  readonly gapsMs: readonly number[];
  /** A client's connection that is unused for longer is closed. Infinity: never. */
  readonly idleMs: number;
  /** The share of checks that open a connection without need. */
  readonly newConnectionShare: number;
  /** The share of checks that ask for a fresh answer. */
  readonly forcedShare: number;
  /** How often a check is sent from either place of its client: the last whose gap is reached counts. */
  readonly moves: readonly { readonly fromMs: number; readonly share: number }[];
}

/** What people do beside checks, all together. */
export interface Acts {
  readonly changesPerSecond: number;
  readonly signOutsPerSecond: number;
  readonly revocationsPerSecond: number;
}

/** The whole. */
export interface PlanetSpec {
  readonly name: string;
  readonly seed: number;
  readonly edges: readonly EdgeSpec[];
  readonly bus: BusShape;
  /** Round trips between two regions, by `FROM TO`. Milliseconds. */
  readonly betweenMs: Readonly<Record<string, number>>;
  readonly points: readonly PointSpec[];
  readonly conditions: Conditions;
  readonly settings: {
    readonly maxAgeMs: number;
    readonly refreshAfterMs: number;
    readonly degradedMaxAgeMs: number;
  };
  readonly people: Habits;
  readonly backends: Habits;
  readonly acts: Acts;
}

/** The delay of one direction, as the proxies play it. Milliseconds. */
export interface Leg {
  readonly oneWayMs: number;
  readonly jitterMs: number;
  readonly lossShare: number;
  readonly laterMs: number;
}

/** A leg of a way that takes so long there and back: the network's part, and the last mile's. */
export function legOf(roundTripMs: number, lastMileMs: number, conditions: Conditions): Leg {
  const { jitterShare, jitterMinMs, lossShare, resendMs } = conditions;
  const oneWayMs = roundTripMs / 2;
  return {
    oneWayMs: oneWayMs + lastMileMs / 2,
    jitterMs: Math.max(jitterMinMs, jitterShare * oneWayMs),
    lossShare,
    laterMs: resendMs + roundTripMs + lastMileMs,
  };
}
