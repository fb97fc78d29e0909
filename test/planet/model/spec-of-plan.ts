// What a plan is as plain numbers, for the processes that play it.
import { network } from "../../../src/planet/physics/network.ts";
import { roundTripMs } from "../../../src/planet/physics/round-trip.ts";
import type { BusShape } from "../scene/regions.ts";
import type { Habits, PlanetSpec, PointSpec, Population } from "../spec.ts";
import { busTimes } from "./bus-times.ts";
import type { DrawnPoint } from "./drawn-points.ts";
import {
  changeShares,
  gapsToDraw,
  scaledSettings,
  scaledUsage,
  type PredictedPlan,
} from "./measured-plan.ts";

/** How many clients each population has, each at a place of its own. */
export const clients = 200;

/** The numbers of a plan, with the places that were drawn for it, and a bus. */
export function specOfPlan(
  { measured, plan }: PredictedPlan,
  drawn: Readonly<Record<Population, readonly DrawnPoint[]>>,
  bus: BusShape,
  seed: number,
): PlanetSpec {
  const edges = plan.edges.map(({ metro }) => metro);
  const { maxAgeMs, refreshAfterMs, degradedMaxAgeMs } = scaledSettings;
  const { jitterShare, jitterMinMs, lossShare, resendMs, originMs } = network;
  return {
    name: measured.name,
    seed,
    edges: edges.map((metro) => ({
      code: metro.code,
      name: metro.name,
      originRoundTripMs: roundTripMs(metro, plan.origin, network),
    })),
    bus,
    betweenMs: Object.fromEntries(
      [...busTimes({ kind: "mesh" }, edges, network)].map(([pair, ms]) => [pair, 2 * ms]),
    ),
    points: [...pointsOf("people", drawn.people), ...pointsOf("backends", drawn.backends)],
    conditions: { jitterShare, jitterMinMs, lossShare, resendMs, originMs },
    settings: { maxAgeMs, refreshAfterMs, degradedMaxAgeMs },
    people: habitsOf("people"),
    backends: habitsOf("backends"),
    acts: {
      changesPerSecond: changeShares.people * checksPerSecond("people"),
      signOutsPerSecond: 0.25,
      revocationsPerSecond: 0.25,
    },
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

/** As often as all clients of a population check. */
function checksPerSecond(of: Population): number {
  const gapsMs = gapsToDraw(of);
  return (clients * gapsMs.length * 1_000) / gapsMs.reduce((sum, ms) => sum + ms, 0);
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
