// The bus between the regions of a plan: which of them is the hub, and how long an invalidation takes.
import type { Network } from "../physics/network.ts";
import { roundTripMs } from "../physics/round-trip.ts";
import type { Plan } from "../plan.ts";
import type { Metro } from "../world/place.ts";
import { jitterMs } from "./legs.ts";
import { quantileMs, WaitDistribution } from "./wait-distribution.ts";

/** What the two edges and the NATS servers between them need for an invalidation. Milliseconds. */
export const busServersMs = 2;

/** The jitter of the first way is taken at so many values. */
const steps = 8;

/**
 * Chooses the hub. It is the edge with the least greatest time between any two regions through it; then the least mean.
 *
 * @param edges At least one, with different codes.
 */
export function busOf(edges: readonly Metro[], network: Network): Plan["bus"] {
  const oneWayMs = edges.map((a) => edges.map((b) => roundTripMs(a, b, network) / 2));
  const ways = edges.map((hub, index) => ({ hub, ...spread(oneWayMs, index), index }));
  const [best] = ways.toSorted(
    (a, b) => a.greatestMs - b.greatestMs || a.totalMs - b.totalMs || a.index - b.index,
  );
  if (best === undefined) throw new RangeError("A bus needs at least one region.");
  const times = timesThrough(oneWayMs, best.index, network);
  return { hub: best.hub, p50Ms: quantileMs([times], 0.5), p99Ms: quantileMs([times], 0.99) };
}

interface Spread {
  readonly greatestMs: number;
  readonly totalMs: number;
}

/** Over all ordered pairs of regions. */
function spread(oneWayMs: readonly (readonly number[])[], hub: number): Spread {
  let greatestMs = 0;
  let totalMs = 0;
  for (const [from, row] of oneWayMs.entries()) {
    for (const to of row.keys()) {
      if (to === from) continue;
      const ms = (row[hub] ?? 0) + (oneWayMs[hub]?.[to] ?? 0);
      greatestMs = Math.max(greatestMs, ms);
      totalMs += ms;
    }
  }
  return { greatestMs, totalMs };
}

function timesThrough(
  oneWayMs: readonly (readonly number[])[],
  hub: number,
  network: Network,
): WaitDistribution {
  const times = new WaitDistribution();
  for (const [from, row] of oneWayMs.entries()) {
    for (const to of row.keys()) {
      if (to === from) continue;
      const hops: number[] = [];
      if (from !== hub) hops.push(row[hub] ?? 0);
      if (to !== hub) hops.push(oneWayMs[hub]?.[to] ?? 0);
      addHops(times, hops, network);
    }
  }
  // One region: an invalidation goes from one edge to another there.
  if (oneWayMs.length < 2) times.add(1, busServersMs, new Float64Array([0, 0]));
  return times;
}

/** Adds the time of a message over one or two ways, each with its jitter and its losses. */
function addHops(times: WaitDistribution, hopsMs: readonly number[], network: Network): void {
  const lastMs = hopsMs.at(-1) ?? 0;
  const firstMs = hopsMs.length > 1 ? hopsMs[0] : undefined;
  for (const last of lossesOfWay(lastMs, network)) {
    const offsetsMs = new Float64Array([0, jitterMs(2 * lastMs, network)]);
    if (firstMs === undefined) {
      times.add(last.probability, busServersMs + last.ms, offsetsMs);
      continue;
    }
    const firstJitterMs = jitterMs(2 * firstMs, network);
    for (const first of lossesOfWay(firstMs, network)) {
      for (let step = 0; step < steps; step += 1) {
        const jitteredMs = first.ms + (firstJitterMs * (step + 0.5)) / steps;
        const mass = (first.probability * last.probability) / steps;
        times.add(mass, busServersMs + jitteredMs + last.ms, offsetsMs);
      }
    }
  }
}

/** A way that loses its message or not. A lost message arrives one round trip and `resendMs` later. */
function lossesOfWay(
  oneWayMs: number,
  { lossShare, resendMs }: Network,
): readonly { readonly ms: number; readonly probability: number }[] {
  return [
    { ms: oneWayMs, probability: 1 - lossShare },
    { ms: oneWayMs + resendMs + 2 * oneWayMs, probability: lossShare },
  ];
}
