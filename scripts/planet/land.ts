// Simplifies the outline of the world's land for a small map, and packs it.
import { createRequire } from "node:module";
import { feature } from "topojson-client";

type Topology = Parameters<typeof feature>[0];
type Point = readonly [longitude: number, latitude: number];

/** Points that are nearer to the line between their neighbours are left out. Degrees; a pixel of the map is 0.36. */
const toleranceDegrees = 0.2;

/** Rings that are smaller in both directions are left out. Degrees. */
const smallestDegrees = 0.7;

/** Everything south of it is Antarctica, where nobody needs a check. Degrees. */
const southernmost = -60;

/** How far a point is from the line between two others. Degrees, as if the earth were flat. */
function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

/** The algorithm of Ramer, Douglas and Peucker. */
function simplify(points: readonly Point[]): Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 3) return [...points];
  const far = points.map((point) => distance(point, first, last));
  const farthest = far.indexOf(Math.max(...far));
  if ((far[farthest] ?? 0) <= toleranceDegrees) return [first, last];
  return [
    ...simplify(points.slice(0, farthest + 1)).slice(0, -1),
    ...simplify(points.slice(farthest)),
  ];
}

const extent = (numbers: readonly number[]) => Math.max(...numbers) - Math.min(...numbers);

/** A ring in tenths of a degree, without its last point, which is the first again; undefined if it is too small. */
function pack(ring: readonly Point[]): string | undefined {
  const longitudes = ring.map(([longitude]) => longitude);
  const latitudes = ring.map(([, latitude]) => latitude);
  if (Math.max(...latitudes) < southernmost) return undefined;
  if (Math.max(extent(longitudes), extent(latitudes)) < smallestDegrees) return undefined;
  const half = Math.floor(ring.length / 2);
  const points = [
    ...simplify(ring.slice(0, half + 1)).slice(0, -1),
    ...simplify(ring.slice(half)).slice(0, -1),
  ].map(([longitude, latitude]) => [Math.round(10 * longitude), Math.round(10 * latitude)]);
  return points.length < 3 ? undefined : points.map((point) => point.join(",")).join(" ");
}

function pointOf([longitude = Number.NaN, latitude = Number.NaN]: readonly number[]): Point {
  return [longitude, latitude];
}

/** One line for each polygon: its rings, the outer one first, with `;` between them. Longitude before latitude. */
export function landLines(): string[] {
  const topology = createRequire(import.meta.url)("world-atlas/land-110m.json") as Topology;
  const { land } = topology.objects;
  if (land?.type !== "GeometryCollection") throw new Error("The topology has no land.");
  return feature(topology, land).features.flatMap(({ geometry }) => {
    if (geometry.type !== "MultiPolygon") throw new Error(`The land is a ${geometry.type}.`);
    return geometry.coordinates.flatMap((polygon) => {
      const [outer, ...holes] = polygon.map((ring) => pack(ring.map(pointOf)));
      if (outer === undefined) return [];
      return [[outer, ...holes.filter((hole) => hole !== undefined)].join(";")];
    });
  });
}
