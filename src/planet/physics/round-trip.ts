// How long a message and its answer are under way.
import type { Place } from "../world/place.ts";
import { greatCircleKm } from "./distance.ts";
import type { Network } from "./network.ts";

/** Two machines in the same city: switches, routers and a few kilometres of fibre. Milliseconds. */
const leastMs = 0.3;

/** How much longer the route between two places is than the great circle. */
function stretchOf(a: Place, b: Place, km: number, network: Network): number {
  const { stretchByDistance, stretchByRegion, stretchMin, stretchMax } = network;
  const byDistance =
    stretchByDistance.find(({ upToKm }) => km <= upToKm) ?? stretchByDistance.at(-1);
  const byRegion = Math.max(stretchByRegion[a.worldRegion], stretchByRegion[b.worldRegion]);
  const stretch = (byDistance?.stretch ?? stretchMax) * byRegion;
  return Math.min(stretchMax, Math.max(stretchMin, stretch));
}

/** The round trip between two places in milliseconds, between the cores of their networks: without last mile or jitter. */
export function roundTripMs(a: Place, b: Place, network: Network): number {
  const km = greatCircleKm(a, b);
  return Math.max(leastMs, (2 * km * stretchOf(a, b, km, network)) / network.kmPerMs);
}
