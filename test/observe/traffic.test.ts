// Which events are traffic, and whose.
import { describe, expect, test } from "vitest";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Traffic } from "../../src/core/traffic.ts";
import { sampleEvents } from "./sample-events.ts";
import {
  applied,
  call,
  check,
  intakeApplied,
  minuteMs,
  published,
  secondMs,
  watched,
} from "./traffic-model.ts";

describe("the refresh interval", () => {
  test("It is the latest of its project, and takes no memory of traffic.", () => {
    const { sink, read } = watched();
    expect(read("acme", 1).refreshIntervalMs).toBeNull();
    sink({ kind: "refresh-interval", project: "acme", intervalMs: 8_000 });
    sink({ kind: "refresh-interval", project: "other", intervalMs: 30_000 });
    sink({ kind: "refresh-interval", project: "acme", intervalMs: 1_000 });
    expect(read("acme", 1).refreshIntervalMs).toBe(1_000);
    expect(read("other", 60)).toMatchObject({ refreshIntervalMs: 30_000, total: { checks: 0 } });
  });
});

describe("what is counted", () => {
  test("Every check is counted in exactly one part, calls only if they answer checks, and an invalidation once.", () => {
    const { sink, read } = watched();
    for (const event of sampleEvents) sink({ ...event, project: "acme" });
    const { total } = read("acme", 60);
    expect(total).toMatchObject({ checks: 4, hits: 2, misses: 1, forced: 0, bypass: 0, errors: 1 });
    expect(total).toMatchObject({ originCalls: 2, callsSaved: 1, invalidations: 0 });
  });

  test.each<[keyof Traffic["total"], readonly EdgeEvent[]]>([
    ["hits", [check("hit"), check("stale-if-error")]],
    ["misses", [check("miss"), check("stale"), check("renew"), check("collapsed")]],
    ["forced", [check("forced")]],
    ["bypass", [check("bypass")]],
    ["errors", [check("error"), check("unsatisfied")]],
    ["originCalls", (["fill", "forced", "refresh", "ask", "warm"] as const).map((p) => call(p))],
    [
      "invalidations",
      [
        intakeApplied({}),
        published({}),
        published({ source: "admin" }),
        published({ source: "refresh" }),
      ],
    ],
  ])("These events are counted only as %s.", (name, events) => {
    const { sink, read } = watched();
    for (const event of events) sink(event);
    const { total } = read("acme", 1);
    const named = ["hits", "misses", "forced", "bypass", "errors", "originCalls", "invalidations"];
    const counted = named.map((key) => [key, key === name ? events.length : 0]);
    expect(total).toMatchObject(Object.fromEntries(counted));
    expect(total.checks).toBe(events.filter(({ kind }) => kind === "check").length);
  });

  test.each<[string, EdgeEvent]>([
    ["a call of a request passed on", call("forward")],
    ["a mutation's call", call("mutation")],
    ["a hook's second time", intakeApplied({ again: true })],
    ["an invalidation that the bus did not take", published({ ok: false })],
    ["this edge's publication of a hook", published({ source: "hook" })],
    ["a scope widened", published({ source: "widening" })],
  ])("An event is not counted: %s.", (_, event) => {
    const { sink, read } = watched();
    sink(event);
    expect(read("acme", 60).total).toEqual(read("nobody", 60).total);
  });

  test("An invalidation of another edge is timed here and counted there, so that edges can be added up.", () => {
    const { sink, read } = watched();
    sink(applied(3));
    const { total } = read("acme", 60);
    expect(total.invalidations).toBe(0);
    expect(total.invalidationP50Ms).toBeCloseTo(3, 0);
  });

  test("An invalidation from outside counts each of its scopes.", () => {
    const { sink, read } = watched();
    sink(intakeApplied({ scopes: [{ kind: "project" }, { kind: "identity", value: "i" }] }));
    expect(read("acme", 60).total).toMatchObject({ invalidations: 2, invalidationP50Ms: null });
  });

  test("Answers save calls, but errors and requests that are passed on do not.", () => {
    const { sink, read } = watched();
    for (const result of ["hit", "hit", "collapsed", "miss", "bypass", "error"] as const) {
      sink(check(result));
    }
    sink(call("fill"));
    expect(read("acme", 60).total.callsSaved).toBe(3);
    for (let index = 0; index < 9; index += 1) sink(call("refresh"));
    expect(read("acme", 60).total.callsSaved).toBe(0);
  });
});

describe("the last minute in three numbers", () => {
  test("It is a rate, a share of all checks, and calls for each check that was not passed on.", () => {
    const { clock, sink, recent } = watched();
    for (let second = 0; second < 120; second += 1) {
      for (const result of ["hit", "hit", "miss", "bypass"] as const) sink(check(result));
      sink(call("fill"));
      clock.nowMs += secondMs;
    }
    expect(recent("acme")).toEqual({
      checksPerSecond: 4,
      hitRatio: 0.5,
      originCallsPerCheck: 1 / 3,
    });
    clock.nowMs += minuteMs;
    const nothing = { checksPerSecond: 0, hitRatio: undefined, originCallsPerCheck: undefined };
    expect(recent("acme")).toEqual(nothing);
    expect(recent("nobody")).toEqual(nothing);
  });
});

describe("projects", () => {
  const hitOf = (project: string): EdgeEvent => check("hit", 1, project);

  test("Projects share no counts, and an unknown project has zeros.", () => {
    const { sink, read } = watched();
    sink(hitOf("acme"));
    sink(hitOf("beta"));
    sink(hitOf("beta"));
    const checks = ["acme", "beta", "gamma"].map((project) => read(project, 60).total.checks);
    expect(checks).toEqual([1, 2, 0]);
  });

  test("Beyond the ceiling, a project is not counted until another one has been idle for a minute.", () => {
    const { clock, sink, read } = watched(2);
    sink(hitOf("acme"));
    clock.nowMs += 5 * secondMs;
    sink(hitOf("beta"));
    sink(hitOf("gamma"));
    expect(read("gamma", 60).total.checks).toBe(0);
    clock.nowMs += 55 * secondMs;
    sink(hitOf("gamma"));
    sink(hitOf("delta"));
    const checks = ["acme", "beta", "gamma", "delta"].map((name) => read(name, 60).total.checks);
    expect(checks).toEqual([0, 1, 1, 0]);
  });

  test("A project that takes another's place does not inherit its counts.", () => {
    const { clock, sink, read } = watched(1);
    for (const event of sampleEvents) sink({ ...event, project: "acme" });
    clock.nowMs += minuteMs;
    sink(hitOf("beta"));
    expect(read("beta", 60).total).toMatchObject({ checks: 1, originCalls: 0, invalidations: 0 });
    expect(read("beta", 60).total).toMatchObject({ originP50Ms: null, invalidationP50Ms: null });
  });

  test("If there is no room for projects, nothing is counted.", () => {
    const { sink, read } = watched(0);
    sink(hitOf("acme"));
    expect(read("acme", 60).total.checks).toBe(0);
  });
});
