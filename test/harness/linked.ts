// Links to a shared bus in memory, on a clock that only the test moves. The bus can fail in every way that a network can.
import type { Invalidation } from "../../src/core/invalidation.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { createBusLink, type BusLink, type BusLinkParts } from "../../src/edge/link/bus-link.ts";
import type { BusListener } from "../../src/edge/ports.ts";
import { createInProcessMedium, type InProcessMedium } from "../../src/bus/shared-in-process.ts";
import { createFaultyBus, type BusFaults } from "./faulty-bus.ts";
import { createScriptedClock, type ScriptedClock } from "./scripted-clock.ts";

/** A member of the scene. */
export interface LinkedMember {
  readonly link: BusLink;
  readonly faults: BusFaults;
  readonly received: Invalidation[];
  readonly projects: ServedProject[];
  readonly events: EdgeEvent[];
  /** Hands it something as its bus would. */
  readonly listener: () => BusListener;
  readonly healthy: () => boolean;
  /** Kinds of the invalidations of everything that it was given: `gap` or `region`. */
  readonly removals: () => readonly string[];
}

/** Several links on one bus. */
export interface LinkedScene {
  readonly medium: InProcessMedium;
  readonly time: ScriptedClock;
  member(region: string, name: string, parts?: Partial<BusLinkParts>): LinkedMember;
  /** Lets time pass, and whatever is due. */
  pass(ms: number): Promise<void>;
}

/** Makes the scene. */
export function createLinkedScene(): LinkedScene {
  const time = createScriptedClock(() => undefined);
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `id-${ids}`;
  };
  const medium = createInProcessMedium(newId);
  return {
    medium,
    time,
    pass: (ms) => time.advance(ms),
    member(region, name, parts = {}) {
      const received: Invalidation[] = [];
      const projects: ServedProject[] = [];
      const events: EdgeEvent[] = [];
      const bus = createFaultyBus(medium.connect(region));
      const link = createBusLink({
        bus,
        clock: time.clock,
        newId,
        background: (task) => void task,
        emit: (event) => events.push(event),
        instance: `instance of ${name}`,
        name,
        software: "1.0.0",
        role: "edge",
        forgetAfterMs: 600_000,
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
        ...parts,
      });
      void link.subscribe((invalidation) => received.push(invalidation));
      void link.watchProjects((project) => projects.push(project));
      return {
        link,
        faults: bus.faults,
        received,
        projects,
        events,
        listener: bus.listener,
        healthy: () => time.clock.nowMs() < link.healthyUntilMs,
        removals: () =>
          received.filter(({ project }) => project === "*").map(({ source }) => source),
      };
    },
  };
}
