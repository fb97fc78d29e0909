// The regions of a plan: one for each edge, named by the code of its metro.
import type { Plan, PlannedEdge } from "../plan.ts";

/** One region. */
export interface Region {
  /** Three lower-case letters. Part of paths, subjects and names of services. */
  readonly name: string;
  readonly edge: PlannedEdge;
}

/** The regions of a plan, with the one whose NATS server the others connect to. */
export interface Regions {
  /** In a mesh, the region in which operators make the logs of all regions. */
  readonly hub: Region;
  /** In the order of their share of checks, the greatest first. */
  readonly leaves: readonly Region[];
  /** The hub and the leaves. */
  readonly all: readonly Region[];
  /** Whether each region has a relay, and the relays are connected with each other. */
  readonly mesh: boolean;
}

const namePattern = /^[a-z]{3}$/u;

/** The regions. Throws if a metro's code cannot be the name of a region, or two are alike. */
export function regionsOf({ edges, bus }: Plan): Regions {
  const all = edges.map((edge) => ({ name: edge.metro.code, edge }));
  for (const { name } of all)
    if (!namePattern.test(name)) throw new Error(`${JSON.stringify(name)} cannot name a region`);
  if (new Set(all.map(({ name }) => name)).size < all.length)
    throw new Error("two edges have the same metro");
  const hub = all.find(({ name }) => name === bus.hub.code);
  if (hub === undefined) throw new Error(`the hub ${bus.hub.code} is none of the edges`);
  const leaves = all
    .filter((region) => region !== hub)
    .toSorted((one, other) => other.edge.share - one.edge.share);
  return { hub, leaves, all: [hub, ...leaves], mesh: bus.join === "mesh" };
}

/** The name of the variable with the password of a region's leaf node, as the hub knows it. */
export function leafVariable(region: string): string {
  return `LEAF_${region.toUpperCase()}_PASSWORD`;
}

/** The name of the variable with the URL of a region's relay, as the other relays know it. */
export function routeVariable(region: string): string {
  return `ROUTE_${region.toUpperCase()}`;
}

/** What the relay of a region needs to reach the others, and they it. `password` and `domain` are variables of a shell. */
export function routeVariables(
  { name }: Region,
  { all }: Regions,
  { password, domain }: { readonly password: string; readonly domain: string },
): Readonly<Record<string, string>> {
  const others = all.filter((other) => other.name !== name);
  return {
    ROUTE_PASSWORD: password,
    ADVERTISE: `${name}.${domain}:6222`,
    ...Object.fromEntries(
      others.map((other) => [
        routeVariable(other.name),
        `nats-route://relay:${password}@${other.name}.${domain}:6222`,
      ]),
    ),
  };
}
