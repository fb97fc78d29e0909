// What a set of edges gives: the figures of all checks together, and the wait of each demand point.
//
// The edges of a set are one in each metro: a second edge in the same metro does not make another place. Where no edge
// can answer, because there is none or the only one is down, a check goes straight to the identity server.
import type { CheckClass, CheckKind } from "../checks/mix.ts";
import type { DemandPoint } from "../demand/demand.ts";
import type { Metro } from "../world/place.ts";
import { ClassWaits } from "./class-waits.ts";
import type { Figures, Wait } from "./figures.ts";
import { Places, type Routes, type Steps } from "./places.ts";
import type { Scene } from "./scene.ts";
import { quantileMs, WaitDistribution } from "./wait-distribution.ts";

/** The bounds of `within` and `reached` in figures. Milliseconds. */
const bandsMs: readonly number[] = [10, 25, 35, 45, 60, 70, 100, 150, 200, 300];

/** How one demand point is served. */
export interface CellWait {
  readonly point: DemandPoint;
  /** Its nearest edge. Undefined if there is no edge. */
  readonly edge: Metro | undefined;
  /** The median of its hits on open connections: with its jitter, without loss. Without an edge, of its checks at the origin. */
  readonly hitMs: number;
}

/** The wait of each demand point, in the order of the points. */
export function cellWaits(scene: Scene, edges: readonly Metro[]): readonly CellWait[] {
  const places = new Places(scene, edges);
  const { first } = places.nearest();
  return scene.demand.points.map((point, index) => {
    const route = first[index] as number;
    return { point, edge: places.edges[route], hitMs: places.hitMs(index, route) };
  });
}

/** The figures of a set of edges. */
export function figuresOf(scene: Scene, edges: readonly Metro[]): Figures {
  const places = new Places(scene, edges);
  const { first, second } = places.nearest();
  return sum(places, (kind) => (kind.elsewhere ? second : first), first);
}

/**
 * A bound: each check takes the candidate that is best for it, which no set of edges can offer to all.
 * No set of the candidates has a lower mean, and none has lower percentiles of hits.
 */
export function boundOf(scene: Scene, candidates: readonly Metro[]): Figures {
  const places = new Places(scene, candidates);
  const { first, second } = places.nearest();
  return sum(places, (kind) => places.best(kind, kind.elsewhere ? second : first), first);
}

/** The share of people or backends whose hits on open connections wait at most `ms`. As `reached` in figures. */
export function reachedShare(scene: Scene, edges: readonly Metro[], ms: number): number {
  const places = new Places(scene, edges);
  return reachedOf(places, places.nearest().first, [ms])[0]?.share ?? 0;
}

/** What one edge of a set does. */
export interface EdgeShare {
  /** Of all checks, those to which it is the nearest. */
  readonly share: number;
  /** Of its hits on open connections, in milliseconds. Of a client next door, if it is the nearest to none. */
  readonly p95Ms: number;
}

/** What each edge of a set does. `edges` must have different codes. */
export function sharesOf(scene: Scene, edges: readonly Metro[]): readonly EdgeShare[] {
  const places = new Places(scene, edges);
  const { first } = places.nearest();
  const shares = new Float64Array(edges.length);
  for (const [index, point] of scene.demand.points.entries()) {
    const route = first[index] as number;
    shares[route] = (shares[route] as number) + point.share;
  }
  return edges.map((_, route) => {
    const share = shares[route] as number;
    if (share === 0) return { share, p95Ms: scene.network.edgeMs };
    const hits = new WaitDistribution();
    addChecks(places, openHit, first, hits, route);
    return { share, p95Ms: quantileMs([hits], 0.95) };
  });
}

const openHit: Steps = { share: 1, roundTrips: 1, asksOrigin: false, elsewhere: false };

function sum(places: Places, routesOf: (kind: CheckClass) => Routes, first: Routes): Figures {
  const { mix } = places.scene;
  const kinds = new Map<CheckKind, WaitDistribution>();
  let mean = 0;
  for (const kind of mix.classes) {
    if (kind.share === 0) continue;
    const distribution = kinds.get(kind.kind) ?? new WaitDistribution();
    kinds.set(kind.kind, distribution);
    mean += kind.share * addChecks(places, kind, routesOf(kind), distribution);
  }
  const hits = new WaitDistribution();
  const hitMean = addChecks(places, openHit, first, hits);
  const all = [...kinds.values()];
  const checks = waitOf(mean, all);
  return {
    checks,
    hits: waitOf(hitMean, [hits]),
    within: bandsMs.map((ms) => ({ ms, share: upTo(all, ms) })),
    reached: reachedOf(places, first, bandsMs),
    beyondP95: largestBeyond(kinds, checks.p95Ms),
    beyondP99: largestBeyond(kinds, checks.p99Ms),
  };
}

/** Adds the checks of one kind to a distribution: all, or those that take the route `only`. Returns their mean wait. */
function addChecks(
  places: Places,
  kind: Steps,
  routes: Routes,
  into: WaitDistribution,
  only?: number,
): number {
  const { demand, network } = places.scene;
  const waits = new ClassWaits(kind, network);
  let mean = 0;
  for (const [index, point] of demand.points.entries()) {
    const route = routes[index] as number;
    if (only !== undefined && route !== only) continue;
    waits.take(places.legs(index, route, kind.asksOrigin));
    mean += point.share * waits.meanMs;
    for (const lost of waits.losses) {
      into.add(kind.share * point.share * lost.probability, waits.startMs(lost), waits.offsetsMs);
    }
  }
  return mean;
}

function waitOf(meanMs: number, of: readonly WaitDistribution[]): Wait {
  return {
    meanMs,
    p50Ms: quantileMs(of, 0.5),
    p95Ms: quantileMs(of, 0.95),
    p99Ms: quantileMs(of, 0.99),
  };
}

function upTo(of: readonly WaitDistribution[], ms: number): number {
  return Math.min(
    1,
    of.reduce((sum, one) => sum + one.upTo(ms), 0),
  );
}

function reachedOf(
  places: Places,
  first: Routes,
  boundsMs: readonly number[],
): { readonly ms: number; readonly share: number }[] {
  const shares = new Float64Array(boundsMs.length);
  for (const [index, point] of places.scene.demand.points.entries()) {
    const route = first[index] as number;
    if (route < 0) continue;
    const hitMs = places.hitMs(index, route);
    for (const [band, ms] of boundsMs.entries()) {
      if (hitMs <= ms) shares[band] = (shares[band] as number) + point.share;
    }
  }
  return boundsMs.map((ms, band) => ({ ms, share: Math.min(1, shares[band] as number) }));
}

function largestBeyond(
  kinds: ReadonlyMap<CheckKind, WaitDistribution>,
  ms: number,
): Figures["beyondP95"] {
  let largest: { kind: CheckKind; share: number } = { kind: "hit", share: 0 };
  let all = 0;
  for (const [kind, distribution] of kinds) {
    const share = distribution.upTo(Number.POSITIVE_INFINITY) - distribution.upTo(ms);
    all += share;
    if (share > largest.share) largest = { kind, share };
  }
  return all === 0 ? largest : { kind: largest.kind, share: largest.share / all };
}
