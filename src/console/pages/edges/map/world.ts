// From the globe to the page: Equal Earth, in which equal areas stay equal.
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import landFile from "world-atlas/land-110m.json";
import type { MapCells } from "../../../api/map.ts";

/** Turned so that the edge of the map lies in the Bering Strait and cuts no country in two. */
const middleLongitude = 11;
/** Only ice is beyond. */
const southernmost = -56;
const northernmost = 80;

/** How to draw what is on the globe. Lengths are pixels. */
export interface World {
  readonly width: number;
  readonly height: number;
  /** The outline of the land, as the `d` of a path. */
  readonly land: string;
  /** Where a position is. */
  place(latitude: number, longitude: number): readonly [x: number, y: number];
}

/** The inhabited world, as wide as the page has room. */
export function worldOf(width: number): World {
  const projection = geoEqualEarth().rotate([-middleLongitude, 0]).scale(1).translate([0, 0]);
  const at = (longitude: number, latitude: number) => projection([longitude, latitude]) ?? [0, 0];
  const [right] = at(middleLongitude + 179.999, 0);
  const [, top] = at(middleLongitude, northernmost);
  const [, bottom] = at(middleLongitude, southernmost);
  const scale = width / (2 * right);
  const height = Math.round((bottom - top) * scale);
  projection
    .scale(scale)
    .translate([width / 2, -top * scale])
    .clipExtent([
      [0, 0],
      [width, height],
    ]);
  return {
    width,
    height,
    land: geoPath(projection).digits(1)(land()) ?? "",
    place: (latitude, longitude) => projection([longitude, latitude]) ?? [0, 0],
  };
}

function land() {
  const { arcs, objects, transform } = landFile;
  const [byX = 1, byY = 1] = transform.scale;
  const [fromX = 0, fromY = 0] = transform.translate;
  const shape = {
    type: "GeometryCollection" as const,
    geometries: objects.land.geometries.map((part) => ({
      type: "MultiPolygon" as const,
      arcs: part.arcs,
    })),
  };
  const topology = {
    type: "Topology" as const,
    arcs,
    objects: { land: shape },
    transform: {
      scale: [byX, byY] satisfies [number, number],
      translate: [fromX, fromY] satisfies [number, number],
    },
  };
  return feature(topology, shape);
}

/** One dot for each cell of a step, as the `d` of a path: lines without length, which round ends make dots. */
export function dotsOf(
  world: World,
  cells: MapCells,
  cellSteps: readonly number[],
  step: number,
): string {
  const half = cells.degrees / 2;
  return cellSteps
    .flatMap((own, cell) => {
      if (own !== step) return [];
      const [x, y] = world.place((cells.south[cell] ?? 0) + half, (cells.west[cell] ?? 0) + half);
      return `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
    })
    .join("");
}
