// How people or backends use the edges, as far as it decides what their checks wait for.
import { defaultGaps, gapsProblem, type GapDistribution } from "./gaps.ts";

/** How sessions are checked. Shares are from 0 to 1. */
export interface Usage {
  /** The time between one check of a session and the next. */
  readonly gaps: GapDistribution;
  /** Over how many edges the checks of one session are spread. At least 1. */
  readonly edgesMet: number;
  /**
   * How often a check goes to any of the edges met, and not to the one before: the share of checks after a gap of at least
   * `fromMs`. The last that fits counts. Ascending.
   */
  readonly moves: readonly { readonly fromMs: number; readonly share: number }[];
  /** The share of checks that accept only an answer from the identity server (`max-age=0`, `no-cache`). */
  readonly forcedShare: number;
  /** The share of checks before which the session was changed, so that the edges have removed its answer. */
  readonly changeShare: number;
  /** The share of time in which an edge with a bus is degraded: it may be missing invalidations. */
  readonly degradedShare: number;
  /** The share of time in which the nearest edge is down. */
  readonly downShare: number;
  /** How long it is then down. Milliseconds. */
  readonly outageMs: number;
  /** A connection is closed when it was idle for this long. Milliseconds. */
  readonly keepAliveMs: number;
  /** The share of checks that open a connection. If it is given, `keepAliveMs` and the gaps do not count for that. */
  readonly newConnectionShare?: number;
  /** A measured hit ratio. It replaces what follows from the gaps. */
  readonly hitRatio?: number;
  /** Measured calls to the identity server for each check. It replaces what follows from the gaps. */
  readonly originCallsPerCheck?: number;
}

/** People: their browsers and apps check at the edges. docs/internals/planet/checks.md has the reasons for each number. */
const people: Usage = {
  gaps: defaultGaps,
  edgesMet: 2,
  moves: [
    { fromMs: 5_000, share: 0.02 },
    { fromMs: 1_800_000, share: 0.5 },
  ],
  forcedShare: 0,
  changeShare: 0.0005,
  degradedShare: 0.001,
  downShare: 0.001,
  outageMs: 300_000,
  // The listener of an edge closes a connection after this time (src/host/node). Browsers wait longer.
  keepAliveMs: 65_000,
};

/** Backends: servers check the sessions of the people whose requests they answer, on connections that they keep. */
const backends: Usage = {
  ...people,
  edgesMet: 1,
  moves: [{ fromMs: 0, share: 1 }],
  newConnectionShare: 0.001,
};

/** What we assume if nothing else is known. */
export const defaultUsage: Readonly<Record<"people" | "backends", Usage>> = { people, backends };

/** What is wrong with a usage, as sentences without a capital and a full stop. Empty if nothing is. */
export function usageProblems(usage: Usage): string[] {
  const problems: string[] = [];
  const wrongGaps = gapsProblem(usage.gaps);
  if (wrongGaps !== undefined) problems.push(wrongGaps);
  if (!(Number.isInteger(usage.edgesMet) && usage.edgesMet >= 1 && usage.edgesMet <= edgesMetMax)) {
    problems.push(
      `the edges that a session meets must be a whole number from 1 to ${edgesMetMax}, not ${usage.edgesMet}`,
    );
  }
  const shares: readonly (readonly [string, number | undefined])[] = [
    ["forced share", usage.forcedShare],
    ["share of checks after a change", usage.changeShare],
    ["degraded share", usage.degradedShare],
    ["down share", usage.downShare],
    ["share of new connections", usage.newConnectionShare],
    ["hit ratio", usage.hitRatio],
    ...usage.moves.map(({ share }) => ["share of moves", share] as const),
  ];
  for (const [name, share] of shares) {
    if (share !== undefined && !(share >= 0 && share <= 1)) {
      problems.push(`the ${name} must be from 0 to 1, not ${share}`);
    }
  }
  const times = [
    ["length of an outage", usage.outageMs],
    ["keep-alive time", usage.keepAliveMs],
  ] as const;
  for (const [name, ms] of times) {
    if (!(ms > 0)) problems.push(`the ${name} must be more than 0 ms, not ${ms}`);
  }
  const { hitRatio, forcedShare, originCallsPerCheck: calls } = usage;
  if (hitRatio !== undefined && hitRatio + forcedShare > 1 + 1e-9) {
    problems.push(
      `the hit ratio ${hitRatio} and the forced share ${forcedShare} must not exceed 1 together`,
    );
  }
  if (calls !== undefined && !(calls >= 0 && Number.isFinite(calls))) {
    problems.push(`the origin calls for each check must be at least 0, not ${calls}`);
  }
  return problems;
}

/** More edges than this are more than any session meets. */
const edgesMetMax = 1_000;
