// How long a message takes between two regions, by how their NATS servers are joined.
import type { Network } from "../../../src/planet/physics/network.ts";
import { roundTripMs } from "../../../src/planet/physics/round-trip.ts";
import type { Metro } from "../../../src/planet/world/place.ts";
import type { BusShape } from "../scene/regions.ts";

/** The time of a message between all ordered pairs of regions, without jitter. Milliseconds, by `FROM TO`. */
export function busTimes(
  shape: BusShape,
  edges: readonly Metro[],
  network: Network,
): ReadonlyMap<string, number> {
  const hub = edges.find(({ code }) => shape.kind === "star" && code === shape.hub);
  const wayMs = (one: Metro, other: Metro): number =>
    one === other ? 0 : roundTripMs(one, other, network) / 2;
  const times = new Map<string, number>();
  for (const from of edges) {
    for (const to of edges) {
      if (from === to) continue;
      const ms = hub === undefined ? wayMs(from, to) : wayMs(from, hub) + wayMs(hub, to);
      times.set(`${from.code} ${to.code}`, ms);
    }
  }
  return times;
}
