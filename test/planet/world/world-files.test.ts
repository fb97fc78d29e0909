import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cellsOf } from "../../../scripts/planet/people.ts";
import { worldFiles } from "../../../scripts/planet/world-files.ts";

const country = (code: string, people: number) =>
  ({ code, name: code, worldRegion: "europe", people }) as const;
const place = (country: string, latitude: number, longitude: number, people: number) => ({
  name: "Town",
  country,
  latitude,
  longitude,
  people,
});

describe("the modules that are written from packages", () => {
  it("are what the script writes today", () => {
    for (const { name, text } of worldFiles())
      expect(
        readFileSync(new URL(`../../../src/planet/world/${name}`, import.meta.url), "utf8") ===
          text,
        name,
      ).toBe(true);
  });
});

describe("adding up the people of cells", () => {
  it("completes them to the people of their country, around the middle of where they live", () => {
    const places = [place("AA", 10.2, 20.4, 300), place("AA", 10.8, 20.8, 100)];
    expect(cellsOf(places, [country("AA", 8_000)])).toEqual([
      { country: "AA", latitude: 104, longitude: 205, people: 8_000 },
    ]);
  });

  it("spreads the missing people by the square root of those that are known", () => {
    const places = [place("AA", 10.5, 20.5, 10_000), place("AA", 30.5, 20.5, 100)];
    const cells = cellsOf(places, [country("AA", 10_100 + 11_000)]);
    expect(cells.map(({ people }) => Math.round(people))).toEqual([20_000, 1_100]);
  });

  it("takes people away in proportion where more are known than live in the country", () => {
    const places = [place("AA", 10.5, 20.5, 10_000), place("AA", 30.5, 20.5, 1_000)];
    const cells = cellsOf(places, [country("AA", 5_500)]);
    expect(cells.map(({ people }) => Math.round(people))).toEqual([5_000, 500]);
  });

  it("leaves out the smallest cells, but not their people, and no country", () => {
    const places = [
      place("AA", 10.5, 20.5, 10_000),
      place("AA", 30.5, 20.5, 5),
      place("BB", 50.5, 20.5, 1),
    ];
    const cells = cellsOf(places, [country("AA", 10_005), country("BB", 1)]);
    expect(cells.map(({ country, people }) => [country, people])).toEqual([
      ["AA", 10_005],
      ["BB", 1],
    ]);
  });

  it("fails if a country of the table has no place", () => {
    expect(() => cellsOf([place("AA", 1, 1, 5)], [country("AA", 5), country("BB", 5)])).toThrow(
      "No place has people in BB.",
    );
  });

  it("fails if a place is in a country that the table lacks", () => {
    const places = [place("AA", 1, 1, 5), place("CC", 1, 1, 5), place("BB", 1, 1, 5)];
    expect(() => cellsOf(places, [country("AA", 5)])).toThrow(
      "The table of countries lacks BB, CC.",
    );
  });
});
