// How well the model agrees with what others measured.
import { network } from "../../src/planet/physics/network.ts";
import { roundTripMs } from "../../src/planet/physics/round-trip.ts";
import type { MeasuredRoute } from "./measured-routes.ts";

/** A measured route with the model's round trip, in milliseconds, and how far that is off: 0.1 is 10 % too slow. */
export interface ComparedRoute extends MeasuredRoute {
  readonly modelMs: number;
  readonly error: number;
}

/** The model's round trip beside each measured one. */
export function compare(routes: readonly MeasuredRoute[]): ComparedRoute[] {
  return routes.map((route) => {
    const modelMs = roundTripMs(route.from, route.to, network);
    return { ...route, modelMs, error: modelMs / route.ms - 1 };
  });
}

/** The middle of the numbers, or NaN if there are none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The errors of some routes in three figures: the median without sign, the median with it, the share within 35 %. */
export function summarize(routes: readonly ComparedRoute[]) {
  const errors = routes.map(({ error }) => error);
  return {
    routes: routes.length,
    medianError: median(errors.map(Math.abs)),
    bias: median(errors),
    within35: errors.filter((error) => Math.abs(error) <= 0.35).length / errors.length,
  };
}
