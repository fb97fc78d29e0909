// What a run says of a plan: predicted beside measured, and what is not as it must be.
import { network } from "../../../src/planet/physics/network.ts";
import type { CheckMix } from "../../../src/planet/checks/mix.ts";
import { figuresOf } from "../../../src/planet/search/evaluate.ts";
import type { Figures } from "../../../src/planet/search/figures.ts";
import { percentile } from "../../faults/lag/distribution.ts";
import type { CheckSample } from "../clients/client.ts";
import type { DrawnPoint } from "../model/drawn-points.ts";
import type { PredictedPlan } from "../model/measured-plan.ts";
import type { RevocationSample } from "../roles/operator.ts";
import type { Played } from "../scene/play.ts";
import type { BusShape } from "../scene/regions.ts";
import type { Population } from "../spec.ts";

/** Three percentiles, in milliseconds. */
export interface Percentiles {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** A population's checks, predicted and measured. */
export interface Comparison {
  readonly of: Population;
  readonly checks: number;
  readonly hits: number;
  /** All checks. The second prediction is for the drawn places alone. */
  readonly all: Record<"predicted" | "drawn" | "measured", Percentiles>;
  /** Hits on open connections. */
  readonly openHits: Record<"predicted" | "drawn" | "measured", Percentiles>;
  readonly hitRatio: Record<"predicted" | "measured", number>;
  readonly newConnections: Record<"predicted" | "measured", number>;
  /** The share of checks that wait at most `ms`. */
  readonly within: readonly {
    readonly ms: number;
    readonly predicted: number;
    readonly measured: number;
  }[];
  /** The harness alone: hits without any delay, on open connections and on new ones. */
  readonly overhead: Percentiles;
  readonly overheadNew: Percentiles;
}

/** How long an invalidation takes from one region to another. Milliseconds. */
export interface PairLag {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Without jitter, by the way that the bus takes, and by the shortest way that there could be. */
  readonly expectedMs: number;
  readonly directMs: number;
  readonly measured: Percentiles;
}

/** Revocations from the answer to the admin call on. */
export interface Lags {
  readonly count: number;
  /** For each other edge, and for the last of them. */
  readonly each: Percentiles;
  readonly last: Percentiles;
  /** The same for the last, from when the call was sent. */
  readonly fromSending: Percentiles;
  readonly pairs: readonly PairLag[];
}

/** Everything about one plan. */
export interface Findings {
  readonly plan: string;
  readonly plannedFor: Population;
  readonly home: string;
  readonly edges: readonly {
    readonly code: string;
    readonly name: string;
    readonly share: number;
  }[];
  readonly bus: BusShape;
  readonly comparisons: readonly Comparison[];
  readonly originCalls: Record<"predicted" | "measured", number>;
  readonly lags: Lags;
  readonly lost: {
    readonly region: string;
    readonly lags: Lags;
    readonly checks: readonly {
      readonly of: Population;
      readonly count: number;
      readonly measured: Percentiles;
      readonly predicted: Percentiles;
    }[];
  };
  readonly played: Pick<Played, "wrong" | "failed" | "failedLost" | "acts" | "delays" | "loads">;
  readonly checksInAll: number;
}

const populations = ["people", "backends"] as const;

/** Compares. `direct` and `expected` have the times between two regions, by `FROM TO`. */
export function findingsOf(
  predicted: PredictedPlan,
  drawn: Readonly<Record<Population, readonly DrawnPoint[]>>,
  played: Played,
  bus: {
    readonly shape: BusShape;
    readonly expected: ReadonlyMap<string, number>;
    readonly direct: ReadonlyMap<string, number>;
  },
  lostMixes: Readonly<Record<Population, CheckMix>>,
): Findings {
  const { plan, measured, mixes, demands } = predicted;
  const edges = plan.edges.map(({ metro }) => metro);
  const left = edges.filter(({ code }) => code !== played.lostRegion);
  const comparisons = populations.map((of) =>
    compare(of, predicted, drawn[of], played.samples.steady, played.samples.still),
  );
  const steady = played.samples.steady;
  const shareOf = (of: Population): number =>
    steady.filter((one) => one.of === of).length / steady.length;
  return {
    plan: measured.name,
    plannedFor: measured.plannedFor,
    home: measured.home,
    edges: plan.edges.map(({ metro, share }) => ({
      code: metro.code,
      name: metro.name,
      share,
    })),
    bus: bus.shape,
    comparisons,
    originCalls: {
      predicted: populations.reduce(
        (sum, of) => sum + shareOf(of) * mixes[of].originCallsPerCheck,
        0,
      ),
      measured: played.originCalls / played.checks,
    },
    lags: lagsOf(played.revocations, bus),
    lost: {
      region: played.lostRegion,
      lags: lagsOf(played.revocationsLost, bus),
      checks: populations.map((of) => {
        const samples = played.samples.lost.filter((one) => one.of === of);
        const scene = { demand: demands[of], origin: plan.origin, mix: lostMixes[of], network };
        return {
          of,
          count: samples.length,
          measured: percentilesOf(samples.map(({ waitMs }) => waitMs)),
          predicted: figuresOf(scene, left).checks,
        };
      }),
    },
    played,
    checksInAll: Object.values(played.samples).reduce((sum, { length }) => sum + length, 0),
  };
}

function compare(
  of: Population,
  { plan, mixes, demands }: PredictedPlan,
  drawn: readonly DrawnPoint[],
  steady: readonly CheckSample[],
  still: readonly CheckSample[],
): Comparison {
  const edges = plan.edges.map(({ metro }) => metro);
  const [demand, mix] = [demands[of], mixes[of]];
  const scene = { demand, origin: plan.origin, mix, network };
  const figures = figuresOf(scene, edges);
  const points = drawn.map(({ point }) => point);
  const drawnFigures: Figures = figuresOf({ ...scene, demand: { ...demand, points } }, edges);
  const samples = steady.filter((one) => one.of === of);
  const isOpenHit = ({ seen, newConnection }: CheckSample): boolean =>
    seen === "hit" && !newConnection;
  const waits = (some: readonly CheckSample[]): number[] => some.map(({ waitMs }) => waitMs);
  const openHits = samples.filter(isOpenHit);
  const shareWhere = (holds: (one: CheckSample) => boolean): number =>
    samples.filter(holds).length / samples.length;
  return {
    of,
    checks: samples.length,
    hits: openHits.length,
    all: {
      predicted: figures.checks,
      drawn: drawnFigures.checks,
      measured: percentilesOf(waits(samples)),
    },
    openHits: {
      predicted: figures.hits,
      drawn: drawnFigures.hits,
      measured: percentilesOf(waits(openHits)),
    },
    hitRatio: { predicted: mix.hitRatio, measured: shareWhere(({ seen }) => seen === "hit") },
    newConnections: {
      predicted: mix.classes.reduce(
        (sum, { share, roundTrips }) => sum + (roundTrips > 1 ? share : 0),
        0,
      ),
      measured: shareWhere(({ newConnection }) => newConnection),
    },
    within: figures.within.map(({ ms, share }) => ({
      ms,
      predicted: share,
      measured: shareWhere(({ waitMs }) => waitMs <= ms),
    })),
    overheadNew: percentilesOf(
      waits(still.filter((one) => one.of === of && one.seen === "hit" && one.newConnection)),
    ),
    overhead: percentilesOf(waits(still.filter((one) => one.of === of && isOpenHit(one)))),
  };
}

function lagsOf(
  samples: readonly RevocationSample[],
  {
    expected,
    direct,
  }: {
    readonly expected: ReadonlyMap<string, number>;
    readonly direct: ReadonlyMap<string, number>;
  },
): Lags {
  const byPair = new Map<string, number[]>();
  for (const { from, lags } of samples) {
    for (const [to, lagMs] of Object.entries(lags)) {
      const pair = `${from} ${to}`;
      byPair.set(pair, [...(byPair.get(pair) ?? []), lagMs]);
    }
  }
  const lastOf = ({ lags }: RevocationSample): number => Math.max(...Object.values(lags));
  return {
    count: samples.length,
    each: percentilesOf([...byPair.values()].flat()),
    last: percentilesOf(samples.map(lastOf)),
    fromSending: percentilesOf(samples.map((one) => one.callMs + lastOf(one))),
    pairs: [...byPair].map(([pair, lags]) => {
      const [from = "", to = ""] = pair.split(" ");
      return {
        from,
        to,
        count: lags.length,
        expectedMs: expected.get(pair) ?? Number.NaN,
        directMs: direct.get(pair) ?? Number.NaN,
        measured: percentilesOf(lags),
      };
    }),
  };
}

function percentilesOf(values: readonly number[]): Percentiles {
  return {
    p50Ms: percentile(values, 0.5),
    p95Ms: percentile(values, 0.95),
    p99Ms: percentile(values, 0.99),
  };
}
