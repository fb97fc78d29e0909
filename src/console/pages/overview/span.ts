// An hour of traffic, whose newest steps are loaded more often than the rest.
import type { Traffic, TrafficCounts } from "../../api/traffic.ts";

/** Steps with their starts in seconds since the epoch, oldest first. */
export interface Span {
  readonly stepSeconds: number;
  readonly starts: readonly number[];
  readonly steps: readonly TrafficCounts[];
}

/** Replaces steps of the older answer by those of the newer one, keeps the length, and leaves out the step that is not over yet. */
export function joinTraffic(hour: Traffic, minute: Traffic | undefined): Span {
  const { step_seconds: stepSeconds } = hour;
  const found = new Map(startsOf(hour));
  let nowMs = Date.parse(hour.now);
  if (minute !== undefined && minute.step_seconds === stepSeconds) {
    const newer = Date.parse(minute.now) >= nowMs;
    for (const [start, step] of startsOf(minute))
      if (newer || !found.has(start)) found.set(start, step);
    nowMs = Math.max(nowMs, Date.parse(minute.now));
  }
  const over = [...found].filter(([start]) => (start + stepSeconds) * 1_000 <= nowMs);
  const kept = over.sort(([a], [b]) => a - b).slice(-hour.buckets.length);
  return {
    stepSeconds,
    starts: kept.map(([start]) => start),
    steps: kept.map(([, step]) => step),
  };
}

function startsOf(traffic: Traffic): (readonly [number, TrafficCounts])[] {
  const from = Math.round(Date.parse(traffic.from) / 1_000);
  return traffic.buckets.map((step, index) => [from + index * traffic.step_seconds, step] as const);
}

/** Several steps, with the start of the first one. */
export interface Stretch {
  readonly start: number;
  readonly steps: readonly TrafficCounts[];
}

/** Splits a span into stretches of `seconds` each, newest first, for a table. */
export function stretchesOf(span: Span, seconds: number): readonly Stretch[] {
  const found = new Map<number, TrafficCounts[]>();
  span.steps.forEach((step, index) => {
    const at = span.starts[index] ?? 0;
    const start = at - (at % seconds);
    found.set(start, [...(found.get(start) ?? []), step]);
  });
  return [...found].reverse().map(([start, steps]) => ({ start, steps }));
}

/** The sum of one count over steps. */
export function sumOf(steps: readonly TrafficCounts[], name: CountName): number {
  return steps.reduce((sum, step) => sum + step[name], 0);
}

/** The highest value of one measure over steps. Null if nothing was measured. */
export function mostOf(steps: readonly TrafficCounts[], name: MeasureName): number | null {
  return steps.reduce<number | null>((most, step) => {
    const value = step[name];
    return value === null ? most : Math.max(most ?? 0, value);
  }, null);
}

/** Fields that count. */
export type CountName =
  | "checks"
  | "hits"
  | "misses"
  | "forced"
  | "bypass"
  | "errors"
  | "origin_calls";

/** Fields that measure. */
export type MeasureName = Exclude<keyof TrafficCounts, CountName>;
