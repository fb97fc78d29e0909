// Regions in words.
import { milliseconds, share } from "../../../text/numbers.ts";
import type { MapRegion } from "../../../api/map.ts";
import { markWords } from "./mark.tsx";

/** `Frankfurt (eu)`, or only the place if the region has no other name. */
export function regionName({ location, region }: MapRegion): string {
  return region === null || region === location.name
    ? location.name
    : `${location.name} (${region})`;
}

/** `2 edges: 1 healthy, 1 silent`. */
export function edgesText({ states }: MapRegion): string {
  const all = Object.values(states).reduce((sum, count) => sum + count, 0);
  const named = stateNames.filter((state) => states[state] > 0);
  const parts = named.map((state) => `${states[state]} ${state}`);
  const counted = all === 1 ? "1 edge" : `${all} edges`;
  return all === 1 || named.length === 0 ? counted : `${counted}: ${parts.join(", ")}`;
}

const stateNames = ["healthy", "degraded", "silent", "stopped"] as const;

/** The facts of a region, for a reader who cannot see the map. */
export function regionWords(region: MapRegion): string {
  const { state, hit_ratio: hits, lag_ms: lag } = region;
  return [
    `${regionName(region)}: ${markWords[state]}`,
    edgesText(region),
    ...(hits === null ? [] : [`hit ratio ${share(hits, 1)}`]),
    ...(lag === null ? [] : [`lag ${milliseconds(lag)}`]),
  ].join(", ");
}
