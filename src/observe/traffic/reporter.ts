// What this process reports of its traffic to control planes in other processes: sums of each project since it began to
// count. It remembers no times of day, and each project takes about 4 kB.
import { reportCharactersMax, type ReportedTraffic } from "../../core/traffic-report.ts";
import { emptySum, sumText } from "../../core/traffic-sum.ts";
import type { EventSink } from "../../edge/events.ts";
import type { TrafficSource } from "../../edge/link/traffic-sender.ts";
import { isTraffic, remember } from "./events.ts";
import { createSums, type TrafficHistory } from "./history.ts";
import { rowOf } from "./ring.ts";

/** Counts this process' traffic, and reports it. */
export interface TrafficReporter extends TrafficSource {
  /** Counts what an event says of traffic. Allocates nothing for a project that is known. */
  readonly sink: EventSink;
}

interface Counted {
  readonly sums: TrafficHistory;
  /** The first report with these sums. Undefined before it. */
  since: number | undefined;
  /** Whether it has traffic that was not reported. */
  changed: boolean;
  refreshMs: number | undefined;
  /** How many reports ago it was last reported. */
  idleReports: number;
}

/** Sums are dropped after this many reports without traffic, if their place is needed. */
const idleReportsMin = 12;
/** What a report has in addition to its projects. */
const envelopeCharacters = 200;

/** Reports nothing yet. Beyond `projectsMax`, traffic of a project is counted once another one has been idle for a while. */
export function createTrafficReporter(projectsMax: number): TrafficReporter {
  const counted = new Map<string, Counted>();
  const refreshesMs = new Map<string, number>();
  /** Those that have changed, the one that has waited longest first. */
  const changed = new Set<string>();

  const admit = (project: string): Counted | undefined => {
    if (counted.size >= projectsMax) return undefined;
    const refreshMs = refreshesMs.get(project);
    const found = {
      sums: createSums(),
      since: undefined,
      changed: false,
      refreshMs,
      idleReports: 0,
    };
    counted.set(project, found);
    return found;
  };

  const entryOf = (project: string, found: Counted, report: number): ReportedTraffic => {
    const { sums, refreshMs } = found;
    const nothing = emptySum();
    return {
      project,
      since: found.since ?? report,
      ...sumText({
        counts: rowOf(sums.counts, 0) ?? nothing.counts,
        hitTimes: rowOf(sums.hitTimes, 0) ?? nothing.hitTimes,
        callTimes: rowOf(sums.callTimes, 0) ?? nothing.callTimes,
        lags: rowOf(sums.invalidationLag, 0) ?? nothing.lags,
      }),
      ...(refreshMs === undefined ? {} : { refreshMs }),
    };
  };

  const dropIdle = (): void => {
    for (const [project, found] of counted) {
      if (counted.size < projectsMax) return;
      if (!found.changed && found.idleReports >= idleReportsMin) counted.delete(project);
    }
  };

  return {
    sink: (event) => {
      if (event.kind === "refresh-interval") {
        if (refreshesMs.size >= projectsMax && !refreshesMs.has(event.project)) return;
        refreshesMs.set(event.project, event.intervalMs);
        const found = counted.get(event.project);
        if (found !== undefined) found.refreshMs = event.intervalMs;
        return;
      }
      if (!isTraffic(event)) return;
      const found = counted.get(event.project) ?? admit(event.project);
      if (found === undefined) return;
      remember(found.sums, event, 0);
      if (found.changed) return;
      found.changed = true;
      changed.add(event.project);
    },
    take: (report) => {
      for (const found of counted.values()) found.idleReports += 1;
      if (counted.size >= projectsMax) dropIdle();
      const projects: ReportedTraffic[] = [];
      let characters = envelopeCharacters;
      for (const project of changed) {
        const found = counted.get(project);
        if (found === undefined) continue;
        const entry = entryOf(project, found, report);
        characters += JSON.stringify(entry).length + 1;
        if (projects.length > 0 && characters > reportCharactersMax) break;
        projects.push(entry);
        found.since = entry.since;
        found.changed = false;
        found.idleReports = 0;
        changed.delete(project);
      }
      return projects;
    },
    giveBack: (projects) => {
      for (const { project } of projects) {
        const found = counted.get(project);
        if (found === undefined) continue;
        found.changed = true;
        changed.add(project);
      }
    },
  };
}
