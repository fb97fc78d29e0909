// `refresh_after: auto` at a whole edge, on a clock that only the test moves: what it saves, and what brings it back.
import { describe, expect, test } from "vitest";
import type { Invalidation } from "../../src/core/invalidation.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { RefreshInterval } from "../../src/edge/refresh-interval.ts";
import { createScriptedEdge, sessionOf, type ScriptedSetUp } from "../harness/scripted-edge.ts";

const auto = { ...defaultProjectSettings, project: "acme", refreshAuto: true };
const people = ["ada", "bob", "cyd", "dan", "eve", "fay", "gus", "hal"];

/** An edge whose sessions are all checked every five seconds, one after the other. */
function startChecks(setUp: ScriptedSetUp = {}) {
  let drawn = 0;
  const scene = createScriptedEdge({
    random: () => (drawn += 0.37) % 1,
    ...setUp,
    settings: { refreshAuto: true, ...setUp.settings },
  });
  const bodies = new Map(people.map((person) => [person, sessionOf(person)]));
  let checks = 0;
  return {
    scene,
    bodies,
    /** Lets time pass in steps. In each step one session is checked, and the call for it, if any, is answered. */
    pass: async (seconds: number, everySeconds = 5, headers: readonly string[] = []) => {
      const stepMs = (everySeconds * 1_000) / people.length;
      for (let n = 0; n < (seconds * 1_000) / stepMs; n += 1) {
        const person = people[n % people.length] ?? "";
        const before = scene.calls.length;
        await scene.check(person);
        checks += 1;
        const body = bodies.get(person) ?? "";
        if (scene.calls.length > before) await scene.call(-1).answer({ body, headers });
        await scene.advance(stepMs);
      }
    },
    /** Counts from now on. */
    count: () => {
      const [checksBefore, callsBefore] = [checks, scene.calls.length];
      return () => (scene.calls.length - callsBefore) / (checks - checksBefore);
    },
    intervals: () => intervalsOf(scene.events),
  };
}

function intervalsOf(events: readonly EdgeEvent[]): readonly number[] {
  return events.flatMap((event) =>
    event.kind === "refresh-interval" ? [event.intervalMs / 1_000] : [],
  );
}

describe("an edge with auto", () => {
  test("It calls the origin for at most a fifth of the checks, and again for each of them after one unseen change.", async () => {
    const { scene, bodies, pass, count, intervals } = startChecks();
    const first = count();
    await pass(600);
    expect(first()).toBeLessThanOrEqual(0.2);
    expect(intervals()).toEqual([2, 4, 8, 16, 30]);
    const settled = count();
    await pass(600);
    expect(settled()).toBeLessThanOrEqual(0.15);

    bodies.set("ada", sessionOf("ada", { authenticated_at: "2026-11-23T20:00:00Z" }));
    await pass(45);
    expect(scene.events.filter(({ kind }) => kind === "change-unseen")).toHaveLength(1);
    expect(intervals().slice(5)).toEqual([1]);
    const back = count();
    await pass(600);
    expect(back()).toBe(1);
    expect(new Set(scene.calls.map(({ maxAge }) => maxAge))).toEqual(new Set([60, 1]));
  });

  test("Refreshes of one session are at least a second apart, even if half of the hint is less (L7).", async () => {
    const { pass, count, intervals } = startChecks();
    const calls = count();
    await pass(60, 0.2, ["Ory-Session-Cache-For", "1"]);
    expect(intervals().at(-1)).toBe(16);
    // Five checks a second, and at most one call a second.
    expect(calls()).toBeLessThanOrEqual(0.2);
    expect(calls()).toBeGreaterThan(0.1);
  });

  test("A session whose hint is shorter than the interval is refreshed before it is too old.", async () => {
    const { scene, pass } = startChecks();
    await pass(120, 2, ["Ory-Session-Cache-For", "20"]);
    const results = scene.events.flatMap((event) => (event.kind === "check" ? [event.result] : []));
    expect(new Set(results.slice(people.length))).toEqual(new Set(["hit"]));
  });

  test("Without auto the interval never changes.", async () => {
    const { pass, count, intervals } = startChecks({ settings: { refreshAuto: false } });
    const calls = count();
    await pass(300);
    expect(calls()).toBe(1);
    expect(intervals()).toEqual([]);
  });

  test("An invalidation from outside explains a change that a refresh had found a moment before.", async () => {
    const { scene, bodies, pass, intervals } = startChecks();
    await pass(120);
    bodies.set("ada", sessionOf("ada", { version: 2 }));
    while (!scene.events.some(({ kind }) => kind === "change-unseen"))
      await pass(5 / people.length);
    expect(intervals().at(-1)).toBe(1);
    await scene.edge.invalidate([{ kind: "identity", value: "identity of ada" }], "hook");
    expect(intervals().at(-1)).toBe(30);
  });
});

describe("what an interval follows", () => {
  /** An interval that has grown to 30 s. */
  function grown() {
    const [events, bus, time]: [EdgeEvent[], { healthyUntilMs: number }, { nowMs: number }] = [
      [],
      { healthyUntilMs: Number.POSITIVE_INFINITY },
      { nowMs: 10_000_000 },
    ];
    const emit = (event: EdgeEvent): void => void events.push(event);
    const interval = new RefreshInterval({ bus, clock: { nowMs: () => time.nowMs }, emit }, auto);
    for (let n = 0; n < 6; n += 1) {
      time.nowMs += 60_000;
      interval.noteClean();
    }
    expect(interval.inForceMs(true)).toBe(30_000);
    events.length = 0;
    return { interval, bus, time, intervals: () => intervalsOf(events) };
  }
  const told = (source: Invalidation["source"], value: string): Invalidation => ({
    version: 1,
    id: "1",
    project: "acme",
    scope: { kind: "identity", value },
    source,
    by: "another edge",
    at: 0,
  });

  test("While the bus is unhealthy it is the shortest one, and grows again afterwards.", () => {
    const { interval, bus, time, intervals } = grown();
    bus.healthyUntilMs = time.nowMs;
    expect(interval.inForceMs(false)).toBe(1_000);
    bus.healthyUntilMs = Number.POSITIVE_INFINITY;
    expect(interval.inForceMs(true)).toBe(1_000);
    time.nowMs += 2_000;
    interval.noteClean();
    expect(intervals()).toEqual([1, 2]);
  });

  test("An unseen change that another edge found brings it back.", () => {
    const { interval, intervals } = grown();
    interval.noteInvalidation(told("refresh", "ann"), Number.NEGATIVE_INFINITY);
    expect(intervals()).toEqual([1]);
  });

  test("Other invalidations of other edges leave it as it is.", () => {
    const { interval, intervals } = grown();
    for (const source of ["mutation", "admin", "hook", "api", "widening"] as const) {
      interval.noteInvalidation(told(source, "ann"), Number.NEGATIVE_INFINITY);
    }
    expect(intervals()).toEqual([]);
  });

  test("If another edge found a change just before or after it was published, that explains it.", () => {
    const { interval, time, intervals } = grown();
    interval.noteInvalidation(told("refresh", "ann"), time.nowMs - 3_000);
    expect(intervals()).toEqual([]);
    interval.noteInvalidation(told("refresh", "bob"), time.nowMs - 3_001);
    interval.noteInvalidation(told("mutation", "bob"), Number.NEGATIVE_INFINITY);
    expect(intervals()).toEqual([1, 30]);
  });

  test("Settings that change it start it again, and other settings do not.", () => {
    const { interval, intervals } = grown();
    interval.follow({ ...auto, staleIfErrorMs: 1_000 }, false);
    interval.follow({ ...auto, maxAgeMs: 30_000 }, false);
    interval.follow({ ...auto, refreshAuto: false, refreshAfterMs: 5_000 }, false);
    interval.follow(auto, false);
    expect(intervals()).toEqual([30, 1, 5, 1]);
  });

  test("Other settings forget no unseen change, and another identity server does.", () => {
    const { interval, time, intervals } = grown();
    interval.noteUnseenChange({ identityId: "ann", sessionId: undefined });
    interval.follow({ ...auto, maxAgeMs: 30_000 }, false);
    time.nowMs += 60_000;
    interval.noteClean();
    expect(intervals()).toEqual([1, 1]);
    interval.follow({ ...auto, maxAgeMs: 30_000 }, true);
    time.nowMs += 60_000;
    interval.noteClean();
    expect(intervals()).toEqual([1, 1, 1, 2]);
  });
});
