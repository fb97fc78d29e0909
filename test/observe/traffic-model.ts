// Traffic as a list: every event kept with the time that had passed, and sums and quantiles taken the slow way.
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Traffic } from "../../src/core/traffic.ts";
import { createTraffic, type TrafficMemory } from "../../src/observe/traffic/traffic.ts";

const project = "acme";
const stepMs = 5_000;

/** What a test's clock shows at first. */
export const startMs = Date.UTC(2026, 0, 1, 12);

/** A second in milliseconds. */
export const secondMs = 1_000;

/** A minute in milliseconds. */
export const minuteMs = 60 * secondMs;

/** An hour in milliseconds. */
export const hourMs = 60 * minuteMs;

/** Traffic by a wall clock that the test sets. */
export function watched(projectsMax = 4): TrafficMemory & { readonly clock: { nowMs: number } } {
  const clock = { nowMs: startMs };
  return { clock, ...createTraffic({ nowMs: () => clock.nowMs, projectsMax }) };
}

/** How much was checked in each bucket that is not 0, by its distance from the last one. */
export function checksByAge({ buckets }: Pick<Traffic, "buckets">): Record<number, number> {
  const entries = buckets.map((bucket, index) => [buckets.length - 1 - index, bucket.checks]);
  return Object.fromEntries(entries.filter(([, checks]) => checks !== 0));
}

/** A check of the project that tests look at. */
export function check(
  result: (EdgeEvent & { kind: "check" })["result"],
  durationMs = 1,
  of = project,
): EdgeEvent & { kind: "check" } {
  return { kind: "check", project: of, result, status: 200, durationMs, refreshing: false };
}

/** An origin call. */
export function call(
  purpose: (EdgeEvent & { kind: "call" })["purpose"],
  durationMs = 10,
): EdgeEvent & { kind: "call" } {
  return {
    kind: "call",
    project,
    lane: "known",
    purpose,
    outcome: "2xx",
    status: 200,
    durationMs,
  };
}

/** An invalidation from another edge. */
export function applied(lagMs: number): EdgeEvent & { kind: "applied" } {
  return { kind: "applied", project, scope: { kind: "project" }, source: "api", removed: 1, lagMs };
}

/** An invalidation from outside. */
export function intakeApplied(
  more: Partial<EdgeEvent & { kind: "intake-applied" }>,
): EdgeEvent & { kind: "intake-applied" } {
  return {
    kind: "intake-applied",
    project,
    source: "hook",
    scopes: [{ kind: "project" }],
    again: false,
    keyName: undefined,
    lagMs: undefined,
    ...more,
  };
}

/** An invalidation of this edge. */
export function published(
  more: Partial<EdgeEvent & { kind: "published" }>,
): EdgeEvent & { kind: "published" } {
  return {
    kind: "published",
    project,
    scope: { kind: "project" },
    source: "mutation",
    ok: true,
    durationMs: 1,
    ...more,
  };
}

/** An event with the steps that had begun when it happened. */
export interface Dated {
  readonly event: EdgeEvent;
  readonly step: number;
}

/** Dates events by the steps of a clock; time passed is the sum of its steps forward. */
export class DatedEvents {
  readonly dated: Dated[] = [];
  #elapsedMs: number;

  constructor(startMs: number) {
    this.#elapsedMs = startMs;
  }

  pass(ms: number): void {
    this.#elapsedMs += Math.max(0, ms);
  }

  add(event: EdgeEvent): void {
    this.dated.push({ event, step: this.step });
  }

  get step(): number {
    return Math.floor(this.#elapsedMs / stepMs);
  }

  /** Events of the last steps, the one under way included. */
  within(steps: number): readonly Dated[] {
    return this.dated.filter(({ step }) => step > this.step - steps);
  }
}

/** The exact quantile by nearest rank. */
export function exactQuantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
}
