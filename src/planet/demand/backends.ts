// Servers in data centres as demand.
import type { Network } from "../physics/network.ts";
import { roundTripMs } from "../physics/round-trip.ts";
import { peopleCells } from "../world/people.ts";
import type { Cell, Metro } from "../world/place.ts";
import type { Demand } from "./demand.ts";
import { pointAt } from "./people.ts";

/**
 * Backends stand in the metros, each near the people that it serves: a metro has as large a share of all checks as of
 * the people whose nearest metro it is. Metros that are the nearest to no one have no backends.
 */
export function backendDemand(metros: readonly Metro[], network: Network): Demand {
  const people = peopleNearest(metros, peopleCells(), network);
  const all = people.reduce((sum, some) => sum + some, 0);
  return {
    of: "backends",
    points: metros.flatMap((metro, index) => {
      const share = (people[index] ?? 0) / all;
      return share > 0 ? [pointAt(metro, share, network.lastMileMs.backends)] : [];
    }),
    source: "backends near the world's people",
  };
}

/** How many people have each metro as their nearest, in the order of the metros. */
export function peopleNearest(
  metros: readonly Metro[],
  cells: readonly Cell[],
  network: Network,
): readonly number[] {
  const people = metros.map(() => 0);
  for (const cell of cells) {
    let nearest = -1;
    let nearestMs = Number.POSITIVE_INFINITY;
    for (const [index, metro] of metros.entries()) {
      const ms = roundTripMs(cell, metro, network);
      if (ms >= nearestMs) continue;
      nearest = index;
      nearestMs = ms;
    }
    if (nearest >= 0) people[nearest] = (people[nearest] ?? 0) + cell.people;
  }
  return people;
}
