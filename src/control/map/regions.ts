// The regions on the map: edges in the same region at the same place, taken together.
import type { Location } from "../../core/location.ts";
import type { EdgeView } from "../api/views.ts";
import { mapEdgesNamedMax, mapRegionsMax } from "../limits.ts";

/** How many edges are in each state. */
type EdgeStates = Readonly<Record<EdgeView["state"], number>>;

/** A region on the map. */
export interface MapRegion {
  /** Identifies it for as long as its edges stay where they are. */
  readonly id: string;
  /** Null without a bus. */
  readonly region: string | null;
  readonly location: Location;
  /** The worst state of its edges. */
  readonly state: EdgeView["state"];
  readonly states: EdgeStates;
  /** The names of its edges, each once. At most `mapEdgesNamedMax`. */
  readonly edges: readonly string[];
  /** Whether an edge runs there, so that people are answered from there. */
  readonly runs: boolean;
  readonly checks: number | null;
  readonly hits: number | null;
  /** The longest of its running edges. */
  readonly lagMs: number | null;
}

/** All regions, and what is not on the map. */
export interface MapRegions {
  /** By region and name. At most `mapRegionsMax`, first those in which edges run. */
  readonly regions: readonly MapRegion[];
  /** The regions beyond that. */
  readonly leftOut: number;
  /** Edges whose location is not known. */
  readonly unplaced: { readonly edges: number; readonly regions: readonly string[] };
}

/** Puts the edges on the map. Control planes without an edge answer nobody and are left out. */
export function regionsOf(all: readonly EdgeView[]): MapRegions {
  const edges = all.filter((edge) => edge.role === "edge" && !isReplaced(edge, all));
  const groups = new Map<string, EdgeView[]>();
  const unplaced: EdgeView[] = [];
  for (const edge of edges) {
    if (edge.location === null) {
      if (isRunning(edge)) unplaced.push(edge);
      continue;
    }
    const { latitude, longitude } = edge.location;
    const id = `${edge.region ?? ""}@${latitude.toFixed(2)},${longitude.toFixed(2)}`;
    groups.set(id, [...(groups.get(id) ?? []), edge]);
  }
  const found = [...groups].flatMap(([id, group]) => regionOf(id, group));
  const first = found.toSorted((a, b) => Number(b.runs) - Number(a.runs)).slice(0, mapRegionsMax);
  return {
    regions: first.toSorted(
      (a, b) =>
        compare(a.region ?? "", b.region ?? "") || compare(a.location.name, b.location.name),
    ),
    leftOut: found.length - first.length,
    unplaced: {
      edges: unplaced.length,
      regions: [...new Set(unplaced.flatMap(({ region }) => region ?? []))].toSorted(compare),
    },
  };
}

function regionOf(id: string, edges: readonly EdgeView[]): MapRegion[] {
  const [one] = edges;
  if (one === undefined || one.location === null) return [];
  const running = edges.filter((edge) => isRunning(edge));
  const sum = (of: (edge: EdgeView) => number | null): number | null =>
    running.reduce<number | null>((total, edge) => {
      const value = of(edge);
      return value === null ? total : (total ?? 0) + value;
    }, null);
  const count = (state: EdgeView["state"]): number =>
    edges.filter((edge) => edge.state === state).length;
  const lags = running.flatMap(({ lag_ms: lagMs }) => lagMs ?? []);
  return [
    {
      id,
      region: one.region,
      location: one.location,
      state: worstFirst.find((state) => edges.some((edge) => edge.state === state)) ?? "stopped",
      states: {
        healthy: count("healthy"),
        degraded: count("degraded"),
        silent: count("silent"),
        stopped: count("stopped"),
      },
      edges: [...new Set(edges.map(({ name }) => name))].slice(0, mapEdgesNamedMax),
      runs: running.length > 0,
      checks: sum(({ checks }) => checks),
      hits: sum(({ checks, hit_ratio: ratio }) =>
        checks === null ? null : Math.round(checks * (ratio ?? 0)),
      ),
      lagMs: lags.length === 0 ? null : Math.max(...lags),
    },
  ];
}

/** An edge that stopped did so because it was told to, so it is the worst only where no other edge is left. */
const worstFirst = ["silent", "degraded", "healthy", "stopped"] as const;

function isRunning({ state }: EdgeView): boolean {
  return state === "healthy" || state === "degraded";
}

/** Whether an edge is gone and another one with its name has started in its region since. */
function isReplaced(edge: EdgeView, all: readonly EdgeView[]): boolean {
  return (
    !isRunning(edge) &&
    all.some(
      (other) =>
        isRunning(other) &&
        other.name === edge.name &&
        other.region === edge.region &&
        other.started_at > edge.started_at,
    )
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
