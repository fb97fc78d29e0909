// Traffic as the API answers it, made up for any range: days and nights, some errors, and an outlier.
import type { Traffic, TrafficCounts } from "../../src/console/api/traffic.ts";

const stepSeconds = (minutes: number): number =>
  minutes <= 60 ? 5 : minutes === 1_440 ? 300 : 7_200;

/** Traffic of the last minutes at an instant, in milliseconds since 1970. */
export function longTraffic(minutes: number, nowMs: number): Traffic {
  const step = stepSeconds(minutes);
  const steps = (minutes * 60) / step;
  const firstSeconds = (Math.floor(nowMs / 1_000 / step) - steps + 1) * step;
  const buckets = Array.from({ length: steps }, (_, index) =>
    countsAt(
      firstSeconds + index * step,
      // The last step is still open.
      Math.min(step, nowMs / 1_000 - firstSeconds - index * step),
      index === Math.floor(steps * 0.7),
    ),
  );
  const sum = (
    name: "checks" | "hits" | "misses" | "forced" | "bypass" | "errors" | "origin_calls",
  ) => buckets.reduce((all, bucket) => all + bucket[name], 0);
  const [first] = buckets;
  if (first === undefined) throw new RangeError(`no range of ${minutes} minutes`);
  const from = new Date(firstSeconds * 1_000).toISOString();
  return {
    now: new Date(nowMs).toISOString(),
    from,
    known_from: from,
    edges: 3,
    step_seconds: step,
    refresh_interval_ms: 8_000,
    buckets,
    total: {
      ...first,
      checks: sum("checks"),
      hits: sum("hits"),
      misses: sum("misses"),
      forced: sum("forced"),
      bypass: sum("bypass"),
      errors: sum("errors"),
      origin_calls: sum("origin_calls"),
      calls_saved: sum("checks") - sum("origin_calls"),
      invalidations: steps,
      news_p50_ms: 3.1,
      news_p99_ms: 12,
    },
  };
}

function countsAt(seconds: number, step: number, outlier: boolean): TrafficCounts {
  const day = 1 + 0.6 * Math.sin((seconds / 86_400) * 2 * Math.PI);
  const ripple = 1 + 0.1 * Math.sin(seconds / 37);
  const checks = Math.round(1_240 * step * day * ripple);
  const errors = outlier ? Math.round(checks * 0.02) : 0;
  const calls = Math.round(checks * 0.06 * ripple) + errors;
  return {
    checks,
    hits: checks - calls,
    misses: calls - errors,
    forced: 0,
    bypass: 0,
    errors,
    origin_calls: calls,
    hit_p50_ms: 0.05 * ripple,
    hit_p95_ms: 0.11 * ripple,
    hit_p99_ms: 0.3 * ripple,
    origin_p50_ms: 12 * ripple,
    origin_p95_ms: outlier ? 2_100 : 31 * ripple,
    origin_p99_ms: outlier ? 4_210 : 60 * ripple,
  };
}
