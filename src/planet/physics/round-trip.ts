// How long a message and its answer are under way.
import type { Place } from "../world/place.ts";
import { greatCircleKm } from "./distance.ts";
import type { Network } from "./network.ts";

/** Two machines in the same city: switches, routers and a few kilometres of fibre. Milliseconds. */
const leastMs = 0.3;

/** How long the route between two places is, in kilometres. It never gets shorter as the places move apart. */
function routeKm(a: Place, b: Place, km: number, network: Network): number {
  const { stretchByDistance, stretchByRegion, stretchMin, stretchMax } = network;
  const byRegion = Math.max(stretchByRegion[a.worldRegion], stretchByRegion[b.worldRegion]);
  let longest = km * stretchMin;
  for (const { upToKm, stretch } of stretchByDistance) {
    const stretched = Math.min(stretchMax, Math.max(stretchMin, stretch * byRegion));
    longest = Math.max(longest, Math.min(km, upToKm) * stretched);
    if (km <= upToKm) break;
  }
  return longest;
}

/** The round trip between two places in milliseconds, between the cores of their networks: without last mile or jitter. */
export function roundTripMs(a: Place, b: Place, network: Network): number {
  return Math.max(leastMs, (2 * routeKm(a, b, greatCircleKm(a, b), network)) / network.kmPerMs);
}
