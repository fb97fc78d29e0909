// From the globe to the picture: Equal Earth, in which equal areas stay equal.
import { geoEqualEarth, geoPath, type GeoPermissibleObjects } from "d3-geo";
import type { Position } from "../world/place.ts";

/** Turned so that the edge of the map lies in the Bering Strait and cuts no country in two. */
const middleLongitude = 11;
/** South of this there is nothing but ice. */
const southernmost = -56;
const northernmost = 81;

/** How to draw what is on the globe. */
export interface Projection {
  readonly width: number;
  readonly height: number;
  /** Where a position is in the picture. */
  readonly place: (position: Position) => readonly [x: number, y: number];
  /** The `d` of a path. Empty if nothing of it is in the picture. */
  readonly path: (shape: GeoPermissibleObjects) => string;
}

/** The inhabited world in a picture of this width. */
export function worldProjection(width: number): Projection {
  const projection = geoEqualEarth().rotate([-middleLongitude, 0]).scale(1).translate([0, 0]);
  const [equator] = projection([middleLongitude + 179.999, 0]) ?? [1];
  const [, top] = projection([middleLongitude, northernmost]) ?? [0, 0];
  const [, bottom] = projection([middleLongitude, southernmost]) ?? [0, 0];
  const scale = width / (2 * equator);
  const height = Math.round((bottom - top) * scale);
  projection
    .scale(scale)
    .translate([width / 2, -top * scale])
    .clipExtent([
      [0, 0],
      [width, height],
    ]);
  const path = geoPath(projection).digits(1);
  return {
    width,
    height,
    place: ({ latitude, longitude }) => projection([longitude, latitude]) ?? [0, 0],
    path: (shape) => path(shape) ?? "",
  };
}
