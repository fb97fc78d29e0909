// The times between the places of a scene and a set of edges, and which edge serves each demand point.
import type { CheckClass } from "../checks/mix.ts";
import { roundTripMs } from "../physics/round-trip.ts";
import type { Metro } from "../world/place.ts";
import { jitterMs, meanMs, quietMs, type Legs } from "./legs.ts";
import { columnTo, nearestOf, type Column, type Scene } from "./scene.ts";

/** Which edge serves each demand point, as an index. -1: the origin. */
export type Routes = Int16Array;

/** The ways of a class of checks, and its share. */
export type Steps = Pick<CheckClass, "share" | "roundTrips" | "asksOrigin" | "elsewhere">;

/** The times between the places of a scene and a set of edges. */
export class Places {
  readonly scene: Scene;
  readonly edges: readonly Metro[];
  /** Round trips from the demand points to each edge, and from each edge to the origin. Milliseconds. */
  readonly toEdges: readonly Column[];
  readonly toOrigin: readonly number[];
  /** Round trips from the demand points to the origin. */
  readonly direct: Column;

  constructor(scene: Scene, edges: readonly Metro[]) {
    this.scene = scene;
    this.edges = [...new Map(edges.map((edge) => [edge.code, edge])).values()];
    this.toEdges = this.edges.map((edge) => columnTo(edge, scene));
    this.toOrigin = this.edges.map((edge) => roundTripMs(edge, scene.origin, scene.network));
    this.direct = columnTo(scene.origin, scene);
  }

  /** The nearest and the second nearest edge of each demand point. */
  nearest(): { readonly first: Routes; readonly second: Routes } {
    return nearestOf(this.toEdges, this.scene.demand.points.length);
  }

  /** The legs of a check of `point` that takes `route`. */
  legs(point: number, route: number, asksOrigin: boolean): Legs {
    const { demand, network } = this.scene;
    const lastMileMs = demand.points[point]?.lastMileMs ?? 0;
    if (route < 0) {
      const clientMs = this.direct[point] as number;
      return { clientMs, lastMileMs, originMs: undefined, serversMs: network.originMs };
    }
    const clientMs = this.toEdges[route]?.[point] as number;
    if (!asksOrigin) {
      return { clientMs, lastMileMs, originMs: undefined, serversMs: network.edgeMs };
    }
    const serversMs = network.edgeMs + network.originMs;
    return { clientMs, lastMileMs, originMs: this.toOrigin[route], serversMs };
  }

  /** The median of the hits of `point` on open connections, without loss. Milliseconds. */
  hitMs(point: number, route: number): number {
    const legs = this.legs(point, route, false);
    return quietMs(1, legs) + jitterMs(legs.clientMs, this.scene.network);
  }

  /** For each point the route with the least mean wait. `otherwise` serves checks whose best route is known. */
  best(kind: Steps, otherwise: Routes): Routes {
    if (!kind.asksOrigin && !kind.elsewhere) return otherwise;
    const routes = otherwise.slice();
    for (let point = 0; point < routes.length; point += 1) {
      const mean = (route: number): number =>
        meanMs(kind.roundTrips, this.legs(point, route, kind.asksOrigin), this.scene.network);
      let bestMs = mean(routes[point] as number);
      const from = kind.elsewhere || this.edges.length === 0 ? -1 : 0;
      const until = kind.asksOrigin ? this.edges.length : 0;
      for (let route = from; route < until; route += 1) {
        const ms = mean(route);
        if (ms >= bestMs) continue;
        bestMs = ms;
        routes[point] = route;
      }
    }
    return routes;
  }
}
