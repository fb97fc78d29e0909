// What is planned in, and the times between its places, each calculated once.
import type { Demand } from "../demand/demand.ts";
import type { Network } from "../physics/network.ts";
import { roundTripMs } from "../physics/round-trip.ts";
import type { PlanRequest } from "../plan.ts";
import type { Place } from "../world/place.ts";

/** What figures depend on, other than the edges themselves. */
export type Scene = Pick<PlanRequest, "demand" | "origin" | "mix" | "network">;

/** Round trips from all demand points to one place, in the order of the points, without last mile. Milliseconds. */
export type Column = Float32Array;

const columns = new WeakMap<Demand, WeakMap<Network, Map<string, Column>>>();

/** The round trips from all demand points to `place`. Remembered for as long as the demand and the network are. */
export function columnTo(place: Place, scene: Scene): Column {
  const { demand, network } = scene;
  const ofDemand = columns.get(demand) ?? new WeakMap<Network, Map<string, Column>>();
  columns.set(demand, ofDemand);
  const ofNetwork = ofDemand.get(network) ?? new Map<string, Column>();
  ofDemand.set(network, ofNetwork);
  const name = `${place.latitude},${place.longitude},${place.country},${place.worldRegion}`;
  const known = ofNetwork.get(name);
  if (known !== undefined) return known;
  const column = Float32Array.from(demand.points, (point) => roundTripMs(point, place, network));
  ofNetwork.set(name, column);
  return column;
}

/** For each demand point the nearest and the second nearest of some columns, as their indices. -1: there is none. */
export interface Nearest {
  readonly first: Int16Array;
  readonly second: Int16Array;
}

/** Finds the nearest two of `columns` for each of `points` demand points. The earlier column wins a tie. */
export function nearestOf(columns: readonly Column[], points: number): Nearest {
  const first = new Int16Array(points).fill(-1);
  const second = new Int16Array(points).fill(-1);
  const firstMs = new Float32Array(points).fill(Number.POSITIVE_INFINITY);
  const secondMs = new Float32Array(points).fill(Number.POSITIVE_INFINITY);
  for (const [index, column] of columns.entries()) {
    for (let point = 0; point < points; point += 1) {
      const ms = column[point] as number;
      if (ms < (firstMs[point] as number)) {
        second[point] = first[point] as number;
        secondMs[point] = firstMs[point] as number;
        first[point] = index;
        firstMs[point] = ms;
      } else if (ms < (secondMs[point] as number)) {
        second[point] = index;
        secondMs[point] = ms;
      }
    }
  }
  return { first, second };
}
