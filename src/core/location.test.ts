// What counts as a location in a message of another process.
import { describe, expect, test } from "vitest";
import { locationNameCharactersMax, readLocation } from "./location.ts";

const frankfurt = { latitude: 50.1, longitude: 8.7, name: "Frankfurt" };

describe("a location that another process wrote", () => {
  test("Only latitude, longitude and name are read.", () => {
    expect(readLocation({ ...frankfurt, continent: "Europe" })).toEqual(frankfurt);
  });

  test("The poles and the date line are on the earth.", () => {
    const corner = { latitude: -90, longitude: 180, name: "x".repeat(locationNameCharactersMax) };
    expect(readLocation(corner)).toEqual(corner);
  });

  test.each([
    undefined,
    null,
    "fra",
    [],
    {},
    { ...frankfurt, latitude: 90.1 },
    { ...frankfurt, latitude: Number.NaN },
    { ...frankfurt, latitude: "50.1" },
    { ...frankfurt, longitude: -180.1 },
    { ...frankfurt, longitude: null },
    { ...frankfurt, name: "" },
    { ...frankfurt, name: 7 },
    { ...frankfurt, name: "x".repeat(locationNameCharactersMax + 1) },
  ])("%j is no location.", (value) => {
    expect(readLocation(value)).toBeUndefined();
  });
});
