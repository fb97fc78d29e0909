// A range of traffic, whose newest steps may be loaded more often than the rest.
import type { Traffic, TrafficCounts } from "../../api/traffic.ts";

/** Steps with their starts in seconds since the epoch, oldest first. It begins where traffic is known. */
export interface Span {
  readonly stepSeconds: number;
  readonly starts: readonly number[];
  readonly steps: readonly TrafficCounts[];
  /** For how long each step was counted: less than `stepSeconds` where it began before that, or is not over. */
  readonly lengths: readonly number[];
}

/** A step that is not over is shown from this share of it on. */
const shareOver = 0.1;
/** Shorter steps are shown when they are over. */
const openStepSeconds = 60;

/** Replaces steps of the older answer by those of the newer one, and keeps the length. Leaves out what is not known. */
export function joinTraffic(range: Traffic, minute: Traffic | undefined): Span {
  const { step_seconds: stepSeconds } = range;
  const found = new Map(startsOf(range));
  let nowMs = Date.parse(range.now);
  if (minute !== undefined && minute.step_seconds === stepSeconds) {
    const newer = Date.parse(minute.now) >= nowMs;
    for (const [start, step] of startsOf(minute))
      if (newer || !found.has(start)) found.set(start, step);
    nowMs = Math.max(nowMs, Date.parse(minute.now));
  }
  const knownFrom = knownFromOf(range) ?? (minute && knownFromOf(minute)) ?? Infinity;
  const openFrom = stepSeconds >= openStepSeconds ? stepSeconds * shareOver : stepSeconds;
  const known = [...found]
    .map(([start, step]) => {
      const end = Math.min(start + stepSeconds, nowMs / 1_000);
      return { start, step, end, length: end - Math.max(start, knownFrom) };
    })
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.start - b.start);
  const over = known.filter(({ start, end }) => end - start >= openFrom);
  // Right after the first check there is only the step that is not over.
  const shown = (over.length > 0 ? over : known).slice(-range.buckets.length);
  return {
    stepSeconds,
    starts: shown.map(({ start }) => start),
    steps: shown.map(({ step }) => step),
    lengths: shown.map(({ length }) => length),
  };
}

function knownFromOf({ known_from: from }: Traffic): number | undefined {
  return from === null ? undefined : Date.parse(from) / 1_000;
}

/** For how many seconds of the range traffic is known. 0 if none is. */
export function knownSeconds(traffic: Traffic): number {
  const from = knownFromOf(traffic);
  return from === undefined ? 0 : Math.max(0, Date.parse(traffic.now) / 1_000 - from);
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

const daySeconds = 86_400;

/** Splits a span into stretches of `seconds` each, newest first, for a table. A day is one of the reader's time zone. */
export function stretchesOf(span: Span, seconds: number): readonly Stretch[] {
  const found = new Map<number, TrafficCounts[]>();
  span.steps.forEach((step, index) => {
    const at = span.starts[index] ?? 0;
    const start = seconds < daySeconds ? at - (at % seconds) : midnightOf(at);
    found.set(start, [...(found.get(start) ?? []), step]);
  });
  return [...found].reverse().map(([start, steps]) => ({ start, steps }));
}

function midnightOf(epochSeconds: number): number {
  return new Date(epochSeconds * 1_000).setHours(0, 0, 0, 0) / 1_000;
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
