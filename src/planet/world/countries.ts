// The countries of the world, each with the middle of where its people live.
import { countryTable, type CountryRow } from "./country-table.ts";
import { middleOf } from "./middle.ts";
import { peopleCells } from "./people.ts";
import type { Position } from "./place.ts";

/** A country. */
export interface Country extends CountryRow {
  /** The middle of where its people live, which for an archipelago can be at sea. */
  readonly position: Position;
}

const cells = Map.groupBy(peopleCells(), ({ country }) => country);

/** Every country that has people, by code. */
export const countries: readonly Country[] = countryTable.map((row) => ({
  ...row,
  position: middleOf(cells.get(row.code) ?? []),
}));

const byCode = new Map(countries.map((country) => [country.code, country]));

/** The country with this code (ISO 3166-1 alpha-2, upper or lower case), or undefined. */
export function findCountry(code: string): Country | undefined {
  return byCode.get(code.trim().toUpperCase());
}
