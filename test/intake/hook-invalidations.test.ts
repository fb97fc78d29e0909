// How often and when the invalidation of a hook is applied, on the test's own clock.
import { array, assert, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import type { Scope } from "../../src/core/invalidation.ts";
import { HookInvalidations } from "../../src/intake/hook-invalidations.ts";

/** A clock that moves only when a test moves it. */
function standingClock() {
  let atMs = 1_000;
  const timers = new Set<{ readonly dueAtMs: number; readonly run: () => void }>();
  return {
    timers,
    nowMs: () => atMs,
    wallMs: () => atMs,
    after(delayMs: number, run: () => void) {
      const timer = { dueAtMs: atMs + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    move(ms: number) {
      const untilMs = atMs + ms;
      for (;;) {
        const [next] = [...timers]
          .filter(({ dueAtMs }) => dueAtMs <= untilMs)
          .sort((one, other) => one.dueAtMs - other.dueAtMs);
        if (next === undefined) break;
        timers.delete(next);
        atMs = next.dueAtMs;
        next.run();
      }
      atMs = untilMs;
    },
  };
}

function started() {
  const clock = standingClock();
  const applied: { atMs: number; scopes: readonly Scope[]; again: boolean }[] = [];
  let collapsed = 0;
  const news = new HookInvalidations({
    clock,
    apply: (scopes, again) => applied.push({ atMs: clock.nowMs(), scopes, again }),
    collapsed: () => {
      collapsed += 1;
    },
  });
  return { clock, applied, news, collapsed: () => collapsed };
}

const identity = (value: string): Scope[] => [{ kind: "identity", value }];

test("A hook is applied at once, and again after 2 s.", () => {
  const { clock, applied, news } = started();
  expect(news.take("t", identity("a"))).toBe("taken");
  clock.move(60_000);
  expect(applied.map(({ atMs, again }) => [atMs, again])).toEqual([
    [1_000, false],
    [3_000, true],
  ]);
  expect(news.waiting).toBe(0);
});

test("One trigger about two identities is two invalidations.", () => {
  const { news } = started();
  expect(news.take("t", identity("a"))).toBe("taken");
  expect(news.take("t", identity("b"))).toBe("taken");
  expect(news.take("u", identity("a"))).toBe("taken");
  expect(news.take("t", identity("a"))).toBe("repeated");
  expect(news.waiting).toBe(3);
});

test("A trigger that returns after its second application is a new invalidation.", () => {
  const { clock, news } = started();
  news.take("t", identity("a"));
  clock.move(2_000);
  expect(news.take("t", identity("a"))).toBe("taken");
});

test("However a hook is retried, it is applied in each 2 s from the first attempt to 2 s after the last.", () => {
  assert(
    property(
      array(record({ gapMs: integer({ min: 0, max: 5_000 }) }), { minLength: 1 }),
      (gaps) => {
        const { clock, applied, news } = started();
        const attempts: number[] = [];
        for (const { gapMs } of gaps) {
          clock.move(gapMs);
          attempts.push(clock.nowMs());
          news.take("t", identity("a"));
          expect(news.waiting).toBe(1);
        }
        clock.move(60_000);
        for (const attempt of attempts) {
          // A commit within 2 s of an attempt is followed by an application within 2 s of itself.
          for (const commit of [attempt, attempt + 1_000, attempt + 2_000]) {
            const next = applied.find(({ atMs }) => atMs >= commit);
            expect(next === undefined ? Infinity : next.atMs - commit).toBeLessThanOrEqual(2_000);
          }
        }
        expect(clock.timers.size).toBe(0);
      },
    ),
  );
});

describe("a flood of hooks", () => {
  test("A flood keeps a bounded number of hooks waiting, and each is still applied a second time within 2.5 s.", () => {
    const { clock, applied, news, collapsed } = started();
    for (let index = 0; index < 10_000; index += 1) {
      news.take(`t${index}`, identity(`i${index}`));
      if (index % 10 === 0) clock.move(1);
    }
    expect(news.waiting).toBeLessThanOrEqual(4_096 + 10);
    expect(collapsed()).toBeGreaterThan(0);
    const lastAtMs = clock.nowMs();
    clock.move(2_500);
    const whole = applied.filter(({ again, scopes }) => again && scopes[0]?.kind === "project");
    expect(whole.at(-1)?.atMs).toBeGreaterThanOrEqual(lastAtMs + 2_000 - 1);
    expect(news.waiting).toBe(0);
  });
});

test("Draining applies every waiting hook once.", () => {
  const { clock, applied, news } = started();
  news.take("t", identity("a"));
  news.take("u", identity("b"));
  news.drain();
  clock.move(60_000);
  expect(applied.filter(({ again }) => again)).toHaveLength(2);
});
