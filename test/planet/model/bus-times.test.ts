// How long a message takes between two regions.
import { expect, test } from "vitest";
import { network } from "../../../src/planet/physics/network.ts";
import { metros } from "../../../src/planet/world/metros.ts";
import { busTimes } from "./bus-times.ts";

const edges = metros.filter(({ code }) => ["fra", "iad", "syd"].includes(code));

test("In a star, a message takes the ways to the hub and from it. In a mesh, it takes the direct way.", () => {
  const mesh = busTimes({ kind: "mesh" }, edges, network);
  const star = busTimes({ kind: "star", hub: "fra" }, edges, network);
  const [out = 0, back = 0] = ["iad fra", "fra syd"].map((pair) => star.get(pair));
  expect([mesh.size, star.size]).toEqual([6, 6]);
  expect(star.get("iad fra")).toBe(mesh.get("iad fra"));
  expect(star.get("iad syd")).toBeCloseTo(out + back);
  expect(star.get("iad syd")).toBeGreaterThan(mesh.get("iad syd") ?? Number.POSITIVE_INFINITY);
});
