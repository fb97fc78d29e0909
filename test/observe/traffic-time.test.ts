// Whatever the clock does, a span holds what happened in it and nothing else.
import { array, assert, constantFrom, integer, oneof, property } from "fast-check";
import { expect, test } from "vitest";
import type { EdgeEvent } from "../../src/edge/events.ts";
import {
  applied,
  call,
  check,
  checksByAge,
  DatedEvents,
  hourMs,
  intakeApplied,
  minuteMs,
  published,
  secondMs,
  startMs,
  watched,
} from "./traffic-model.ts";

test("A span contains all its buckets, and the last one is still in progress.", () => {
  const { clock, read } = watched();
  clock.nowMs += 3 * secondMs;
  const { nowMs, fromMs, stepSeconds, buckets } = read("acme", 2);
  expect({ nowMs, fromMs, stepSeconds, buckets: buckets.length }).toEqual({
    nowMs: Date.UTC(2026, 0, 1, 12, 0, 3),
    fromMs: Date.UTC(2026, 0, 1, 11, 58, 5),
    stepSeconds: 5,
    buckets: 24,
  });
});

test.each([
  [0, 12],
  [1, 12],
  [60, 720],
  [1e9, 720],
])("%d minutes are %d buckets.", (minutes, buckets) => {
  expect(watched().read("acme", minutes).buckets).toHaveLength(buckets);
});

test("Traffic is known from the first check on, and not before the span.", () => {
  const { clock, sink, read } = watched();
  sink({ kind: "settings", project: "acme", cacheableSessions: true, lagMs: 4 });
  expect(read("acme", 60).knownFromMs).toBeNull();
  clock.nowMs += 2 * minuteMs + 3 * secondMs;
  sink(check("hit"));
  clock.nowMs += 5 * minuteMs;
  const knownFrom = startMs + 2 * minuteMs;
  expect(read("acme", 60).knownFromMs).toBe(knownFrom);
  expect(read("acme", 1)).toMatchObject({ knownFromMs: read("acme", 1).fromMs, edges: 0 });
  expect(read("nobody", 60)).toMatchObject({ knownFromMs: null, edges: 0 });
});

test("When the ring comes round, the events of an hour ago do not show.", () => {
  const { clock, sink, read } = watched();
  sink(check("hit"));
  clock.nowMs += hourMs - 5 * secondMs;
  expect(checksByAge(read("acme", 60))).toEqual({ 719: 1 });
  clock.nowMs += 5 * secondMs;
  expect(checksByAge(read("acme", 60))).toEqual({});
  sink(check("miss"));
  const { buckets, total } = read("acme", 60);
  expect(total).toMatchObject({ checks: 1, hits: 0, misses: 1, hitP50Ms: null });
  expect(buckets.at(-1)).toMatchObject({ checks: 1, hits: 0, misses: 1, hitP50Ms: null });
});

test("Skipped time shows as zeros, even after several rounds.", () => {
  const { clock, sink, read } = watched();
  for (let step = 0; step < 720; step += 1) {
    sink(check("hit"));
    clock.nowMs += 5 * secondMs;
  }
  clock.nowMs += 10 * minuteMs;
  sink(check("hit"));
  expect(read("acme", 60).total.checks).toBe(720 - 121 + 1);
  expect(read("acme", 10).total.checks).toBe(1);
  clock.nowMs += 30 * hourMs;
  expect(read("acme", 60).total.checks).toBe(0);
});

test("A clock that steps back loses no events, and they keep their distance from now.", () => {
  const { clock, sink, read } = watched();
  sink(check("hit"));
  clock.nowMs += 5 * minuteMs;
  sink(check("hit"));
  sink(applied(4));
  clock.nowMs -= 3 * hourMs;
  sink(check("hit"));
  expect(checksByAge(read("acme", 60))).toEqual({ 0: 2, 60: 1 });
  clock.nowMs += 5 * secondMs;
  const { nowMs, fromMs, total, buckets } = read("acme", 60);
  expect(total).toMatchObject({
    checks: 3,
    invalidations: 0,
    invalidationP50Ms: expect.any(Number),
  });
  expect(buckets.at(-1)).toMatchObject({ checks: 0 });
  expect(nowMs).toBe(Date.UTC(2026, 0, 1, 9, 5, 5));
  expect(fromMs).toBe(Date.UTC(2026, 0, 1, 8, 5, 10));
});

const happenings = oneof(
  { weight: 8, arbitrary: constantFrom(check("hit"), check("miss"), check("forced")) },
  { weight: 4, arbitrary: constantFrom(call("fill"), call("forward"), check("bypass")) },
  { weight: 2, arbitrary: constantFrom(applied(5), intakeApplied({ lagMs: 9 }), published({})) },
  { weight: 4, arbitrary: integer({ min: 0, max: 20 * secondMs }) },
  { weight: 2, arbitrary: integer({ min: 0, max: 15 * minuteMs }) },
  { weight: 1, arbitrary: integer({ min: -2 * hourMs, max: 2 * hourMs }) },
);

test("Totals and buckets match the events within the span, whatever the clock does.", () => {
  const minutes = constantFrom(1, 7, 60);
  assert(
    property(array(happenings, { maxLength: 400, size: "max" }), minutes, (steps, span) => {
      const { clock, sink, read } = watched();
      const model = new DatedEvents(startMs);
      for (const step of steps) {
        if (typeof step === "number") {
          // A clock is noticed to step back when it is next read.
          read("acme", 1);
          clock.nowMs += step;
          read("acme", 1);
          model.pass(step);
        } else {
          sink(step);
          model.add(step);
        }
      }
      const { total, buckets } = read("acme", span);
      const within = model.within(span * 12);
      const of = (kind: EdgeEvent["kind"]) => within.filter(({ event }) => event.kind === kind);
      const calls = of("call").filter(
        ({ event }) => event.kind === "call" && event.purpose === "fill",
      );
      const invalidations = [...of("intake-applied"), ...of("published")];
      expect(total).toMatchObject({
        checks: of("check").length,
        originCalls: calls.length,
        invalidations: invalidations.length,
      });
      expect(total.hits + total.misses + total.forced + total.bypass).toBe(total.checks);
      const ages = of("check").map(({ step }) => model.step - step);
      const expected: Record<number, number> = {};
      for (const age of ages) expected[age] = (expected[age] ?? 0) + 1;
      expect(checksByAge({ buckets })).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});
