// How the NATS servers of the regions are joined: each but one connects to another as a leaf.
import type { Network } from "../../../src/planet/physics/network.ts";
import { roundTripMs } from "../../../src/planet/physics/round-trip.ts";
import type { Metro } from "../../../src/planet/world/place.ts";
import { percentile } from "../../faults/lag/distribution.ts";

/** For each region the one above it, by their codes. The hub has none. */
export type BusTree = ReadonlyMap<string, string | undefined>;

/** All connect to the hub. */
export function starOf(edges: readonly Metro[], hub: string): BusTree {
  return new Map(edges.map(({ code }) => [code, code === hub ? undefined : hub]));
}

/** The regions through which a message goes from one to another, both included. */
function wayBetween(tree: BusTree, from: string, to: string): readonly string[] {
  const up = (code: string): readonly string[] => {
    const above = tree.get(code);
    return above === undefined ? [code] : [code, ...up(above)];
  };
  const [one, other] = [up(from), up(to)];
  const meets = one.find((code) => other.includes(code)) ?? "";
  return [
    ...one.slice(0, one.indexOf(meets) + 1),
    ...other.slice(0, other.indexOf(meets)).toReversed(),
  ];
}

/** The time of a message between all ordered pairs of regions, without jitter. Milliseconds, by `FROM TO`. */
export function timesOf(
  tree: BusTree,
  edges: readonly Metro[],
  network: Network,
): ReadonlyMap<string, number> {
  const byCode = new Map(edges.map((metro) => [metro.code, metro]));
  const hopMs = (from: string | undefined, to: string): number => {
    const [one, other] = [byCode.get(from ?? to), byCode.get(to)];
    return one === undefined || other === undefined || one === other
      ? 0
      : roundTripMs(one, other, network) / 2;
  };
  const times = new Map<string, number>();
  for (const { code: from } of edges) {
    for (const { code: to } of edges) {
      if (from === to) continue;
      const way = wayBetween(tree, from, to);
      times.set(
        `${from} ${to}`,
        way.reduce((sum, code, at) => sum + hopMs(way[at - 1], code), 0),
      );
    }
  }
  return times;
}

/**
 * A tree with little time between two regions, at P50 and at P99. The search begins with the star of each hub, and moves one
 * region below another as long as that helps.
 */
export function nearestTree(edges: readonly Metro[], network: Network): BusTree {
  const cost = (tree: BusTree): number => {
    const times = [...timesOf(tree, edges, network).values()];
    return percentile(times, 0.5) + percentile(times, 0.99) / 2;
  };
  let best: { readonly tree: BusTree; readonly cost: number } | undefined;
  for (const { code: hub } of edges) {
    let tree = starOf(edges, hub);
    let least = cost(tree);
    for (let moved = true; moved;) {
      moved = false;
      for (const changed of movesOf(tree)) {
        const changedCost = cost(changed);
        if (changedCost >= least - 1e-9) continue;
        [tree, least, moved] = [changed, changedCost, true];
      }
    }
    if (best === undefined || least < best.cost) best = { tree, cost: least };
  }
  if (best === undefined) throw new RangeError("a bus needs at least one region");
  return best.tree;
}

/** The trees in which one region has another above it. */
function movesOf(tree: BusTree): readonly BusTree[] {
  return [...tree].flatMap(([code, above]) =>
    above === undefined
      ? []
      : [...tree.keys()]
          .filter((other) => other !== above && !isBelow(tree, other, code))
          .map((other) => new Map([...tree, [code, other]])),
  );
}

/** Whether a region is another, or somewhere below it. */
function isBelow(tree: BusTree, code: string, other: string): boolean {
  for (let at: string | undefined = code; at !== undefined; at = tree.get(at)) {
    if (at === other) return true;
  }
  return false;
}
