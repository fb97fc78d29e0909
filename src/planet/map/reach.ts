// How far a round trip gets.
import { roundTripMs } from "../physics/round-trip.ts";
import type { Network } from "../physics/network.ts";
import type { Place } from "../world/place.ts";

/** Half of the earth's circumference, and how exactly a distance is found. Kilometres. */
const farthestKm = 20_015;
const stepKm = 10;
const kmPerDegree = 111.195;

/**
 * The greatest distance, in kilometres, that a round trip of `ms` reaches from a place through networks that are like those
 * around it. 0 if it reaches nothing.
 */
export function reachKm(from: Place, ms: number, network: Network): number {
  const { country, worldRegion } = from;
  const start: Place = { latitude: 0, longitude: 0, country, worldRegion };
  for (let km = farthestKm; km > 0; km -= stepKm) {
    const other: Place = { ...start, longitude: km / kmPerDegree };
    if (roundTripMs(start, other, network) <= ms) return km;
  }
  return 0;
}
