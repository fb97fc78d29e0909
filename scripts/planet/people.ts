// Adds up the people of each cell of one degree by one degree and each country, and writes them as a module.
import type { CountryRow } from "../../src/planet/world/country-table.ts";
import type { PopulatedPlace } from "./places.ts";

/** The cells that hold the fewest people are left out, up to this share of the world's people. */
const leftOut = 0.01;

/** The people of a cell. Position in tenths of a degree. */
export interface PackedCell {
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly people: number;
}

interface Sum {
  readonly country: string;
  people: number;
  latitude: number;
  longitude: number;
}

const sumOf = (sums: Iterable<{ readonly people: number }>) =>
  [...sums].reduce((sum, { people }) => sum + people, 0);

/** The cells with the people that the places have, without the correction to the totals of the countries. */
function addUp(places: readonly PopulatedPlace[]): Sum[] {
  const cells = new Map<string, Sum>();
  for (const { country, people, latitude, longitude } of places) {
    const key = `${country} ${Math.floor(latitude)} ${Math.floor(longitude)}`;
    const sum = cells.get(key) ?? { country, people: 0, latitude: 0, longitude: 0 };
    sum.people += people;
    sum.latitude += people * latitude;
    sum.longitude += people * longitude;
    cells.set(key, sum);
  }
  return [...cells.values()];
}

/** The cells of each country, changed. Throws if a country has none. */
function byCountry(
  cells: readonly PackedCell[],
  countries: readonly CountryRow[],
  change: (own: readonly PackedCell[], people: number) => PackedCell[],
): PackedCell[] {
  const all = Map.groupBy(cells, ({ country }) => country);
  return countries.flatMap(({ code, people }) => {
    const own = all.get(code);
    if (own === undefined) throw new Error(`No place has people in ${code}.`);
    return change(own, people);
  });
}

/** The cells with so many people altogether, each with the same share as before. */
function scale(cells: readonly PackedCell[], people: number): PackedCell[] {
  const factor = people / sumOf(cells);
  return cells.map((cell) => ({ ...cell, people: cell.people * factor }));
}

/**
 * The cells with so many people altogether. The people who are missing live in villages and small towns, which are spread
 * more evenly than cities. So each cell gets a share of them by the square root of the people that are known there.
 */
function complete(cells: readonly PackedCell[], people: number): PackedCell[] {
  const missing = people - sumOf(cells);
  if (missing <= 0) return scale(cells, people);
  const roots = cells.reduce((sum, cell) => sum + Math.sqrt(cell.people), 0);
  return cells.map((cell) => ({
    ...cell,
    people: cell.people + (missing * Math.sqrt(cell.people)) / roots,
  }));
}

/**
 * The cells of the world, with as many people in each country as the table says.
 * Throws if a country of the table has no place, or if a place is in a country that the table lacks.
 */
export function cellsOf(
  places: readonly PopulatedPlace[],
  countries: readonly CountryRow[],
): PackedCell[] {
  const known = new Set(countries.map(({ code }) => code));
  const unknown = new Set(places.map(({ country }) => country).filter((code) => !known.has(code)));
  if (unknown.size > 0)
    throw new Error(`The table of countries lacks ${[...unknown].toSorted().join(", ")}.`);
  const all = byCountry(
    addUp(places).map(({ country, people, latitude, longitude }) => ({
      country,
      people,
      latitude: Math.round((10 * latitude) / people),
      longitude: Math.round((10 * longitude) / people),
    })),
    countries,
    complete,
  );
  return byCountry(withoutSmallest(all), countries, scale);
}

/** The largest cells of the world, and in any case the largest of each country. */
function withoutSmallest(cells: readonly PackedCell[]): PackedCell[] {
  const most = (1 - leftOut) * sumOf(cells);
  let people = 0;
  const seen = new Set<string>();
  return cells
    .toSorted((a, b) => b.people - a.people)
    .filter((cell) => {
      const first = !seen.has(cell.country);
      seen.add(cell.country);
      const kept = people < most;
      people += cell.people;
      return kept || first;
    });
}

/** One line for each country: its code, then latitude, longitude and people of each cell. */
export function linesOf(cells: readonly PackedCell[]): string[] {
  return [...new Set(cells.map(({ country }) => country))].toSorted().map((code) => {
    const own = cells
      .filter(({ country }) => country === code)
      .toSorted((a, b) => a.latitude - b.latitude || a.longitude - b.longitude);
    const words = own.map(
      ({ latitude, longitude, people }) =>
        `${latitude},${longitude},${Math.max(1, Math.round(people / 1_000))}`,
    );
    return `${code} ${words.join(" ")}`;
  });
}
