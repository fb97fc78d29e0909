// The connection of one member to a shared bus, with the faults that a network can have. A test switches them on and off.
import type { BusListener, SharedBus } from "../../src/edge/ports.ts";

/** What is wrong with a connection. */
export interface BusFaults {
  /** Messages of these regions do not arrive. */
  deaf: readonly string[];
  /** Settings of projects do not arrive. Once they may again, `restore` gives the latest. */
  deafToProjects: boolean;
  /** Appending and publishing fail. */
  mute: boolean;
  /** Reading the logs of these regions fails. */
  unreadable: readonly string[];
  /** Connecting fails. */
  unreachable: Error | undefined;
}

/** A connection with faults. */
export interface FaultyBus extends SharedBus {
  readonly faults: BusFaults;
  /** What the bus hands messages to. Throws before it has been started. */
  readonly listener: () => BusListener;
  /** Cuts the connection in both directions. It is known to nobody, as when a cable is pulled. */
  cut(): void;
  /** Ends all faults, as a reconnection does: the member is given the latest settings, and told of the interruption. */
  restore(): void;
}

/** Puts faults in front of a member's connection. There are none at first. */
export function createFaultyBus(bus: SharedBus): FaultyBus {
  const faults: BusFaults = {
    deaf: [],
    deafToProjects: false,
    mute: false,
    unreadable: [],
    unreachable: undefined,
  };
  let heard: BusListener | undefined;
  let regions: readonly string[] = [bus.region];
  let cut = false;
  const missed = new Map<string, () => void>();
  const refuse = (): Promise<never> => Promise.reject(new Error("cut off"));
  const listener = (): BusListener => {
    if (heard === undefined) throw new Error("the bus has not been started");
    return heard;
  };
  return {
    region: bus.region,
    faults,
    listener,
    cut() {
      cut = true;
      faults.mute = true;
      faults.deafToProjects = true;
    },
    restore() {
      cut = false;
      Object.assign(faults, { deaf: [], deafToProjects: false, mute: false, unreadable: [] });
      faults.unreachable = undefined;
      if (heard === undefined) return;
      for (const give of missed.values()) give();
      missed.clear();
      heard.regions(regions);
      heard.interrupted();
    },
    start(given) {
      if (faults.unreachable !== undefined) return Promise.reject(faults.unreachable);
      heard = given;
      return bus.start({
        ...given,
        message: (region, sequence, message) => {
          if (!cut && !faults.deaf.includes(region)) given.message(region, sequence, message);
        },
        regions: (known) => {
          regions = known;
          if (!cut) given.regions(known);
        },
        project: (project) => {
          const give = (): void => given.project(project);
          if (faults.deafToProjects) missed.set(project.settings.project, give);
          else give();
        },
      });
    },
    stop: () => bus.stop(),
    append: (messages) => (faults.mute ? refuse() : bus.append(messages)),
    read: (region, after) =>
      cut || faults.unreadable.includes(region) ? refuse() : bus.read(region, after),
    addRegion: () => (faults.mute ? refuse() : bus.addRegion()),
    removeRegion: (region) => (faults.mute ? refuse() : bus.removeRegion(region)),
    publishProject: (project) => (faults.mute ? refuse() : bus.publishProject(project)),
  };
}
