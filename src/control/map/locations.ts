// Where edges are that do not say so themselves.
import type { Location } from "../../core/location.ts";
import { findMetro } from "../../planet/world/metros.ts";
import type { EdgeView } from "../api/views.ts";

/** Gives edges without a location that of their region: from the table, or of the metro with the region's name as its code. */
export function withLocations(
  edges: readonly EdgeView[],
  table: ReadonlyMap<string, Location>,
): readonly EdgeView[] {
  return edges.map((edge) => {
    const { location, region, role } = edge;
    if (location !== null || region === null || role !== "edge") return edge;
    return { ...edge, location: table.get(region) ?? metroOf(region) ?? null };
  });
}

function metroOf(region: string): Location | undefined {
  const metro = findMetro(region);
  // A city may have the name of a region that is elsewhere. A code is meant.
  if (metro?.code !== region) return undefined;
  const { latitude, longitude, name } = metro;
  return { latitude, longitude, name };
}
