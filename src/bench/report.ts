// What a run found, as data: measurements by round, and what they are compared with.
import type { Machine } from "./machine.ts";
import type { Plan } from "./plan.ts";
import { ratios, summarize, type Summary } from "./statistics.ts";

/** What is measured together and shown in one chart. */
export const groups = {
  hit: { title: "Processor time per hit", unit: "µs" },
  miss: { title: "Processor time per miss", unit: "µs" },
  latency: { title: "Time until a miss is answered", unit: "ms" },
  "in-process": { title: "Processor time per check in process", unit: "µs" },
  memory: { title: "Resident memory per session", unit: "bytes" },
  size: { title: "Processor time per hit by sessions in the store", unit: "µs" },
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

/** One requirement and what came of it. */
export interface Finding {
  readonly what: string;
  /** `×` for a ratio, else the unit of what was measured. */
  readonly unit: string;
  readonly measured: Summary;
  /** The most that is allowed; undefined where nothing is asked. */
  readonly most: number | undefined;
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
  readonly findings: readonly Finding[];
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

/** What is asked of an edge, by the ids of measurements. */
const comparisons: readonly Comparison[] = [
  { what: "hit, against an nginx proxy_cache hit", of: "hit/edge", against: "hit/nginx", most: 2 },
  { what: "hit, against a Varnish hit", of: "hit/edge", against: "hit/varnish" },
  { what: "Varnish hit, against an nginx hit", of: "hit/varnish", against: "hit/nginx" },
  {
    what: "hit with background refreshes, against one without",
    of: "hit/refreshing",
    against: "hit/edge",
  },
  { what: "miss, against an nginx miss", of: "miss/edge", against: "miss/nginx" },
  { what: "miss, against a Varnish miss", of: "miss/edge", against: "miss/varnish" },
  {
    what: "time of a miss, against asking the origin",
    of: "latency/edge",
    against: "latency/direct",
    most: 1.15,
  },
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
  { what: "start to ready", of: "start-up/edge", most: 300 },
];

/** By how much hits may become dearer from the fewest to the most sessions. */
const sizeRatioMax = 1.3;
/** How much memory a session may take, in bodies. */
const memoryBodiesMax = 2;

/** Everything that is asked, as far as it was measured. */
export function findingsOf(
  measurements: readonly Measurement[],
  sizes: readonly number[],
  bodyBytes: number,
): readonly Finding[] {
  const byId = new Map(measurements.map((measurement) => [measurement.id, measurement]));
  const found = [...comparisons, ...sizeComparisons(sizes)].flatMap((comparison): Finding[] => {
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
  const largest = byId.get(`memory/${sizes.at(-1) ?? 0}`);
  if (largest === undefined) return found;
  const bodies = largest.rounds.map((bytes) => bytes / bodyBytes);
  return [
    ...found,
    {
      what: `memory per session, ${countText(sizes.at(-1) ?? 0)} held, against its body`,
      unit: "×",
      measured: summarize(bodies),
      most: memoryBodiesMax,
    },
  ];
}

function sizeComparisons(sizes: readonly number[]): readonly Comparison[] {
  const [least, ...more] = sizes;
  if (least === undefined) return [];
  return more.map((size) => ({
    what: `hit with ${countText(size)} sessions held, against ${countText(least)}`,
    of: `size/${size}`,
    against: `size/${least}`,
    most: sizeRatioMax,
  }));
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
