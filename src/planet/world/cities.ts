// The larger cities of the world, by name.
import { cityData } from "./city-data.ts";
import { countryTable } from "./country-table.ts";
import { plainName } from "./names.ts";
import type { Place } from "./place.ts";

/** A city. */
export interface City extends Place {
  /** As GeoNames has it: `Frankfurt am Main`, `New York City`. */
  readonly name: string;
  /** How many. */
  readonly people: number;
}

const regions = new Map(countryTable.map(({ code, worldRegion }) => [code, worldRegion]));

function cityOf(line: string): City {
  const [name = "", country = "", latitude, longitude, thousands] = line.split("|");
  const worldRegion = regions.get(country);
  if (worldRegion === undefined) throw new Error(`The table of countries lacks ${country}.`);
  return {
    name,
    country,
    worldRegion,
    latitude: Number(latitude),
    longitude: Number(longitude),
    people: Number(thousands) * 1_000,
  };
}

/** The names under which a city is found: its own, and its short one: `new york city`, `new york`. */
function namesOf({ name }: City): string[] {
  const full = plainName(name);
  return [full, full.replace(/ (?:city|am .+|an der .+)$/, "")];
}

let byName: ReadonlyMap<string, readonly City[]> | undefined;

function read(): ReadonlyMap<string, readonly City[]> {
  const found = new Map<string, City[]>();
  for (const city of cityData.split("\n").map(cityOf)) {
    for (const name of new Set(namesOf(city))) {
      const same = found.get(name);
      if (same === undefined) found.set(name, [city]);
      else same.push(city);
    }
  }
  return found;
}

/**
 * The city of this name with the most people, or undefined. Case and accents do not matter. `country` (ISO 3166-1
 * alpha-2, upper or lower case) narrows it. Only cities of at least 125,000 people are known.
 */
export function findCity(name: string, country?: string): City | undefined {
  byName ??= read();
  const code = country?.trim().toUpperCase();
  return byName
    .get(plainName(name))
    ?.find((city) => code === undefined || code === "" || city.country === code);
}
