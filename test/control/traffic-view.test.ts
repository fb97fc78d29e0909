// Traffic as the API shows it.
import { expect, test } from "vitest";
import { trafficSchema, trafficView } from "../../src/control/api/traffic-view.ts";
import type { TrafficCounts } from "../../src/core/traffic.ts";

const counts: TrafficCounts = {
  checks: 15,
  hits: 1,
  misses: 2,
  forced: 3,
  bypass: 4,
  errors: 5,
  originCalls: 6,
  hitP50Ms: 0.1,
  hitP95Ms: 0.2,
  hitP99Ms: null,
  originP50Ms: 0.4,
  originP95Ms: 0.5,
  originP99Ms: 0.6,
};

test("Every measurement has its own member, and instants are text.", () => {
  const view = trafficView({
    nowMs: Date.UTC(2026, 0, 1, 12),
    fromMs: Date.UTC(2026, 0, 1, 11),
    knownFromMs: Date.UTC(2026, 0, 1, 11, 30),
    edges: 3,
    stepSeconds: 5,
    refreshIntervalMs: 8_000,
    buckets: [counts],
    total: {
      ...counts,
      callsSaved: 7,
      invalidations: 8,
      invalidationP50Ms: 0.7,
      invalidationP99Ms: 0.8,
    },
  });
  expect(trafficSchema.strict().parse(view)).toEqual(view);
  const shown =
    '"checks":15,"hits":1,"misses":2,"forced":3,"bypass":4,"errors":5,"origin_calls":6,' +
    '"hit_p50_ms":0.1,"hit_p95_ms":0.2,"hit_p99_ms":null,' +
    '"origin_p50_ms":0.4,"origin_p95_ms":0.5,"origin_p99_ms":0.6';
  expect(JSON.stringify(view)).toBe(
    `{"now":"2026-01-01T12:00:00.000Z","step_seconds":5,"refresh_interval_ms":8000,"from":"2026-01-01T11:00:00.000Z","known_from":"2026-01-01T11:30:00.000Z","edges":3,"buckets":[{${shown}}],` +
      `"total":{${shown},"calls_saved":7,"invalidations":8,"news_p50_ms":0.7,"news_p99_ms":0.8}}`,
  );
});
