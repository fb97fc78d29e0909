// How far it is from one place to another.
import type { Position } from "../world/place.ts";

/**
 * The mean radius of the earth in kilometres: R1 of the International Union of Geodesy and Geophysics (Moritz, Geodetic
 * Reference System 1980). Distances on a sphere of this radius are at most 0.6 % wrong.
 */
const earthRadiusKm = 6371.0088;

const radians = Math.PI / 180;

/** The great circle between two points, in kilometres, by the haversine formula. */
export function greatCircleKm(a: Position, b: Position): number {
  const half = (degrees: number) => Math.sin((degrees * radians) / 2) ** 2;
  const haversine =
    half(b.latitude - a.latitude) +
    Math.cos(a.latitude * radians) *
      Math.cos(b.latitude * radians) *
      half(b.longitude - a.longitude);
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(haversine)));
}
