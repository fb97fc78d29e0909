// The places that stand for a whole demand in a measurement.
import type { Demand, DemandPoint } from "../../../src/planet/demand/demand.ts";
import type { Network } from "../../../src/planet/physics/network.ts";
import { roundTripMs } from "../../../src/planet/physics/round-trip.ts";
import type { Metro } from "../../../src/planet/world/place.ts";

/** A drawn place, and its edges, the nearest first. */
export interface DrawnPoint {
  readonly point: DemandPoint;
  readonly edges: readonly { readonly metro: Metro; readonly roundTripMs: number }[];
}

/**
 * Draws places with equal shares. All places are put in a row: those of one edge after those of another, and the near ones
 * first. Then one is taken at every `count`-th part of all checks. So each edge, and each latency, has its share.
 */
export function drawPoints(
  demand: Demand,
  edges: readonly Metro[],
  network: Network,
  count: number,
): readonly DrawnPoint[] {
  const row = demand.points.map((point) => ({ point, edges: byDistance(point, edges, network) }));
  row.sort((one, other) => orderOf(one) - orderOf(other));
  function orderOf({ edges: [nearest] }: DrawnPoint): number {
    if (nearest === undefined) return 0;
    // Round trips on the planet are shorter than this.
    return edges.indexOf(nearest.metro) * 10_000 + nearest.roundTripMs;
  }
  const drawn: DrawnPoint[] = [];
  let sum = 0;
  for (const one of row) {
    sum += one.point.share;
    while (drawn.length < count && (drawn.length + 0.5) / count < sum) {
      drawn.push({ ...one, point: { ...one.point, share: 1 / count } });
    }
  }
  return drawn;
}

function byDistance(
  point: DemandPoint,
  edges: readonly Metro[],
  network: Network,
): DrawnPoint["edges"] {
  return edges
    .map((metro) => ({ metro, roundTripMs: roundTripMs(point, metro, network) }))
    .toSorted((one, other) => one.roundTripMs - other.roundTripMs)
    .slice(0, 2);
}
