// What an edge reports of its traffic on the bus: sums since it began to count, so that a lost report loses nothing.
import { columns, type SumText } from "./traffic-sum.ts";

/** Sums of some of an edge's projects. */
export interface TrafficReport {
  readonly version: 1;
  /** Identifies the process among all others and its restarts. Sums of another instance begin at 0. */
  readonly instance: string;
  /** Which report of the instance this is, from 1. */
  readonly count: number;
  /** Projects with traffic since they were last reported, or some of them if there are many. */
  readonly projects: readonly ReportedTraffic[];
  /** Wall-clock milliseconds. */
  readonly at: number;
}

/** The traffic of a project at one instance. */
export interface ReportedTraffic extends SumText {
  readonly project: string;
  /** The first report of the instance that has these sums. Where it is another one, they began at 0 again. */
  readonly since: number;
  /** The refresh interval in force, in milliseconds. */
  readonly refreshMs?: number;
}

/** How often an edge reports, in milliseconds. */
export const reportEveryMs = 5_000;

/** The most characters of a report. Postgres carries that much in a notification, so that nobody has to read it there. */
export const reportCharactersMax = 6_800;

/** The most reports each time. What does not fit waits for the next time, and what has waited longest goes first. */
export const reportsAtOnceMax = 4;

/** The most projects that are read from a report, and the most characters of a text in it. */
const projectsMax = 256;
const textMax = 1_400;

/** Reads the projects of a report. What is not understood is left out. */
export function readReported(value: unknown): readonly ReportedTraffic[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, projectsMax).flatMap((entry: unknown) => {
    const read = readEntry(entry);
    return read === undefined ? [] : [read];
  });
}

function readEntry(value: unknown): ReportedTraffic | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { project, since, counts, hitTimes, callTimes, lags, refreshMs } = value as Readonly<
    Record<string, unknown>
  >;
  if (!isText(project) || project === "" || !isCount(since)) return undefined;
  if (!Array.isArray(counts) || counts.length < columns || !counts.every(isCount)) return undefined;
  if (!isText(hitTimes) || !isText(callTimes) || !isText(lags)) return undefined;
  return {
    project,
    since,
    counts: counts.slice(0, columns),
    hitTimes,
    callTimes,
    lags,
    ...(isCount(refreshMs) ? { refreshMs } : {}),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= textMax;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
