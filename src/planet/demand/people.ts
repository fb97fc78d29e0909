// The world's people as demand.
import type { Network } from "../physics/network.ts";
import { peopleCells } from "../world/people.ts";
import type { Place } from "../world/place.ts";
import type { Demand, DemandPoint } from "./demand.ts";

/** Every person of the world asks equally often. */
export function peopleDemand(network: Network): Demand {
  const cells = peopleCells();
  const people = cells.reduce((sum, cell) => sum + cell.people, 0);
  return {
    of: "people",
    points: cells.map((cell) => pointAt(cell, cell.people / people, network.lastMileMs.people)),
    source: "the world's people",
  };
}

/** A demand point at a place. */
export function pointAt(place: Place, share: number, lastMileMs: number): DemandPoint {
  const { latitude, longitude, country, worldRegion } = place;
  return { latitude, longitude, country, worldRegion, share, lastMileMs };
}
