// The cells that the map colours: larger than those of the model, so that a page can load and draw them.
import type { Demand, DemandPoint } from "../../planet/demand/demand.ts";

/** The height and the width of a cell in degrees. */
export const cellDegrees = 2;

/** Demand in larger cells, and where these are. */
export interface CoarseDemand {
  readonly demand: Demand;
  /** The south-western corner of each point's cell. Degrees. */
  readonly south: readonly number[];
  readonly west: readonly number[];
}

/** Puts the points of each cell together, at the middle of where their people are. */
export function coarse(demand: Demand): CoarseDemand {
  const cells = new Map<string, DemandPoint[]>();
  for (const point of demand.points) {
    const corner = `${cornerOf(point.latitude)} ${cornerOf(point.longitude)}`;
    const cell = cells.get(corner);
    if (cell === undefined) cells.set(corner, [point]);
    else cell.push(point);
  }
  const corners = [...cells.keys()].map((corner) => corner.split(" ").map(Number));
  return {
    demand: { ...demand, points: [...cells.values()].map((points) => together(points)) },
    south: corners.map(([south = 0]) => south),
    west: corners.map(([, west = 0]) => west),
  };
}

function cornerOf(degrees: number): number {
  return Math.floor(degrees / cellDegrees) * cellDegrees;
}

function together(points: readonly DemandPoint[]): DemandPoint {
  const share = points.reduce((sum, point) => sum + point.share, 0);
  const mean = (of: (point: DemandPoint) => number): number =>
    points.reduce((sum, point) => sum + of(point) * point.share, 0) / share;
  const most = points.reduce((a, b) => (b.share > a.share ? b : a));
  return {
    country: most.country,
    worldRegion: most.worldRegion,
    latitude: mean(({ latitude }) => latitude),
    longitude: mean(({ longitude }) => longitude),
    lastMileMs: mean(({ lastMileMs }) => lastMileMs),
    share,
  };
}
