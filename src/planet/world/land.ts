// The outline of the world's land.
import { landData } from "./land-data.ts";

/** A geometry as in GeoJSON (RFC 7946), except that its outer rings are clockwise, as d3-geo wants them. */
export interface Land {
  readonly type: "MultiPolygon";
  /** Polygons, rings, points: longitude and latitude in degrees. */
  readonly coordinates: [longitude: number, latitude: number][][][];
}

function ringOf(text: string): [number, number][] {
  const points = text.split(" ").map((point): [number, number] => {
    const [longitude, latitude] = point.split(",").map(Number);
    return [(longitude ?? Number.NaN) / 10, (latitude ?? Number.NaN) / 10];
  });
  const [first] = points;
  return first === undefined ? points : [...points, first];
}

/** The world's land without Antarctica, for a map about 1,000 pixels wide. */
export const land: Land = {
  type: "MultiPolygon",
  coordinates: landData.split("\n").map((polygon) => polygon.split(";").map(ringOf)),
};
