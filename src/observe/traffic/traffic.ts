// Traffic of the last hour by project, for the Console: a subscriber that remembers, and what it remembers to read.
import type { RecentTraffic, Traffic } from "../../core/traffic.ts";
import type { EventSink } from "../../edge/events.ts";
import { createElapsed } from "./elapsed.ts";
import { isTraffic, remember } from "./events.ts";
import { clearHistory, createHistory, stepAt, type TrafficHistory } from "./history.ts";
import { recentTraffic, reportTraffic } from "./report.ts";

/** What traffic is remembered with. */
export interface TrafficParts {
  /** Wall clock, in milliseconds. It may step forward and back. */
  readonly nowMs: () => number;
  /** Projects remembered at once, about 0.9 MB each from their first event on. */
  readonly projectsMax: number;
}

/** Traffic of the last hour. */
export interface TrafficMemory {
  /** Remembers what an event tells of traffic. */
  readonly sink: EventSink;
  /**
   * A project's traffic over the last minutes, from 1 to 60; what is outside counts as the nearer of these. All zeros
   * for a project that is not remembered. The refresh interval is known for every project that is served.
   */
  readonly read: (project: string, minutes: number) => Traffic;
  /** A project's last minute in three numbers. */
  readonly recent: (project: string) => RecentTraffic;
}

// A minute without an event. With less, projects of which there are too many would push each other out at every event.
const idleSteps = 12;

/**
 * Nothing remembered yet. Beyond `projectsMax`, a project takes the place of the one that has been without an event
 * for longest, if that is a minute at least; until there is such a one, its events are not remembered at all.
 *
 * Buckets follow time as it passes: what the clock skips, by a step forward or while the process is suspended, is
 * buckets of zeros; where it steps back, time stands still for a moment, and what was remembered keeps its distance
 * from now.
 */
export function createTraffic({ nowMs, projectsMax }: TrafficParts): TrafficMemory {
  const elapsed = createElapsed(nowMs);
  const histories = new Map<string, TrafficHistory>();
  const refreshIntervalsMs = new Map<string, number>();
  // Looking for an idle project once per step is enough.
  let noneIdleIn: number | undefined;

  const admit = (project: string, step: number): TrafficHistory | undefined => {
    if (histories.size < projectsMax) {
      const history = createHistory(step);
      histories.set(project, history);
      return history;
    }
    if (noneIdleIn === step) return undefined;
    const longest = leastRecent(histories);
    if (longest === undefined || step - longest[1].lastStep < idleSteps) {
      noneIdleIn = step;
      return undefined;
    }
    const [idle, history] = longest;
    histories.delete(idle);
    clearHistory(history);
    histories.set(project, history);
    return history;
  };

  return {
    sink: (event) => {
      if (event.kind === "refresh-interval") {
        refreshIntervalsMs.set(event.project, event.intervalMs);
        return;
      }
      if (!isTraffic(event)) return;
      const step = stepAt(elapsed.read());
      const history = histories.get(event.project) ?? admit(event.project, step);
      if (history !== undefined) remember(history, event, step);
    },
    read: (project, minutes) => {
      const atMs = elapsed.read();
      const span = { atMs, toWallMs: elapsed.toWallMs(), minutes };
      const refreshIntervalMs = refreshIntervalsMs.get(project) ?? null;
      return { ...reportTraffic(histories.get(project), span), refreshIntervalMs };
    },
    recent: (project) => recentTraffic(histories.get(project), elapsed.read()),
  };
}

function leastRecent(
  histories: ReadonlyMap<string, TrafficHistory>,
): readonly [project: string, history: TrafficHistory] | undefined {
  let least: readonly [string, TrafficHistory] | undefined;
  for (const entry of histories) {
    if (least === undefined || entry[1].lastStep < least[1].lastStep) least = entry;
  }
  return least;
}
