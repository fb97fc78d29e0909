// The bus between the regions of a plan: which of them is the hub, how long an invalidation takes through it and in a mesh,
// and which of the two the plan uses.
import type { Network } from "../physics/network.ts";
import { roundTripMs } from "../physics/round-trip.ts";
import type { PlannedBus } from "../plan.ts";
import type { Metro } from "../world/place.ts";
import { jitterMs } from "./legs.ts";
import { quantileMs, WaitDistribution } from "./wait-distribution.ts";

/** What the two edges and the NATS servers between them need for an invalidation. Milliseconds. */
export const busServersMs = 2;

/**
 * A hub is chosen while an invalidation takes at most so long through it. That is what a revocation between two regions
 * may take. A hub is simpler than a mesh, and it refuses what a region may not publish. Milliseconds.
 */
export const hubWithin = { p50Ms: 100, p99Ms: 250 } as const;

/** With fewer regions there is always a hub: of three regions, a mesh saves one of three pairs the way through it. */
export const meshRegionsMin = 4;

/** The jitter of the first way is taken at so many values. */
const steps = 8;

/**
 * Chooses the hub, and whether the regions are joined through it. It is the edge with the least greatest time between any
 * two regions through it; then the least mean.
 *
 * @param edges At least one, with different codes.
 */
export function busOf(edges: readonly Metro[], network: Network): PlannedBus {
  const oneWayMs = edges.map((a) => edges.map((b) => roundTripMs(a, b, network) / 2));
  const ways = edges.map((hub, index) => ({ hub, ...spread(oneWayMs, index), index }));
  const [best] = ways.toSorted(
    (a, b) => a.greatestMs - b.greatestMs || a.totalMs - b.totalMs || a.index - b.index,
  );
  if (best === undefined) throw new RangeError("A bus needs at least one region.");
  const through = percentiles(timesThrough(oneWayMs, best.index, network));
  const within = through.p50Ms <= hubWithin.p50Ms && through.p99Ms <= hubWithin.p99Ms;
  return {
    hub: best.hub,
    ...through,
    mesh: percentiles(directTimes(oneWayMs, network)),
    join: within || edges.length < meshRegionsMin ? "hub" : "mesh",
  };
}

function percentiles(times: WaitDistribution): PlannedBus["mesh"] {
  return { p50Ms: quantileMs([times], 0.5), p99Ms: quantileMs([times], 0.99) };
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
  return timesOf(oneWayMs, network, (from, to) => {
    const hops: number[] = [];
    if (from !== hub) hops.push(oneWayMs[from]?.[hub] ?? 0);
    if (to !== hub) hops.push(oneWayMs[hub]?.[to] ?? 0);
    return hops;
  });
}

function directTimes(oneWayMs: readonly (readonly number[])[], network: Network): WaitDistribution {
  return timesOf(oneWayMs, network, (from, to) => [oneWayMs[from]?.[to] ?? 0]);
}

/** Over all ordered pairs of regions, each with its ways. */
function timesOf(
  oneWayMs: readonly (readonly number[])[],
  network: Network,
  hopsOf: (from: number, to: number) => readonly number[],
): WaitDistribution {
  const times = new WaitDistribution();
  for (const from of oneWayMs.keys()) {
    for (const to of oneWayMs.keys()) {
      if (to !== from) addHops(times, hopsOf(from, to), network);
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
