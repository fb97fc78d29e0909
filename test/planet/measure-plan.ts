// Plans, plays the plan with processes, and compares.
import { mixOf } from "../../src/planet/checks/mix-of.ts";
import { planMap } from "../../src/planet/map/plan-map.ts";
import { network } from "../../src/planet/physics/network.ts";
import { cellWaits } from "../../src/planet/search/evaluate.ts";
import { nearestTree, starOf, timesOf, type BusTree } from "./model/bus-tree.ts";
import { drawPoints } from "./model/drawn-points.ts";
import {
  predictPlan,
  scaledSettings,
  scaledUsage,
  type MeasuredPlan,
  type PredictedPlan,
} from "./model/measured-plan.ts";
import { clients, specOfPlan } from "./model/spec-of-plan.ts";
import { findingsOf, type Findings } from "./report/findings.ts";
import { playPlanet, type Times } from "./scene/play.ts";
import type { Population } from "./spec.ts";

/** How a plan is measured. */
export interface MeasureOptions {
  readonly bus: "tree" | "star";
  readonly seed: number;
  /** How long it is measured for the comparison, in milliseconds. */
  readonly steadyMs: number;
}

const times: Omit<Times, "steadyMs"> = {
  warmMs: 12_000,
  stillMs: 12_000,
  // Longer than the longest gap between two checks.
  settleMs: 24_000,
  revocations: 12,
  revocationsLost: 4,
  lostMs: 15_000,
  backMs: 10_000,
};

/** Measures a plan. */
export async function measurePlan(
  measured: MeasuredPlan,
  { bus, seed, steadyMs }: MeasureOptions,
  tell: (text: string) => void,
): Promise<{ readonly findings: Findings; readonly map: string }> {
  tell(`${measured.name}: planning`);
  const predicted = predictPlan(measured);
  const { plan, demands } = predicted;
  const edges = plan.edges.map(({ metro }) => metro);
  const drawn = {
    people: drawPoints(demands.people, edges, network, clients),
    backends: drawPoints(demands.backends, edges, network, clients),
  };
  const tree = bus === "star" ? starOf(edges, plan.bus.hub.code) : nearestTree(edges, network);
  const expected = timesOf(tree, edges, network);
  const direct = new Map(
    edges.flatMap(({ code }) =>
      [...timesOf(starOf(edges, code), edges, network)].filter(([pair]) =>
        pair.startsWith(`${code} `),
      ),
    ),
  );
  const spec = specOfPlan(predicted, drawn, tree, seed);
  tell(`${measured.name}: starting ${edges.length} edges`);
  const lost = regionToLose(predicted, tree);
  const expectedMs = Object.fromEntries(expected);
  const played = await playPlanet(spec, { ...times, steadyMs }, lost, expectedMs, tell);
  const lostMixOf = (of: Population) =>
    mixOf({ ...scaledUsage(of), degradedShare: 1 }, scaledSettings, network);
  const lostMixes = { people: lostMixOf("people"), backends: lostMixOf("backends") };
  const buses = { tree, expected, direct };
  return {
    findings: findingsOf(predicted, drawn, played, buses, lostMixes),
    map: mapOf(predicted),
  };
}

/** The map of a plan, as SVG. */
function mapOf({ measured, plan, demands, mixes }: PredictedPlan): string {
  const of = measured.plannedFor;
  const scene = { demand: demands[of], origin: plan.origin, mix: mixes[of], network };
  const edges = plan.edges.map(({ metro }) => metro);
  return planMap({ plan, waits: cellWaits(scene, edges), network });
}

/** The region with the most checks among those whose server no other needs. */
function regionToLose({ plan }: PredictedPlan, tree: BusTree): string {
  const above = new Set(tree.values());
  const ends = plan.edges.filter(({ metro }) => !above.has(metro.code));
  const [largest] = ends.toSorted((one, other) => other.share - one.share);
  return largest?.metro.code ?? "";
}
