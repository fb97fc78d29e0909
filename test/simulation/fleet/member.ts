// One process of a run with several edges: an edge with a store, a link to the shared bus and a clock, and the hooks that it
// takes.
import type { EdgeEvent } from "../../../src/edge/events.ts";
import { createBusLink, type BusLink } from "../../../src/edge/link/bus-link.ts";
import {
  createProjectHooks,
  type HookInvalidations,
} from "../../../src/intake/hook-invalidations.ts";
import type { WorkerPlace } from "../../harness/worker-machine.ts";
import type { EdgeUnderTest, MakeEdge } from "../edges/edge-under-test.ts";
import type { Life } from "../history.ts";
import { Random } from "../random.ts";
import type { Seat } from "../seat.ts";
import { makeStore, type Shared, type Site } from "../site.ts";
import type { ConnectionModel } from "./connection-model.ts";
import { EdgeClock } from "./edge-clock.ts";
import type { FleetClimate } from "./fleet-climate.ts";
import type { SharedBusModel } from "./shared-bus-model.ts";

/** One process. */
export interface Member {
  readonly region: string;
  readonly place: WorkerPlace | undefined;
  readonly connection: ConnectionModel;
  readonly clock: EdgeClock;
  readonly link: BusLink;
  readonly edge: EdgeUnderTest;
  readonly seat: Seat;
  /** Undefined for an edge that takes no invalidations from outside. */
  readonly hooks: HookInvalidations | undefined;
  readonly life: Life;
}

/** What a member is made with. */
export interface MemberParts {
  readonly shared: Shared;
  readonly site: Site;
  readonly bus: SharedBusModel;
  readonly climate: FleetClimate;
  readonly makeEdge: MakeEdge;
  readonly instance: string;
  readonly region: string;
  /** Its place on the machine that all edges share. Undefined if each has its own machine. */
  readonly place: WorkerPlace | undefined;
}

/** Puts a process together. Nothing runs before its link and its edge are started. */
export function createMember(parts: MemberParts): Member {
  const { shared, site, bus, climate, makeEdge, instance, region, place } = parts;
  const { seed, world, digests } = shared;
  const emit = (event: EdgeEvent): void => {
    shared.emit(event, instance);
  };
  const random = new Random(seed, `member ${instance}`);
  const offMs = Math.floor(random.between(0, climate.clockMs));
  const clock = new EdgeClock(world, offMs, random.pick([-1, 0, 1]) * climate.wallMs);
  const connection = bus.connect(instance, region);
  const ids = new Random(seed, `ids of ${instance}`);
  const background = (task: Promise<void>): void => void task;
  const link = createBusLink({
    bus: connection,
    clock,
    newId: () => ids.uuid(),
    background,
    emit,
    instance,
    name: instance,
    software: "simulated",
    role: "edge",
    forgetAfterMs: climate.forgetAfterMs,
    report: () => ({
      projects: 1,
      revisions: 1,
      entries: 0,
      bytes: 0,
      checks: 0,
      hits: 0,
      unpublished: 0,
      url: undefined,
    }),
    onError: (error) => {
      throw error;
    },
  });
  const edge = makeEdge({
    instance,
    settings: site.settings,
    limits: shared.climate.limits,
    originTimeoutMs: shared.climate.originTimeoutMs,
    forwardTimeoutMs: shared.climate.forwardTimeoutMs,
    origin: site.origin.from(instance),
    store: makeStore(shared.climate),
    bus: link,
    siblings: place?.open({
      waitingMax: shared.climate.limits.unpublishedMax,
      onFull: () => undefined,
    }),
    clock,
    digest: digests.digest,
    newId: () => ids.uuid(),
    random: () => random.between(0, 1),
    emit,
  });
  const hooks =
    edge.invalidate === undefined
      ? undefined
      : createProjectHooks({
          project: site.project,
          edge: {
            invalidate: async (scopes, source) => {
              await edge.invalidate?.(scopes, source);
              return true;
            },
          },
          clock,
          background,
          emit,
        });
  return {
    region,
    place,
    connection,
    clock,
    link,
    edge,
    hooks,
    seat: { instance, edge, healthy: () => clock.lastMs() < link.healthyUntilMs },
    life: {
      edge: instance,
      region,
      fromMs: Infinity,
      untilMs: undefined,
      heardAtMs: new Map(),
      claims: [],
    },
  };
}
