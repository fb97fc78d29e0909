// The places that stand for a whole demand.
import { expect, test } from "vitest";
import { peopleDemand } from "../../../src/planet/demand/people.ts";
import { network } from "../../../src/planet/physics/network.ts";
import { roundTripMs } from "../../../src/planet/physics/round-trip.ts";
import { metros } from "../../../src/planet/world/metros.ts";
import { drawPoints } from "./drawn-points.ts";

const edges = metros.filter(({ code }) => ["fra", "iad", "nrt", "sin", "gru"].includes(code));

test("Each edge has as large a share of the drawn places as of all people, within one place.", () => {
  const demand = peopleDemand(network);
  const drawn = drawPoints(demand, edges, network, 200);
  expect(drawn).toHaveLength(200);
  for (const edge of edges) {
    // Of two that are as near as each other, the first.
    const isNearest = (point: (typeof demand.points)[number]): boolean => {
      const times = edges.map((other) => roundTripMs(point, other, network));
      return times.indexOf(Math.min(...times)) === edges.indexOf(edge);
    };
    const share = demand.points.reduce(
      (sum, point) => sum + (isNearest(point) ? point.share : 0),
      0,
    );
    const own = drawn.filter(({ edges: [nearest] }) => nearest?.metro === edge);
    expect(Math.abs(own.length / 200 - share)).toBeLessThanOrEqual(0.005 + 1e-9);
    for (const { point } of own) expect(isNearest(point)).toBe(true);
  }
});
