// What a plan is as plain numbers, for the processes that play it.
import { network } from "../../../src/planet/physics/network.ts";
import { roundTripMs } from "../../../src/planet/physics/round-trip.ts";
import type { Habits, PlanetSpec, PointSpec, Population } from "../spec.ts";
import type { BusTree } from "./bus-tree.ts";
import type { DrawnPoint } from "./drawn-points.ts";
import { gapsToDraw, scaledSettings, scaledUsage, type PredictedPlan } from "./measured-plan.ts";

/** How many clients each population has, each at a place of its own. */
export const clients = 200;

/** The numbers of a plan, with the places that were drawn for it, and a bus. */
export function specOfPlan(
  { measured, plan }: PredictedPlan,
  drawn: Readonly<Record<Population, readonly DrawnPoint[]>>,
  tree: BusTree,
  seed: number,
): PlanetSpec {
  const edges = plan.edges.map(({ metro }) => metro);
  const { maxAgeMs, refreshAfterMs, degradedMaxAgeMs } = scaledSettings;
  const { jitterShare, jitterMinMs, lossShare, resendMs, originMs } = network;
  return {
    name: measured.name,
    seed,
    edges: edges.map((metro) => {
      const above = edges.find(({ code }) => code === tree.get(metro.code));
      return {
        code: metro.code,
        name: metro.name,
        originRoundTripMs: roundTripMs(metro, plan.origin, network),
        up: above && { code: above.code, roundTripMs: roundTripMs(metro, above, network) },
      };
    }),
    points: [...pointsOf("people", drawn.people), ...pointsOf("backends", drawn.backends)],
    conditions: { jitterShare, jitterMinMs, lossShare, resendMs, originMs },
    settings: { maxAgeMs, refreshAfterMs, degradedMaxAgeMs },
    people: habitsOf("people"),
    backends: habitsOf("backends"),
    acts: { changesPerSecond: 0.5, signOutsPerSecond: 0.25, revocationsPerSecond: 0.25 },
  };
}

function pointsOf(of: Population, drawn: readonly DrawnPoint[]): readonly PointSpec[] {
  return drawn.map(({ point, edges }, index) => ({
    name: `${of} ${index + 1}, ${point.country}`,
    of,
    share: point.share,
    lastMileMs: point.lastMileMs,
    ways: edges.map(({ metro, roundTripMs: ms }) => ({ edge: metro.code, roundTripMs: ms })),
  }));
}

function habitsOf(of: Population): Habits {
  const { keepAliveMs, moves, forcedShare, newConnectionShare = 0 } = scaledUsage(of);
  return {
    clients,
    gapsMs: gapsToDraw(of),
    // Backends open connections by chance, as often as the usage says.
    idleMs: of === "people" ? keepAliveMs : Number.POSITIVE_INFINITY,
    newConnectionShare,
    forcedShare,
    moves: of === "people" ? moves : [],
  };
}
