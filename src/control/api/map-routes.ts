// The map: where the edges are, what people wait for, and what each region's loss would do to them.
import type { EdgeMap } from "../map/edge-map.ts";
import { mapCellsSchema, mapCellsView, mapSchema, mapView } from "./map-views.ts";
import { content, route, type ApiRoute } from "./route.ts";

/** What these routes need. */
export interface MapRoutesParts {
  readonly map: EdgeMap;
}

/** The routes. */
export function mapRoutes({ map }: MapRoutesParts): readonly ApiRoute[] {
  return [
    route({
      method: "get",
      path: "/map",
      summary: "Get where the edges are, and what people wait for",
      scope: "read",
      answer: { status: 200, schema: mapSchema },
      handle: async ({ caller }) =>
        content(mapView(await map.look(), caller.key.projectId === undefined)),
    }),
    route({
      method: "get",
      path: "/map/cells",
      summary: "Get what people in each part of the world wait for",
      scope: "read",
      answer: { status: 200, schema: mapCellsSchema },
      handle: async () => content(mapCellsView((await map.look()).calculated)),
    }),
  ];
}
