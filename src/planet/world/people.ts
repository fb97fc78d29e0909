// Where the world's people are.
import { countryTable } from "./country-table.ts";
import { peopleData } from "./people-data.ts";
import type { Cell } from "./place.ts";

const regions = new Map(countryTable.map(({ code, worldRegion }) => [code, worldRegion]));

function cellsOf(line: string): Cell[] {
  const [country = "", ...cells] = line.split(" ");
  const worldRegion = regions.get(country);
  if (worldRegion === undefined) throw new Error(`The table of countries lacks ${country}.`);
  return cells.map((cell) => {
    const [latitude, longitude, thousands] = cell.split(",").map(Number);
    return {
      latitude: (latitude ?? Number.NaN) / 10,
      longitude: (longitude ?? Number.NaN) / 10,
      country,
      worldRegion,
      people: (thousands ?? Number.NaN) * 1_000,
    };
  });
}

let cells: readonly Cell[] | undefined;

/** The people of the world, by cell of one degree by one degree and by country. Read at the first call. */
export function peopleCells(): readonly Cell[] {
  cells ??= peopleData.split("\n").flatMap(cellsOf);
  return cells;
}
