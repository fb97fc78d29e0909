// The map of a control plane: its edges by region, the plan beside them, and what is calculated for both.
import type { Location } from "../../core/location.ts";
import { greatCircleKm } from "../../planet/physics/distance.ts";
import type { EdgeView } from "../api/views.ts";
import { createCalculation, type Calculated } from "./calculation.ts";
import type { EdgePlan, ShownPlan } from "./edge-plan.ts";
import { regionsOf, type MapRegion, type MapRegions } from "./regions.ts";

/** What the map needs in addition to the edges. */
export interface MapSources {
  /** Where the edges of a region are that do not say so. */
  readonly regionLocations: ReadonlyMap<string, Location>;
  /** Undefined without `--edge-plan`. */
  readonly edgePlan?: EdgePlan | undefined;
}

/** The map as it is now. */
export interface SeenMap extends MapRegions {
  readonly calculated: Calculated;
  /** Undefined without a plan. */
  readonly plan: ShownPlan | undefined;
}

/** The map. */
export interface EdgeMap {
  /** What is known now. If the edges have changed, it starts to calculate figures for them. */
  look(): Promise<SeenMap>;
  /** Stops calculating. */
  stop(): Promise<void>;
}

/** A planned edge runs if an edge is this near: clouds have their sites around a city. */
const sameMetroKm = 100;

/** Creates the map. `edges` lists them with their locations. */
export function createEdgeMap(parts: {
  readonly edges: () => readonly EdgeView[];
  readonly plan: EdgePlan | undefined;
  readonly nowMs: () => number;
  readonly failed: (error: unknown) => void;
}): EdgeMap {
  const calculation = createCalculation(parts);
  return {
    async look() {
      const plan = await parts.plan?.look();
      const found = regionsOf(parts.edges());
      const running = found.regions.filter(({ runs }) => runs);
      const planned = plan?.edges ?? [];
      const calculated = calculation.ask({
        running: running.map(({ id, location }) => ({ id, ...location })),
        planned: planned.map(({ code, location }) => ({ id: code, ...location })),
      });
      return {
        ...found,
        calculated,
        plan: plan && {
          problem: plan.problem,
          edges: planned.map((edge) => ({ ...edge, running: isNear(edge.location, running) })),
        },
      };
    },
    stop: () => calculation.stop(),
  };
}

function isNear(location: Location, regions: readonly MapRegion[]): boolean {
  return regions.some((region) => greatCircleKm(region.location, location) <= sameMetroKm);
}
