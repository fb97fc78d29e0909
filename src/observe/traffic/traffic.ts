// Traffic of the last hour by project, for the Console: a subscriber that remembers, and what it remembers to read. What
// edges of other processes report is added to it.
import type { RecentTraffic, Traffic } from "../../core/traffic.ts";
import type { EventSink } from "../../edge/events.ts";
import { createElapsed } from "./elapsed.ts";
import { reportEveryMs, type TrafficReport } from "../../core/traffic-report.ts";
import { column, type MinuteTraffic, type TrafficSum } from "../../core/traffic-sum.ts";
import { isTraffic, remember, rememberSum } from "./events.ts";
import {
  clearHistory,
  createHistory,
  edgesSince,
  minuteOf,
  noteOther,
  stepAt,
  stepOfMinute,
  type TrafficHistory,
} from "./history.ts";
import { ReceivedTraffic } from "./received.ts";
import { minuteSum, recentTraffic, reportTraffic } from "./report.ts";

/** What traffic is remembered with. */
export interface TrafficParts {
  /** Wall clock, in milliseconds. It may step forward and back. */
  readonly nowMs: () => number;
  /** Projects remembered at once, about 0.35 MB each from their first event on. */
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
  /** Adds what an edge of another process reports. */
  readonly receive: (report: TrafficReport) => void;
  /** The present minute of the wall clock, as `inMinute` numbers them: minutes since 1970. */
  readonly minuteNow: () => number;
  /** What was counted in a minute of the last hour, of one project or of all that had traffic then. */
  readonly inMinute: (minute: number, project?: string) => readonly MinuteTraffic[];
}

// A minute without an event. With less, projects of which there are too many would push each other out at every event.
const idleSteps = 12;

const msPerMinute = 60_000;
const checkColumns = [column.hits, column.misses, column.forced, column.bypass, column.errors];
/** What a report tells happened in the time before it, on average this long ago. */
const reportedBeforeMs = reportEveryMs / 2;
/** A report that is later than this, or from a clock that differs by more, counts when it arrives. */
const reportLateMaxMs = 8_000;

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
  /** The intervals in force at edges of other processes. */
  const othersRefreshMs = new Map<string, number>();
  const received = new ReceivedTraffic();
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
    othersRefreshMs.delete(idle);
    clearHistory(history, step);
    histories.set(project, history);
    return history;
  };

  const stepOfReport = (atWallMs: number): number => {
    const nowMs = elapsed.read();
    const agoMs = nowMs + elapsed.toWallMs() - atWallMs;
    const timely = agoMs >= 0 && agoMs <= reportLateMaxMs;
    return stepAt(timely ? nowMs - agoMs - reportedBeforeMs : nowMs);
  };

  /** How far the numbers of minutes are from those of the wall clock. A part of a minute is lost there. */
  const minutesToWall = (): number => Math.round(elapsed.toWallMs() / msPerMinute);

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
      const refreshIntervalMs =
        refreshIntervalsMs.get(project) ?? othersRefreshMs.get(project) ?? null;
      return { ...reportTraffic(histories.get(project), span), refreshIntervalMs };
    },
    receive: (report) => {
      const step = stepOfReport(report.at);
      for (const { project, sum, refreshMs } of received.note(report)) {
        const history = histories.get(project) ?? admit(project, step);
        if (history === undefined) continue;
        rememberSum(history, sum, step);
        if (refreshMs !== undefined) othersRefreshMs.set(project, refreshMs);
        if (!hasChecks(sum)) continue;
        history.firstStep = Math.min(history.firstStep, step);
        noteOther(history, report.instance, step);
      }
    },
    minuteNow: () => minuteOf(stepAt(elapsed.read())) + minutesToWall(),
    inMinute: (wallMinute, only) => {
      const minute = wallMinute - minutesToWall();
      return [...histories].flatMap(([project, history]) => {
        const sum = only === undefined || only === project ? minuteSum(history, minute) : undefined;
        if (sum === undefined) return [];
        return [{ project, edges: edgesSince(history, stepOfMinute(minute)), sum }];
      });
    },
    recent: (project) => recentTraffic(histories.get(project), elapsed.read()),
  };
}

function hasChecks({ counts }: TrafficSum): boolean {
  return checkColumns.some((place) => (counts[place] ?? 0) > 0);
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
