// Plans, plays the plan with processes, and compares.
import { mixOf } from "../../src/planet/checks/mix-of.ts";
import { planMap } from "../../src/planet/map/plan-map.ts";
import { network } from "../../src/planet/physics/network.ts";
import { cellWaits } from "../../src/planet/search/evaluate.ts";
import { busTimes } from "./model/bus-times.ts";
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
import type { BusShape } from "./scene/regions.ts";
import type { Population } from "./spec.ts";

/** How a plan is measured. */
export interface MeasureOptions {
  readonly bus: BusShape["kind"];
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
  const shape: BusShape =
    bus === "star" ? { kind: "star", hub: plan.bus.hub.code } : { kind: "mesh" };
  const expected = busTimes(shape, edges, network);
  const direct = busTimes({ kind: "mesh" }, edges, network);
  const spec = specOfPlan(predicted, drawn, shape, seed);
  tell(`${measured.name}: starting ${edges.length} edges`);
  const lost = regionToLose(predicted);
  const expectedMs = Object.fromEntries(expected);
  const played = await playPlanet(spec, { ...times, steadyMs }, lost, expectedMs, tell);
  const lostMixOf = (of: Population) =>
    mixOf({ ...scaledUsage(of), degradedShare: 1 }, scaledSettings, network);
  const lostMixes = { people: lostMixOf("people"), backends: lostMixOf("backends") };
  const buses = { shape, expected, direct };
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

/** The region with the most checks, other than the hub of the plan's bus. */
function regionToLose({ plan }: PredictedPlan): string {
  const others = plan.edges.filter(({ metro }) => metro.code !== plan.bus.hub.code);
  const [largest] = others.toSorted((one, other) => other.share - one.share);
  return largest?.metro.code ?? "";
}
