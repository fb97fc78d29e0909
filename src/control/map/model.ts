// What people wait for with the edges that run, without each of them, and with the edges that are planned. It takes seconds
// for many edges, so a thread of its own runs it (model-thread.ts).
import type { Location } from "../../core/location.ts";
import type { CheckMix } from "../../planet/checks/mix.ts";
import { peopleDemand } from "../../planet/demand/people.ts";
import { greatCircleKm } from "../../planet/physics/distance.ts";
import { network } from "../../planet/physics/network.ts";
import { cellWaits, figuresOf, type CellWait } from "../../planet/search/evaluate.ts";
import { metros } from "../../planet/world/metros.ts";
import type { Metro } from "../../planet/world/place.ts";
import { cellDegrees, coarse } from "./coarse.ts";

/** A place that answers people. */
export interface ModelPlace extends Location {
  readonly id: string;
}

/** What is calculated. */
export interface ModelOrder {
  /** Where edges run. */
  readonly running: readonly ModelPlace[];
  /** Where edges are planned. */
  readonly planned: readonly ModelPlace[];
}

/** What people wait for a hit on an open connection. */
export interface MapFigures {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** The share of people whose nearest edge answers a hit within `ms`. */
  readonly within: readonly { readonly ms: number; readonly share: number }[];
}

/** The people that a place is nearest to, and how long half and 95 % of them wait at most for a typical hit. */
export interface NearestPeople {
  readonly share: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** People of several cells together, column by column. */
interface MapCells {
  /** The south-western corners. Degrees. */
  readonly south: readonly number[];
  readonly west: readonly number[];
  /** Of all people. */
  readonly share: readonly number[];
  /** The index of the nearest running place. */
  readonly place: readonly number[];
  /** Waits for a hit, in milliseconds: now, if the nearest place is lost, and with the planned places. */
  readonly nowMs: readonly number[];
  readonly withoutMs: readonly (number | null)[];
  readonly plannedMs: readonly (number | null)[];
}

/** What was calculated. */
export interface MapModel {
  readonly places: readonly string[];
  readonly now: MapFigures | undefined;
  /** What is left without each place, in the order of `places`. Undefined if it is the only one. */
  readonly losses: readonly (MapFigures | undefined)[];
  /** The people that each place is nearest to, in the order of `places`. Undefined if there are none. */
  readonly nearest: readonly (NearestPeople | undefined)[];
  readonly planned: MapFigures | undefined;
  readonly degrees: number;
  readonly cells: MapCells;
}

/** Only hits on open connections: what an edge can do for people by being near. */
const warmHits: CheckMix = {
  classes: [{ kind: "hit", share: 1, roundTrips: 1, asksOrigin: false, elsewhere: false }],
  hitRatio: 1,
  originCallsPerCheck: 0,
};

/** The bounds for `within`. Milliseconds. */
export const withinMs: readonly number[] = [35, 45, 100];

/** Calculates it. The result can be sent from thread to thread. */
export function modelOf({ running, planned }: ModelOrder): MapModel {
  const demand = peopleDemand(network);
  const places = running.map((place) => asMetro(place));
  const plannedPlaces = planned.map((place) => asMetro(place));
  const [origin = plannedPlaces[0]] = places;
  const cells = coarse(demand);
  if (origin === undefined) throw new Error("a model needs a place");
  const scene = { demand, origin, mix: warmHits, network };
  const coarseScene = { ...scene, demand: cells.demand };
  const figures = (edges: readonly Metro[]): MapFigures | undefined => {
    if (edges.length === 0) return undefined;
    const { hits, reached } = figuresOf(scene, edges);
    const within = withinMs.map((ms) => ({
      ms,
      share: rounded6(reached.find((band) => band.ms === ms)?.share ?? 0),
    }));
    return { p50Ms: hits.p50Ms, p95Ms: hits.p95Ms, p99Ms: hits.p99Ms, within };
  };
  const waits = (edges: readonly Metro[]) =>
    edges.length === 0 ? [] : cellWaits(coarseScene, edges);
  const indexes = new Map(places.map(({ code }, index) => [code, index]));
  const now = waits(places);
  const nearest = now.map(({ edge }) => (edge === undefined ? -1 : (indexes.get(edge.code) ?? -1)));
  const without = places.map((lost) => waits(places.filter((place) => place !== lost)));
  const later = waits(plannedPlaces);
  const rounded = (ms: number | undefined): number | null =>
    ms === undefined ? null : Math.round(ms * 10) / 10;
  return {
    places: places.map(({ code }) => code),
    now: figures(places),
    losses: places.map((lost) => figures(places.filter((place) => place !== lost))),
    nearest: nearestPeople(cellWaits(scene, places), places),
    planned: figures(plannedPlaces),
    degrees: cellDegrees,
    cells: {
      south: cells.south,
      west: cells.west,
      share: cells.demand.points.map(({ share }) => Number(share.toPrecision(3))),
      place: nearest,
      nowMs: now.map(({ hitMs }) => rounded(hitMs) ?? 0),
      withoutMs: nearest.map((place, cell) => rounded(without[place]?.[cell]?.hitMs)),
      plannedMs: cells.south.map((_, cell) => rounded(later[cell]?.hitMs)),
    },
  };
}

function nearestPeople(
  waits: readonly CellWait[],
  places: readonly Metro[],
): readonly (NearestPeople | undefined)[] {
  return places.map((place) => {
    const there = waits
      .filter(({ edge }) => edge?.code === place.code)
      .toSorted((a, b) => a.hitMs - b.hitMs);
    const share = there.reduce((sum, { point }) => sum + point.share, 0);
    const upTo = (part: number): number => {
      let sum = 0;
      const found = there.find(({ point }) => (sum += point.share) >= part * share);
      return (found ?? there.at(-1))?.hitMs ?? 0;
    };
    return share === 0
      ? undefined
      : { share: rounded6(share), p50Ms: upTo(0.5), p95Ms: upTo(0.95) };
  });
}

/** Sums of thousands of shares are not exact: all people are 1, and not a little less. */
function rounded6(share: number): number {
  return Math.min(1, Number(share.toFixed(6)));
}

/** A place with the networks of the nearest metro, which are those of its country. */
function asMetro({ id, name, latitude, longitude }: ModelPlace): Metro {
  const here = { latitude, longitude };
  const [nearest] = metros
    .map((metro) => ({ metro, km: greatCircleKm(metro, here) }))
    .toSorted((a, b) => a.km - b.km);
  if (nearest === undefined) throw new Error("there are no metros");
  const { country, worldRegion } = nearest.metro;
  return { code: id, name, latitude, longitude, country, worldRegion, clouds: [] };
}
