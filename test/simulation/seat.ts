// A running edge as the clients of a run see it.
import { Random } from "./random.ts";
import type { MakeEdge, EdgeUnderTest } from "./edges/edge-under-test.ts";
import type { Shared, Site } from "./site.ts";

/** An edge that answers. */
export interface Seat {
  /** Identifies the edge among all others and its restarts. */
  readonly instance: string;
  readonly edge: EdgeUnderTest;
  /** Whether it claims to be healthy. */
  readonly healthy: () => boolean;
}

/** The one edge of a project, on the bus that all projects of the run share. */
export function singleSeat(shared: Shared, site: Site, makeEdge: MakeEdge): Seat {
  const { seed, climate, bus, world, store, digests, emit } = shared;
  const { project, settings } = site;
  const instance = `edge of ${project}`;
  const ids = new Random(seed, `ids of ${project}`);
  const shares = new Random(seed, `shares of ${project}`);
  const edge = makeEdge({
    instance,
    settings,
    limits: climate.limits,
    originTimeoutMs: climate.originTimeoutMs,
    forwardTimeoutMs: climate.forwardTimeoutMs,
    origin: site.origin.from(instance),
    store,
    bus,
    clock: world,
    digest: digests.digest,
    newId: () => ids.uuid(),
    random: () => shares.between(0, 1),
    emit: (event) => {
      emit(event);
    },
  });
  return { instance, edge, healthy: () => true };
}
