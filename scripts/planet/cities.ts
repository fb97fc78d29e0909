// The larger cities, as lines of a module.
import type { PopulatedPlace } from "./places.ts";

/** The smallest city that can be named in an operator's file. */
const leastPeople = 125_000;

const tenth = (degrees: number) => String(Math.round(10 * degrees) / 10);

/** One line for each city, the most populous first: name, country, latitude, longitude, thousands of people. */
export function cityLines(places: readonly PopulatedPlace[]): string[] {
  return places
    .filter(({ people }) => people >= leastPeople)
    .toSorted((a, b) => b.people - a.people || (a.name < b.name ? -1 : 1))
    .map(({ name, country, latitude, longitude, people }) =>
      [name, country, tenth(latitude), tenth(longitude), Math.round(people / 1_000)].join("|"),
    );
}
