// Demand of people, of backends, and of an operator's table.
import { describe, expect, test } from "vitest";
import { network } from "../physics/network.ts";
import { metros } from "../world/metros.ts";
import { backendDemand } from "./backends.ts";
import type { Demand } from "./demand.ts";
import { operatorDemand, type DemandRow } from "./operator.ts";
import { peopleDemand } from "./people.ts";

function sharesBy(demand: Demand): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const { country, share } of demand.points) shares[country] = (shares[country] ?? 0) + share;
  return shares;
}

function demandOf(rows: readonly DemandRow[], of: Demand["of"] = "people"): Demand {
  const read = operatorDemand(rows, of, network, "requests.csv");
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  return read.demand;
}

function problemsOf(rows: readonly DemandRow[], of: Demand["of"] = "people") {
  const read = operatorDemand(rows, of, network, "requests.csv");
  return read.kind === "problems" ? read.problems : [];
}

describe("people", () => {
  test("The shares of people add up to 1, and about a sixth of them live in India.", () => {
    const demand = peopleDemand(network);
    const shares = sharesBy(demand);
    expect(Object.values(shares).reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    expect(shares["IN"]).toBeGreaterThan(0.14);
    expect(shares["IN"]).toBeLessThan(0.2);
    expect(demand.points.every((point) => point.lastMileMs === network.lastMileMs.people)).toBe(
      true,
    );
  });
});

describe("backends", () => {
  test("Backends stand in the metros only, and all people are served by one of them.", () => {
    const some = metros.filter(({ code }) => ["fra", "iad", "sin"].includes(code));
    const demand = backendDemand(some, network);
    expect(demand.points.map((point) => point.country)).toEqual(["DE", "US", "SG"]);
    expect(demand.points.reduce((sum, point) => sum + point.share, 0)).toBeCloseTo(1, 9);
    expect(demand.points[2]?.share).toBeGreaterThan(0.4);
    expect(demand.points[0]?.lastMileMs).toBe(network.lastMileMs.backends);
  });

  test("A metro that is the nearest to no one has no backends.", () => {
    const [fra] = metros.filter(({ code }) => code === "fra");
    if (fra === undefined) throw new Error("There is no Frankfurt.");
    expect(backendDemand([fra, { ...fra, code: "fr2" }], network).points).toHaveLength(1);
  });
});

describe("an operator's table", () => {
  test("The people of a country are spread over it, and a city is one point.", () => {
    const demand = demandOf([
      { line: 2, country: "de", requestsPerSecond: 30 },
      { line: 3, city: "Tokyo", requestsPerSecond: 10 },
    ]);
    const shares = sharesBy(demand);
    expect(shares["DE"]).toBeCloseTo(0.75, 9);
    expect(shares["JP"]).toBeCloseTo(0.25, 9);
    expect(demand.points.filter((point) => point.country === "DE").length).toBeGreaterThan(20);
    expect(demand.points.filter((point) => point.country === "JP")).toHaveLength(1);
    expect(demand).toMatchObject({ of: "people", source: "requests.csv" });
  });

  test("Rows for the same place are added up.", () => {
    const demand = demandOf([
      { line: 2, city: "Tokyo", requestsPerSecond: 1 },
      { line: 3, city: "tokyo", country: "JP", requestsPerSecond: 2 },
      { line: 4, city: "Paris", requestsPerSecond: 1 },
    ]);
    expect(demand.points.map((point) => point.share)).toEqual([0.75, 0.25]);
  });

  test("The backends of a country stand in its metros.", () => {
    const demand = demandOf([{ line: 2, country: "DE", requestsPerSecond: 1 }], "backends");
    const there = metros.filter((metro) => metro.country === "DE");
    expect(demand.points.length).toBeGreaterThan(1);
    for (const point of demand.points) {
      expect(there.some((metro) => metro.latitude === point.latitude)).toBe(true);
    }
  });

  test("The code of a metro is a place, for people and for backends.", () => {
    const [fra] = metros.filter(({ code }) => code === "fra");
    for (const of of ["people", "backends"] as const) {
      const [point] = demandOf([{ line: 2, city: "fra", requestsPerSecond: 1 }], of).points;
      expect(point).toMatchObject({ latitude: fra?.latitude, longitude: fra?.longitude });
    }
  });

  test("Every wrong row is named, with what would be right.", () => {
    expect(
      problemsOf([
        { line: 2, country: "XX", requestsPerSecond: 1 },
        { line: 3, city: "Atlantis", requestsPerSecond: 1 },
        { line: 4, country: "FR", city: "Tokyo", requestsPerSecond: 1 },
        { line: 5, country: "FR", requestsPerSecond: undefined },
        { line: 6, country: "FR", requestsPerSecond: -1 },
        { line: 7, country: "FR", requestsPerSecond: Number.NaN },
        { line: 8, country: " ", city: "", requestsPerSecond: Number.POSITIVE_INFINITY },
      ]),
    ).toMatchInlineSnapshot(`
      [
        {
          "line": 2,
          "what": ""XX" is not a country. Use its two letters, such as DE.",
        },
        {
          "line": 3,
          "what": "The city "Atlantis" is not known. Use a larger city nearby, the code of a metro such as fra, or the country alone.",
        },
        {
          "line": 4,
          "what": "The city "Tokyo" in France is not known. Use a larger city nearby, the code of a metro such as fra, or the country alone.",
        },
        {
          "line": 5,
          "what": "Requests per second are missing.",
        },
        {
          "line": 6,
          "what": "Requests per second must be 0, or from 1e-8 to 1,000,000,000; they were -1.",
        },
        {
          "line": 7,
          "what": "Requests per second must be 0, or from 1e-8 to 1,000,000,000; they were NaN.",
        },
        {
          "line": 8,
          "what": "Requests per second must be 0, or from 1e-8 to 1,000,000,000; they were Infinity.",
        },
        {
          "line": 8,
          "what": "A row must name a country or a city.",
        },
      ]
    `);
  });

  test("The least and the greatest number of requests are accepted, and what is beyond them is refused.", () => {
    for (const requestsPerSecond of [1e-8, 1e9]) {
      expect(problemsOf([{ line: 2, country: "FR", requestsPerSecond }])).toEqual([]);
    }
    for (const requestsPerSecond of [1e-9, 1e-320, 1e9 + 1, 1e308]) {
      expect(problemsOf([{ line: 2, country: "FR", requestsPerSecond }])).toHaveLength(1);
    }
  });

  test("A country without a metro cannot have backends by its name alone.", () => {
    expect(problemsOf([{ line: 2, country: "VA", requestsPerSecond: 1 }], "backends"))
      .toMatchInlineSnapshot(`
      [
        {
          "line": 2,
          "what": "No metro is known in Vatican City. Name the city where the backends are.",
        },
      ]
    `);
  });

  test("A table without rows, and one of zeros, have no demand.", () => {
    expect(problemsOf([])).toMatchInlineSnapshot(`
      [
        {
          "line": undefined,
          "what": "The table has no rows.",
        },
      ]
    `);
    expect(problemsOf([{ line: 2, country: "FR", requestsPerSecond: 0 }])).toMatchInlineSnapshot(`
      [
        {
          "line": undefined,
          "what": "All requests per second are 0.",
        },
      ]
    `);
  });
});
