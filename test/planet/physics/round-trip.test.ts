import { describe, expect, it } from "vitest";
import { compare, median, summarize } from "../../../scripts/planet/agreement.ts";
import { measuredRoutes } from "../../../scripts/planet/measured-routes.ts";
import { greatCircleKm } from "../../../src/planet/physics/distance.ts";
import { network, type Network } from "../../../src/planet/physics/network.ts";
import { roundTripMs } from "../../../src/planet/physics/round-trip.ts";
import { findMetro, metros } from "../../../src/planet/world/metros.ts";
import type { Place, WorldRegion } from "../../../src/planet/world/place.ts";

const pairs = metros.flatMap((a) => metros.map((b) => [a, b] as const));
const roundTrips = (changed: Partial<Network>) =>
  pairs.map(([a, b]) => roundTripMs(a, b, { ...network, ...changed }));
const asItIs = roundTrips({});

/** Fails unless every round trip is at least as long as it is today, and some are longer. */
function expectWorse(changed: Partial<Network>): void {
  const worse = roundTrips(changed);
  expect(worse.filter((ms, at) => ms < (asItIs[at] ?? 0))).toEqual([]);
  expect(worse.some((ms, at) => ms > (asItIs[at] ?? 0))).toBe(true);
}

describe("the length of a great circle", () => {
  const place = (latitude: number, longitude: number) => ({ latitude, longitude });

  it("is a quarter of the earth from the equator to a pole", () => {
    expect(greatCircleKm(place(0, 0), place(90, 0))).toBeCloseTo(10_007.56, 1);
  });

  it("crosses the 180th meridian where that is shorter", () => {
    expect(greatCircleKm(place(0, 179), place(0, -179))).toBeCloseTo(222.39, 1);
  });

  it("is half of the earth between opposite points, and nothing from a point to itself", () => {
    expect(greatCircleKm(place(10, 20), place(-10, -160))).toBeCloseTo(20_015.11, 1);
    expect(greatCircleKm(place(10, 20), place(10, 20))).toBe(0);
  });
});

describe("the round trip between two places", () => {
  it("agrees with what three clouds measured: 15 % off in the median, 85 % of them within 35 %", () => {
    const { routes, medianError, bias, within35 } = summarize(compare(measuredRoutes));
    expect(routes).toBeGreaterThan(150);
    expect(medianError).toBeLessThan(0.15);
    expect(Math.abs(bias)).toBeLessThan(0.05);
    expect(within35).toBeGreaterThan(0.85);
  });

  it("agrees on well-known routes: each within 35 %, 15 % off in the median", () => {
    const known = `fra-iad lhr-iad iad-gru lhr-gru lhr-sin fra-sin pnq-sin dxb-sin cpt-lhr jnb-lhr
      cpt-bom nrt-fra nrt-iad nrt-gru hkg-sjc syd-iad syd-nrt syd-lhr dfw-iad dfw-lhr`.split(/\s+/);
    const compared = compare(measuredRoutes).filter(
      ({ from, to }) =>
        known.includes(`${from.code}-${to.code}`) || known.includes(`${to.code}-${from.code}`),
    );
    expect(compared.length).toBeGreaterThanOrEqual(known.length);
    for (const { from, to, error } of compared)
      expect(Math.abs(error), `${from.code}-${to.code}`).toBeLessThan(0.35);
    expect(median(compared.map(({ error }) => Math.abs(error)))).toBeLessThan(0.15);
  });

  it("is the same in both directions, and 1.3 to 2.1 times light in straight fibre", () => {
    const wrong = pairs.filter(([a, b]) => {
      const ms = roundTripMs(a, b, network);
      const straightMs = (2 * greatCircleKm(a, b)) / 204.2;
      const inBounds = ms >= 1.2999 * straightMs && ms <= Math.max(0.3, 2.1001 * straightMs);
      return ms !== roundTripMs(b, a, network) || !inBounds;
    });
    expect(wrong).toEqual([]);
  });

  it("takes 0.3 ms within a city", () => {
    const frankfurt = findMetro("fra") as Place;
    expect(roundTripMs(frankfurt, frankfurt, network)).toBe(0.3);
  });

  it("never gets shorter as one place moves away", () => {
    for (const worldRegion of Object.keys(network.stretchByRegion) as WorldRegion[]) {
      const at = (longitude: number): Place => ({
        latitude: 0,
        longitude,
        country: "XX",
        worldRegion,
      });
      const ms = Array.from({ length: 181 }, (_, degrees) =>
        roundTripMs(at(0), at(degrees), network),
      );
      expect(ms).toEqual(ms.toSorted((a, b) => a - b));
    }
  });
});

describe("a worse network never gives a shorter round trip", () => {
  it("if light is slower in fibre", () => {
    expectWorse({ kmPerMs: 190 });
  });

  it.each(network.stretchByDistance.map((_, at) => at))(
    "if routes of length %i are stretched more",
    (at) => {
      expectWorse({
        stretchMax: 3,
        stretchByDistance: network.stretchByDistance.map((row, index) =>
          index === at ? { ...row, stretch: row.stretch + 0.1 } : row,
        ),
      });
    },
  );

  it.each(Object.keys(network.stretchByRegion) as WorldRegion[])(
    "if routes from or to %s are stretched more",
    (region) => {
      const { [region]: factor, ...others } = network.stretchByRegion;
      expectWorse({
        stretchByRegion: { ...others, [region]: factor + 0.4 } as Network["stretchByRegion"],
      });
    },
  );

  it("if the least stretch is greater", () => {
    expectWorse({ stretchMin: 1.6 });
  });

  it("if the greatest stretch is greater", () => {
    expectWorse({ stretchMax: 2.5 });
  });
});
