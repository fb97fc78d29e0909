// What a run found, as data: measurements by round, and what they are compared with.
import type { Machine } from "./machine.ts";
import type { Plan } from "./plan.ts";
import type { Tail } from "./rate/tail.ts";
import type { TargetResult } from "./targets.ts";
import { ratios, summarize, type Summary } from "./statistics.ts";

/** What is measured together and shown in one chart. */
export const groups = {
  hit: { title: "Processor time per hit at full speed", unit: "µs" },
  "fixed-rate": { title: "Processor time per hit at a fixed rate", unit: "µs" },
  refresh: { title: "Processor time per refresh", unit: "µs" },
  resident: { title: "Resident memory under load", unit: "MB" },
  miss: { title: "Processor time per miss", unit: "µs" },
  latency: { title: "Time until a miss is answered", unit: "ms" },
  "in-process": { title: "Processor time per check in process", unit: "µs" },
  memory: { title: "Resident memory per session", unit: "bytes" },
  size: { title: "Processor time per hit by sessions in the store", unit: "µs" },
  workers: { title: "Processor time per hit by workers", unit: "µs" },
  throughput: { title: "Hits per second by workers", unit: "per second" },
  decisions: { title: "Processor time per hit, check and decision", unit: "µs" },
  "origin-calls": { title: "Calls to the origin per check", unit: "calls" },
  "start-up": { title: "From the start of the process", unit: "ms" },
} as const;

/** Name of a group. */
export type GroupName = keyof typeof groups;

/** One thing that was measured; `id` is what comparisons name it by. */
export interface Measurement {
  readonly id: string;
  readonly group: GroupName;
  readonly what: string;
  /** In the group's unit, by round. */
  readonly rounds: readonly number[];
}

/** Waiting times of one kind of request, by round; milliseconds from when a request was due. */
export interface Waits {
  readonly id: string;
  readonly group: "fixed-rate" | "tail";
  readonly what: string;
  readonly rounds: readonly Tail[];
  /** By how much the load itself was late in the same rounds. */
  readonly late: readonly Tail[];
}

/** One figure as it depends on something else: a line for each server. */
export interface Curve {
  readonly id: string;
  readonly title: string;
  /** What it depends on. */
  readonly along: string;
  /** Empty where the title says what is counted. */
  readonly unit: string;
  readonly at: readonly string[];
  readonly lines: readonly {
    readonly what: string;
    /** By place in `at`; null where it was not measured. */
    readonly values: readonly (number | null)[];
  }[];
}

/** One comparison and what came of it. */
export interface Finding {
  readonly what: string;
  /** `×` for a ratio, else the unit of what was measured. */
  readonly unit: string;
  readonly measured: Summary;
  /** The most that is allowed; undefined where nothing is asked. */
  readonly most: number | undefined;
}

/** One of several runs, as far as it is shown beside the one that is quoted. */
export interface RunFigure {
  readonly begunAt: string;
  /** Processor time of the edge's hit, in microseconds, by which the middle run is chosen; undefined if not measured. */
  readonly hitUs: number | undefined;
  readonly quoted: boolean;
  /** Medians in the order of the targets; null where not measured. */
  readonly targets: readonly (number | null)[];
}

/** What one run found. */
export interface BenchReport {
  readonly version: 1;
  readonly begunAt: string;
  readonly tookSeconds: number;
  readonly machine: Machine;
  readonly plan: Omit<Plan, "parts"> & { readonly parts: readonly string[] };
  readonly bodyBytes: number;
  readonly cookieBytes: number;
  readonly targets: readonly TargetResult[];
  readonly findings: readonly Finding[];
  readonly waits: readonly Waits[];
  /** All runs in the order in which they were made, the one that this report quotes among them. */
  readonly runs: readonly RunFigure[];
  readonly curves: readonly Curve[];
  readonly measurements: readonly (Measurement & { readonly summary: Summary })[];
  /** What was not measured and how to have it measured, a sentence each. */
  readonly missing: readonly string[];
}

interface Comparison {
  readonly what: string;
  readonly of: string;
  /** Undefined compares with a number instead of another measurement. */
  readonly against?: string;
  /** Taken off, round by round: what would be used without an edge too. */
  readonly less?: string;
  readonly most?: number;
}

/** What is worth comparing beside the targets, by the ids of measurements. */
const comparisons: readonly Comparison[] = [
  { what: "Varnish hit, against an nginx hit", of: "hit/varnish", against: "hit/nginx" },
  { what: "miss, against an nginx miss", of: "miss/edge", against: "miss/nginx" },
  { what: "miss, against a Varnish miss", of: "miss/edge", against: "miss/varnish" },
  { what: "in process, .check", of: "in-process/check", most: 5 },
  { what: "in process, through the fetch SDK", of: "in-process/fetch-sdk", most: 20 },
  {
    what: "in process, the edge's part of the fetch SDK's",
    of: "in-process/fetch-sdk",
    less: "in-process/fetch-bare",
  },
  { what: "in process, through the axios SDK", of: "in-process/axios-sdk", most: 20 },
  {
    what: "in process, the edge's part of the axios SDK's",
    of: "in-process/axios-sdk",
    less: "in-process/axios-bare",
  },
];

/** All comparisons of what was measured. */
export function findingsOf(measurements: readonly Measurement[]): readonly Finding[] {
  const byId = new Map(measurements.map((measurement) => [measurement.id, measurement]));
  return comparisons.flatMap((comparison): Finding[] => {
    const { what, most } = comparison;
    const of = byId.get(comparison.of);
    if (of === undefined) return [];
    if (comparison.against === undefined) {
      const less = byId.get(comparison.less ?? "");
      if (comparison.less !== undefined && less === undefined) return [];
      const rounds = of.rounds.map((value, round) => value - (less?.rounds[round] ?? 0));
      return [{ what, unit: groups[of.group].unit, measured: summarize(rounds), most }];
    }
    const against = byId.get(comparison.against);
    if (against === undefined) return [];
    return [{ what, unit: "×", measured: summarize(ratios(of.rounds, against.rounds)), most }];
  });
}

/** Whether a finding is as asked; undefined where nothing is. */
export function holds({ measured, most }: Finding): boolean | undefined {
  return most === undefined ? undefined : measured.median <= most;
}

/** A count with commas between thousands. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** A number with about three significant digits, as tables and charts print it. */
export function numberText(value: number): string {
  if (Math.abs(value) >= 1_000) return countText(Math.round(value));
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
