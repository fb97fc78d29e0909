import { geoArea, geoContains } from "d3-geo";
import { describe, expect, it } from "vitest";
import { greatCircleKm } from "../../../src/planet/physics/distance.ts";
import { findCity } from "../../../src/planet/world/cities.ts";
import { countries, findCountry } from "../../../src/planet/world/countries.ts";
import { land } from "../../../src/planet/world/land.ts";
import { findMetro, metros } from "../../../src/planet/world/metros.ts";
import { peopleCells } from "../../../src/planet/world/people.ts";
import type { Position, WorldRegion } from "../../../src/planet/world/place.ts";

const worldRegions: readonly WorldRegion[] = [
  "africa",
  "asia",
  "europe",
  "middle-east",
  "north-america",
  "oceania",
  "south-america",
];

const isOnEarth = ({ latitude, longitude }: Position) =>
  latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180;

describe("the metros", () => {
  it("have codes of three lower-case letters, each once, and names that differ", () => {
    expect(metros.filter(({ code }) => !/^[a-z]{3}$/.test(code))).toEqual([]);
    expect(new Set(metros.map(({ code }) => code)).size).toBe(metros.length);
    expect(new Set(metros.map(({ name }) => name)).size).toBe(metros.length);
  });

  it("are on earth, in a known country and its region, with someone who has a site there", () => {
    const hosts = "aws azure gcp fly hetzner ovh vultr digitalocean colocation".split(" ");
    for (const metro of metros) {
      expect(isOnEarth(metro), metro.code).toBe(true);
      expect(findCountry(metro.country)?.worldRegion, metro.code).toBe(metro.worldRegion);
      expect(metro.clouds.length, metro.code).toBeGreaterThan(0);
      expect(metro.clouds.filter((cloud) => !hosts.includes(cloud))).toEqual([]);
    }
  });

  it("are where the list of cities has the city of the same name", () => {
    const checked = metros.filter((metro) => {
      const city = findCity(metro.name, metro.country);
      if (city === undefined) return false;
      expect(greatCircleKm(metro, city), metro.code).toBeLessThan(35);
      return true;
    });
    expect(checked.length / metros.length).toBeGreaterThan(0.9);
  });

  it("are at least four in every region of the world", () => {
    const some = Map.groupBy(metros, ({ worldRegion }) => worldRegion);
    for (const region of worldRegions)
      expect(some.get(region)?.length ?? 0, region).toBeGreaterThanOrEqual(4);
  });

  it("are found by code and by city, whatever the case and the accents", () => {
    expect(findMetro("FRA")?.name).toBe("Frankfurt");
    expect(findMetro("são paulo")?.code).toBe("gru");
    expect(findMetro(" Sao Paulo")?.code).toBe("gru");
    expect(metros.filter((metro) => findMetro(metro.name) !== metro)).toEqual([]);
    expect(findMetro("Atlantis")).toBeUndefined();
  });
});

describe("the people", () => {
  const cells = peopleCells();
  const sum = (some: readonly { readonly people: number }[]) =>
    some.reduce((people, cell) => people + cell.people, 0);

  it("are 8.2 billion, on earth, and at least a thousand in each cell", () => {
    expect(sum(cells)).toBeGreaterThan(8.2e9);
    expect(sum(cells)).toBeLessThan(8.3e9);
    expect(cells.filter((cell) => !isOnEarth(cell))).toEqual([]);
    expect(cells.filter(({ people }) => !(people >= 1_000))).toEqual([]);
  });

  it("are as many in each country as the United Nations count, by rounding", () => {
    const byCountry = Map.groupBy(cells, ({ country }) => country);
    expect(byCountry.size).toBe(countries.length);
    for (const { code, people, worldRegion } of countries) {
      const own = byCountry.get(code) ?? [];
      expect(Math.abs(sum(own) - people), code).toBeLessThanOrEqual(500 * own.length);
      expect(own.every((cell) => cell.worldRegion === worldRegion)).toBe(true);
    }
  });
});

describe("the countries", () => {
  it("have figures that agree with the United Nations' for the largest", () => {
    const millions = ["IN", "CN", "US", "ID", "PK", "NG", "BR"].map((code) =>
      Math.round((findCountry(code)?.people ?? 0) / 1e6),
    );
    expect(millions).toEqual([1464, 1416, 347, 286, 255, 238, 213]);
  });

  it("have their middle where their people are, across the 180th meridian too", () => {
    const near = (code: string, position: Position) =>
      greatCircleKm(findCountry(code)?.position ?? { latitude: 0, longitude: 0 }, position);
    expect(near("EG", { latitude: 30, longitude: 31.2 })).toBeLessThan(200);
    expect(near("FJ", { latitude: -17.8, longitude: 178 })).toBeLessThan(100);
    expect(near("RU", { latitude: 55, longitude: 50 })).toBeLessThan(500);
  });

  it("are found by code in any case", () => {
    expect(findCountry(" de ")?.name).toBe("Germany");
    expect(findCountry("QQ")).toBeUndefined();
  });
});

describe("the cities", () => {
  it("are found by their full and their short name", () => {
    expect(findCity("New York")).toEqual(findCity("new york city"));
    expect(findCity("Frankfurt")?.country).toBe("DE");
    expect(findCity("SAO PAULO")?.people).toBeGreaterThan(5e6);
  });

  it("are the most populous of their name, unless the country says otherwise", () => {
    expect(findCity("London")?.country).toBe("GB");
    expect(findCity("London", "ca")?.country).toBe("CA");
    expect(findCity("London", "FR")).toBeUndefined();
  });
});

describe("the land", () => {
  it("covers a quarter of the earth, which is all land except Antarctica", () => {
    expect(geoArea(land) / (4 * Math.PI)).toBeGreaterThan(0.25);
    expect(geoArea(land) / (4 * Math.PI)).toBeLessThan(0.28);
  });

  it("has the inland metros on it and the middle of each ocean off it", () => {
    for (const code of ["fra", "den", "del", "nbo", "nqz"]) {
      const { longitude, latitude } = findMetro(code) ?? { longitude: 0, latitude: 0 };
      expect(geoContains(land, [longitude, latitude]), code).toBe(true);
    }
    for (const point of [
      [-40, 30],
      [-150, 0],
      [80, -30],
    ] as const)
      expect(geoContains(land, [point[0], point[1]])).toBe(false);
  });
});
