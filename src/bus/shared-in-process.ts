// A shared bus within one process, for members that are in one process all the same. The logs are in memory and bounded.
import { messageId, type BusMessage } from "../core/bus-message.ts";
import { forgetDeletions } from "../core/deleted-project.ts";
import { takesOver, type ServedProject } from "../core/served-project.ts";
import type { BusListener, BusReading, SentMessage, SharedBus } from "../edge/ports.ts";

/** What members of one process share. */
export interface InProcessMedium {
  /** A member's connection, in a region. */
  connect(region: string): SharedBus;
  /** Drops the messages of a region's log up to a sequence, as a retention limit does. */
  truncate(region: string, through: number): void;
}

interface Log {
  readonly incarnation: string;
  /** The sequence of the first message that is still there. */
  first: number;
  readonly messages: BusMessage[];
}

const readMax = 1_000;

/** Creates the medium. `newId` names each region's log. `logMax` is the most messages of a log. */
export function createInProcessMedium(newId: () => string, logMax = 10_000): InProcessMedium {
  const logs = new Map<string, Log>();
  const listeners = new Set<BusListener>();
  const projects = new Map<string, ServedProject>();
  let known: readonly string[] = [];

  function logOf(region: string): Log {
    const log = logs.get(region) ?? { incarnation: newId(), first: 1, messages: [] };
    logs.set(region, log);
    return log;
  }

  function knowRegions(next: readonly string[]): void {
    known = next;
    for (const listener of listeners) listener.regions(known);
  }

  function append(region: string, message: SentMessage): number {
    const log = logOf(region);
    log.messages.push(message);
    const sequence = log.first + log.messages.length - 1;
    while (log.messages.length > logMax) drop(log);
    for (const listener of listeners) listener.message(region, sequence, message);
    return sequence;
  }

  return {
    truncate(region, through) {
      const log = logOf(region);
      while (log.first <= through && log.messages.length > 0) drop(log);
    },
    connect(region) {
      let own: BusListener | undefined;
      return {
        region,
        async start(listener) {
          own = listener;
          listeners.add(listener);
          logOf(region);
          if (known.includes(region)) listener.regions(known);
          else knowRegions([...known, region]);
          for (const project of projects.values()) listener.project(project);
        },
        async stop() {
          if (own !== undefined) listeners.delete(own);
          own = undefined;
        },
        async append(messages) {
          return messages.reduce((_last, message) => append(region, message), 0);
        },
        async read(from, after) {
          return readLog(logOf(from), after);
        },
        async addRegion() {
          if (!known.includes(region)) knowRegions([...known, region]);
        },
        async removeRegion(removed) {
          knowRegions(known.filter((one) => one !== removed));
        },
        async publishProject(project) {
          const { project: id } = project.settings;
          if (!takesOver(projects.get(id), project)) return;
          projects.set(id, project);
          forgetDeletions(projects, project);
          for (const listener of listeners) listener.project(project);
        },
      };
    },
  };
}

function drop(log: Log): void {
  log.messages.shift();
  log.first += 1;
}

function readLog(log: Log, after: number | undefined): BusReading {
  const last = log.first + log.messages.length - 1;
  const { incarnation } = log;
  if (after === undefined) {
    return {
      incarnation,
      through: last,
      reachesBack: true,
      idAtStart: undefined,
      messages: [],
      complete: true,
    };
  }
  const start = Math.max(after + 1, log.first);
  const messages = log.messages
    .slice(start - log.first, start - log.first + readMax)
    .map((message, index) => ({ sequence: start + index, message }));
  const through = messages.at(-1)?.sequence ?? last;
  const atStart = log.messages[after - log.first];
  return {
    incarnation,
    through,
    reachesBack: after + 1 >= log.first,
    idAtStart: atStart === undefined ? undefined : messageId(atStart),
    messages,
    complete: through === last,
  };
}
