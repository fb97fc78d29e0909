// The clock of Node.js on fake sources, and its hashes, ids and background work.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { timerMaxMs } from "../../src/core/limits.ts";
import {
  createBackground,
  createClock,
  createTurns,
  digest,
  newId,
  type ClockSources,
} from "../../src/runtime/node.ts";
import { gate } from "../hosts/host-under-test.ts";

/** Sources that a test moves by hand. */
function fakeSources(): ClockSources & { monotonic: number; wall: number; timers: Timer[] } {
  const sources = {
    monotonic: 1_000,
    wall: 1_790_000_000_000,
    timers: [] as Timer[],
    monotonicMs: () => sources.monotonic,
    wallMs: () => sources.wall,
    setTimer: (run: () => void, delayMs: number) => {
      const timer = { run, delayMs, cancelled: false };
      sources.timers.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
  };
  return sources;
}

interface Timer {
  readonly run: () => void;
  readonly delayMs: number;
  cancelled: boolean;
}

/** What the strictly rising readings may add to a time that does not move. */
const stepsMs = 0.001;

describe("elapsed time", () => {
  test.each([
    ["both clocks run", 250, 250, 250],
    ["the machine was suspended: only the wall clock ran", 0, 60_000, 60_000],
    ["the machine was suspended in between", 100, 60_100, 60_100],
    ["the wall clock was set back", 250, -3_600_000, 250],
    ["the wall clock stood still", 250, 0, 250],
    ["the wall clock is a little ahead", 250, 255, 250],
    ["the wall clock is a little behind", 250, 245, 250],
  ])("Elapsed time is right when %s.", (_name, monotonic, wall, elapsed) => {
    const sources = fakeSources();
    const clock = createClock(sources);
    const before = clock.nowMs();
    sources.monotonic += monotonic;
    sources.wall += wall;
    expect(Math.abs(clock.nowMs() - before - elapsed)).toBeLessThan(stepsMs);
  });

  test("Elapsed time counts a suspension once, and another one after a step back in full.", () => {
    const sources = fakeSources();
    const clock = createClock(sources);
    const before = clock.nowMs();
    sources.wall += 60_000;
    clock.nowMs();
    sources.wall -= 50_000;
    clock.nowMs();
    sources.wall += 10_000;
    expect(Math.abs(clock.nowMs() - before - 70_000)).toBeLessThan(stepsMs);
  });

  test("Elapsed time does not add up jitter.", () => {
    const sources = fakeSources();
    const clock = createClock(sources);
    const before = clock.nowMs();
    const readings = 10_000;
    for (let reading = 0; reading < readings; reading += 1) {
      sources.monotonic += 1;
      sources.wall += reading % 2 === 0 ? 5 : -3;
      clock.nowMs();
    }
    expect(Math.abs(clock.nowMs() - before - readings)).toBeLessThan(stepsMs);
  });

  test("Elapsed time follows a wall clock that runs faster.", () => {
    const sources = fakeSources();
    const clock = createClock(sources);
    const before = clock.nowMs();
    for (let second = 0; second < 1_000; second += 1) {
      sources.monotonic += 1_000;
      sources.wall += 1_001;
      clock.nowMs();
    }
    const elapsed = clock.nowMs() - before;
    expect(elapsed).toBeGreaterThanOrEqual(1_000_995);
    expect(elapsed).toBeLessThanOrEqual(1_001_000 + stepsMs);
  });
});

test.each([1_000, 2 ** 33, 2 ** 45])(
  "Every reading is greater than the one before, at %i ms.",
  (at) => {
    const sources = fakeSources();
    sources.monotonic = at;
    const clock = createClock(sources);
    let last = clock.nowMs();
    for (let reading = 0; reading < 1_000; reading += 1) {
      if (reading % 100 === 0) sources.wall -= 1_000;
      if (reading % 300 === 299) sources.monotonic -= 10;
      const now = clock.nowMs();
      expect(now).toBeGreaterThan(last);
      last = now;
    }
    expect(last - at).toBeLessThan(1_000);
  },
);

test("Wall time is passed on unchanged.", () => {
  const sources = fakeSources();
  const clock = createClock(sources);
  sources.wall = 5;
  expect(clock.wallMs()).toBe(5);
});

describe("after", () => {
  test("A task runs once its timer fires, and can be cancelled.", () => {
    const sources = fakeSources();
    const clock = createClock(sources);
    let runs = 0;
    const cancel = clock.after(300, () => {
      runs += 1;
    });
    expect(sources.timers).toMatchObject([{ delayMs: 300, cancelled: false }]);
    sources.timers[0]?.run();
    expect(runs).toBe(1);
    cancel();
    expect(sources.timers[0]?.cancelled).toBe(true);
  });

  test("A delay longer than a timer's limit is waited for in parts.", () => {
    const sources = fakeSources();
    const clock = createClock(sources);
    let runs = 0;
    const cancel = clock.after(timerMaxMs + 7, () => {
      runs += 1;
    });
    sources.timers[0]?.run();
    expect(runs).toBe(0);
    expect(sources.timers.map(({ delayMs }) => delayMs)).toEqual([timerMaxMs, 7]);
    cancel();
    expect(sources.timers[1]?.cancelled).toBe(true);
    sources.timers[1]?.run();
    expect(runs).toBe(1);
  });

  test("A waiting task does not keep the process alive.", () => {
    const timeouts = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timeouts();
    const cancel = createClock().after(60_000, () => undefined);
    expect(timeouts()).toBe(before);
    cancel();
  });
});

test("Without sources of its own, the clock follows real time.", () => {
  const clock = createClock();
  const before = clock.nowMs();
  const wall = clock.wallMs();
  expect(clock.nowMs()).toBeGreaterThan(before);
  expect(Math.abs(wall - Date.now())).toBeLessThan(60_000);
});

test.each(["", "abc", "ä€😀"])("The digest of %j is SHA-256 of its UTF-8 as base64url.", (text) => {
  expect(digest(text)).toBe(createHash("sha256").update(text, "utf8").digest("base64url"));
  expect(digest(text)).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test("Each id is a fresh UUID v4.", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});

test("Background work is waited for, including what it starts.", async () => {
  const background = createBackground();
  const done: string[] = [];
  const first = gate();
  const second = gate();
  const work = async (until: Promise<void>, name: string): Promise<void> => {
    await until;
    done.push(name);
  };
  background.run(
    work(first.opened, "first").then(() => background.run(work(second.opened, "second"))),
  );
  const drained = background.drain().then(() => done.push("drained"));
  first.open();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  expect(done).toEqual(["first"]);
  second.open();
  await drained;
  expect(done).toEqual(["first", "second", "drained"]);
});

describe("turns of the event loop", () => {
  /** Turns that a test makes, on a clock that stands still. */
  function madeTurns() {
    const due: (() => void)[] = [];
    const done: string[] = [];
    const turns = createTurns({ clock: { nowMs: () => 0 }, nextTurn: (run) => void due.push(run) });
    return {
      due,
      turn: () => {
        done.length = 0;
        due.shift()?.();
        return done.join(" ");
      },
      /** Adds a caller with a number of steps. */
      steps: (name: string, count: number, also: () => void = () => undefined) => {
        let left = count;
        turns(() => {
          left -= 1;
          done.push(name);
          also();
          return left > 0;
        });
      },
    };
  }

  test("Callers share the steps of a turn, and one that has done its work gets no more.", () => {
    const { due, turn, steps } = madeTurns();
    steps("a", 2);
    steps("b", 5);
    expect(due).toHaveLength(1);
    expect([turn(), turn(), turn()]).toEqual(["a", "b a", "b b b"]);
    expect(due).toHaveLength(1);
    expect([turn(), due.length]).toEqual(["b", 0]);
  });

  test("Work that a step adds comes later, and asks for one turn only.", () => {
    const { due, turn, steps } = madeTurns();
    steps("a", 1, () => steps("b", 1));
    expect([turn(), due.length]).toEqual(["a", 1]);
    expect([turn(), due.length]).toEqual(["b", 0]);
  });

  test("After a rest, the first turn takes one step again.", () => {
    const { turn, steps } = madeTurns();
    steps("a", 3);
    expect([turn(), turn()]).toEqual(["a", "a a"]);
    steps("b", 2);
    expect([turn(), turn()]).toEqual(["b", "b"]);
  });

  test("Node.js makes a turn after what has arrived.", async () => {
    const order: string[] = [];
    const turns = createTurns({ clock: createClock() });
    await new Promise<void>((resolve) => {
      turns(() => {
        order.push("step");
        resolve();
        return false;
      });
      queueMicrotask(() => order.push("promise job"));
      process.nextTick(() => order.push("tick"));
    });
    expect(order.at(-1)).toBe("step");
    expect(order).toHaveLength(3);
  });
});
