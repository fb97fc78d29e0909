// Links to a shared bus in memory, on a clock that only the test moves. The bus can fail in every way that a network can.
import type { Invalidation } from "../../src/core/invalidation.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { createBusLink, type BusLink, type BusLinkParts } from "../../src/edge/link/bus-link.ts";
import type { BusListener, SharedBus } from "../../src/edge/ports.ts";
import { createInProcessMedium, type InProcessMedium } from "../../src/bus/shared-in-process.ts";
import { createScriptedClock, type ScriptedClock } from "./scripted-clock.ts";

/** What is wrong with the connection of one member. */
interface Faults {
  /** Messages of these regions do not arrive. */
  deaf: readonly string[];
  /** Appending and publishing fail. */
  mute: boolean;
  /** Reading the logs of these regions fails. */
  unreadable: readonly string[];
  /** Connecting fails. */
  unreachable: Error | undefined;
}

/** A member of the scene. */
export interface LinkedMember {
  readonly link: BusLink;
  readonly faults: Faults;
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
      const faults: Faults = { deaf: [], mute: false, unreadable: [], unreachable: undefined };
      const received: Invalidation[] = [];
      const projects: ServedProject[] = [];
      const events: EdgeEvent[] = [];
      let heard: BusListener | undefined;
      const bus = faulty(medium.connect(region), faults, (listener) => {
        heard = listener;
      });
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
        faults,
        received,
        projects,
        events,
        listener: () => {
          if (heard === undefined) throw new Error(`${name} has not been started`);
          return heard;
        },
        healthy: () => time.clock.nowMs() < link.healthyUntilMs,
        removals: () =>
          received.filter(({ project }) => project === "*").map(({ source }) => source),
      };
    },
  };
}

/** A bus with faults that a test switches on and off. */
function faulty(bus: SharedBus, faults: Faults, tell: (to: BusListener) => void): SharedBus {
  const refuse = (): Promise<never> => Promise.reject(new Error("cut off"));
  return {
    region: bus.region,
    start(listener) {
      if (faults.unreachable !== undefined) return Promise.reject(faults.unreachable);
      tell(listener);
      return bus.start({
        ...listener,
        message: (region, sequence, message) => {
          if (!faults.deaf.includes(region)) listener.message(region, sequence, message);
        },
      });
    },
    stop: () => bus.stop(),
    append: (messages) => (faults.mute ? refuse() : bus.append(messages)),
    read: (region, after) =>
      faults.unreadable.includes(region) ? refuse() : bus.read(region, after),
    addRegion: () => (faults.mute ? refuse() : bus.addRegion()),
    removeRegion: (region) => (faults.mute ? refuse() : bus.removeRegion(region)),
    publishProject: (project) => (faults.mute ? refuse() : bus.publishProject(project)),
  };
}
