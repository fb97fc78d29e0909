// The plans that are measured: which edges the planner chooses, and what it predicts for people and for backends.
import { defaultGaps, sampleGaps, type GapDistribution } from "../../../src/planet/checks/gaps.ts";
import { mixOf } from "../../../src/planet/checks/mix-of.ts";
import type { CheckMix } from "../../../src/planet/checks/mix.ts";
import type { CacheSettings } from "../../../src/planet/checks/settings.ts";
import { defaultUsage, type Usage } from "../../../src/planet/checks/usage.ts";
import { backendDemand } from "../../../src/planet/demand/backends.ts";
import type { Demand } from "../../../src/planet/demand/demand.ts";
import { peopleDemand } from "../../../src/planet/demand/people.ts";
import { makePlan } from "../../../src/planet/make-plan.ts";
import { network } from "../../../src/planet/physics/network.ts";
import type { Plan } from "../../../src/planet/plan.ts";
import { findMetro, metros } from "../../../src/planet/world/metros.ts";
import type { Population } from "../spec.ts";

/** What is measured. */
export interface MeasuredPlan {
  readonly name: string;
  /** How many edges, planned for which population, and where the identity server is. */
  readonly edges: number;
  readonly plannedFor: Population;
  readonly home: string;
}

/** All plans. */
export const measuredPlans: readonly MeasuredPlan[] = [
  { name: "eight", edges: 8, plannedFor: "people", home: "fra" },
  { name: "twelve", edges: 12, plannedFor: "backends", home: "iad" },
];

/** Everything that takes time at the clients and the edges passes so much faster than on the planet. Networks do not. */
const timeScale = 10;

/** Settings of the project, on the planet: the maximum age of the profile `as-ory`, and a calm pace of refreshes. */
const settings: CacheSettings = {
  maxAgeMs: 150_000,
  refreshAfterMs: 10_000,
  refreshAuto: false,
  degradedMaxAgeMs: 10_000,
  bus: true,
};

/** The same as the processes have them. */
export const scaledSettings: CacheSettings = {
  ...settings,
  maxAgeMs: settings.maxAgeMs / timeScale,
  refreshAfterMs: settings.refreshAfterMs / timeScale,
  degradedMaxAgeMs: settings.degradedMaxAgeMs / timeScale,
};

/**
 * The shares of the gaps, by what comes between two checks. Within a view there are fewer checks than the model has: scaled,
 * their gaps are shorter than a round trip. So there are more misses than the model has, and P99 is in the middle of them.
 */
const gapShares = {
  people: { "within a view": 0.559, "between views": 0.44, "between visits": 0.001 },
  backends: { "within a view": 0.667, "between views": 0.33, "between visits": 0.003 },
} as const;

/** A visit is a miss after any gap that is longer than the maximum age. Longer ones would only take longer to measure. */
const longestGapMs = 20_000;

/** People check as soon as a change of theirs is answered. These are so many of their checks, as the acts of the spec are. */
export const changeShares = { people: 0.003, backends: 0 } as const;

/** How a population of the measurement uses the edges. Scaled. */
export function scaledUsage(population: Population): Usage {
  const usage = defaultUsage[population];
  return {
    ...usage,
    gaps: scaledGaps(population),
    moves: usage.moves.map(({ fromMs, share }) => ({ fromMs: fromMs / timeScale, share })),
    keepAliveMs: usage.keepAliveMs / timeScale,
    forcedShare: 0.002,
    changeShare: changeShares[population],
    degradedShare: 0,
    downShare: 0,
  };
}

/** The gaps: the model's, with other shares. Those between views and visits are scaled. Those within a view are not. */
function scaledGaps(population: Population): GapDistribution {
  const shares: Readonly<Record<string, number>> = gapShares[population];
  const parts = defaultGaps.parts.map((part) => ({
    ...part,
    share: shares[part.name] ?? Number.NaN,
    medianMs: part.name === "within a view" ? part.medianMs : part.medianMs / timeScale,
  }));
  return { kind: "mixture", parts, longestMs: longestGapMs };
}

/** Gaps to draw from, as many of each length as the distribution has. */
export function gapsToDraw(population: Population): readonly number[] {
  return [...sampleGaps(scaledGaps(population), 10_000)];
}

/** A plan with what the model says of both populations. */
export interface PredictedPlan {
  readonly measured: MeasuredPlan;
  readonly plan: Plan;
  readonly demands: Readonly<Record<Population, Demand>>;
  readonly mixes: Readonly<Record<Population, CheckMix>>;
}

/** Plans, and predicts with the settings and habits of the measurement. */
export function predictPlan(measured: MeasuredPlan): PredictedPlan {
  const home = findMetro(measured.home);
  if (home === undefined) throw new Error(`there is no metro ${measured.home}`);
  const demands = {
    people: peopleDemand(network),
    backends: backendDemand(metros, network),
  };
  const mixes = {
    people: mixOf(scaledUsage("people"), scaledSettings, network),
    backends: mixOf(scaledUsage("backends"), scaledSettings, network),
  };
  const plan = makePlan({
    goal: { kind: "edges", count: measured.edges },
    demand: demands[measured.plannedFor],
    candidates: metros,
    keep: [],
    origin: home,
    mix: mixes[measured.plannedFor],
    network,
  });
  return { measured, plan, demands, mixes };
}
