// An operator's own numbers as demand: requests per second by country or city.
import type { Network } from "../physics/network.ts";
import { findCity } from "../world/cities.ts";
import { findCountry } from "../world/countries.ts";
import { findMetro, metros } from "../world/metros.ts";
import { peopleCells } from "../world/people.ts";
import type { Place } from "../world/place.ts";
import { peopleNearest } from "./backends.ts";
import type { Demand } from "./demand.ts";
import { pointAt } from "./people.ts";

/** One row of the operator's table. */
export interface DemandRow {
  /** Where it is in the file, for problems. */
  readonly line: number;
  /** ISO 3166-1 alpha-2, in either case. Beside a city it says which city of that name is meant. */
  readonly country?: string | undefined;
  /** The name of a city, or the code of a metro. */
  readonly city?: string | undefined;
  readonly requestsPerSecond: number | undefined;
}

/** What is wrong with a table. */
interface DemandProblem {
  /** Undefined if it concerns the whole table. */
  readonly line: number | undefined;
  /** A sentence. */
  readonly what: string;
}

/** Requests per second of a row: one in three years, and a billion. Between these, shares are exact. */
const rateMin = 1e-8;
const rateMax = 1e9;

/** The demand, or everything that is wrong with the table. */
export type OperatorDemand =
  | { readonly kind: "demand"; readonly demand: Demand }
  | { readonly kind: "problems"; readonly problems: readonly DemandProblem[] };

/** A part of the checks of one row. */
interface Part {
  readonly place: Place;
  readonly weight: number;
}

/** What a row or a part of it means, or what is wrong with it. */
type Read<Value> = { readonly value: Value } | { readonly what: string };

/**
 * Makes demand of an operator's table. Rows for the same place are added up. One wrong row refuses the whole table.
 *
 * The people of a country are where the world model has them. The backends of a country are in its metros, in proportion
 * to the people whose nearest metro in that country it is. A city is one point; without a country it is the largest city
 * of that name.
 */
export function operatorDemand(
  rows: readonly DemandRow[],
  of: Demand["of"],
  network: Network,
  source: string,
): OperatorDemand {
  const problems: DemandProblem[] = [];
  const rates = new Map<string, { place: Place; requestsPerSecond: number }>();
  const places = new Map<string, Read<readonly Part[]>>();
  for (const { line, ...row } of rows) {
    const rate = readRate(row.requestsPerSecond);
    const [country, city] = [row.country?.trim() ?? "", row.city?.trim() ?? ""];
    // The parts of a country take long to find, and a log has thousands of lines of one country.
    const key = JSON.stringify([country.toUpperCase(), city]);
    const parts = places.get(key) ?? readPlace(country, city, of, network);
    places.set(key, parts);
    if ("what" in rate) problems.push({ line, what: rate.what });
    if ("what" in parts) problems.push({ line, what: parts.what });
    if ("what" in rate || "what" in parts || rate.value === 0) continue;
    const all = parts.value.reduce((sum, { weight }) => sum + weight, 0);
    for (const { place, weight } of parts.value) {
      const name = `${place.latitude},${place.longitude},${place.country}`;
      const requestsPerSecond =
        (rates.get(name)?.requestsPerSecond ?? 0) + (rate.value * weight) / all;
      rates.set(name, { place, requestsPerSecond });
    }
  }
  const total = [...rates.values()].reduce((sum, rate) => sum + rate.requestsPerSecond, 0);
  if (problems.length === 0 && rows.length === 0) {
    problems.push({ line: undefined, what: "The table has no rows." });
  } else if (problems.length === 0 && total === 0) {
    problems.push({ line: undefined, what: "All requests per second are 0." });
  }
  if (problems.length > 0) return { kind: "problems", problems };
  const points = [...rates.values()].map(({ place, requestsPerSecond }) =>
    pointAt(place, requestsPerSecond / total, network.lastMileMs[of]),
  );
  return { kind: "demand", demand: { of, points, source } };
}

function readRate(requestsPerSecond: number | undefined): Read<number> {
  if (requestsPerSecond === undefined) return { what: "Requests per second are missing." };
  const isRate = requestsPerSecond === 0 || requestsPerSecond >= rateMin;
  if (isRate && requestsPerSecond <= rateMax) return { value: requestsPerSecond };
  return {
    what: `Requests per second must be 0, or from ${rateMin} to ${rateMax.toLocaleString("en-US")}; they were ${requestsPerSecond}.`,
  };
}

function readPlace(
  country: string,
  city: string,
  of: Demand["of"],
  network: Network,
): Read<readonly Part[]> {
  if (country === "" && city === "") return { what: "A row must name a country or a city." };
  const known = findCountry(country);
  if (country !== "" && known === undefined) {
    return { what: `"${shortened(country)}" is not a country. Use its two letters, such as DE.` };
  }
  if (city !== "") {
    const place = readCity(city, known?.code, of);
    if (place !== undefined) return { value: [{ place, weight: 1 }] };
    const where = known === undefined ? "" : ` in ${known.name}`;
    return {
      what: `The city "${shortened(city)}"${where} is not known. Use a larger city nearby, the code of a metro such as fra, or the country alone.`,
    };
  }
  const code = known?.code ?? "";
  const cells = peopleCells().filter((cell) => cell.country === code);
  if (of === "people") {
    if (cells.length === 0) return { what: `No people are known in ${known?.name}.` };
    return { value: cells.map((cell) => ({ place: cell, weight: cell.people })) };
  }
  const there = metros.filter((metro) => metro.country === code);
  if (there.length === 0) {
    return { what: `No metro is known in ${known?.name}. Name the city where the backends are.` };
  }
  const people = peopleNearest(there, cells, network);
  const parts = there.map((place, index) => ({ place, weight: people[index] ?? 0 }));
  return { value: parts.filter(({ weight }) => weight > 0) };
}

const shownCharactersMax = 60;

function shortened(name: string): string {
  return name.length > shownCharactersMax ? `${name.slice(0, shownCharactersMax)}…` : name;
}

/** People are in cities, and backends in metros; each name is looked up in the other list if it is not in the first. */
function readCity(city: string, country: string | undefined, of: Demand["of"]): Place | undefined {
  const metro = findMetro(city);
  const there = country === undefined || metro?.country === country ? metro : undefined;
  return of === "people" ? (findCity(city, country) ?? there) : (there ?? findCity(city, country));
}
