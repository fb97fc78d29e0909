// Lanes: who gets a place towards the origin, who waits, and who is turned away.
import { expect, test } from "vitest";
import { defaultLimits, type Limits } from "../../src/core/limits.ts";
import type { EdgeEvent, LaneName } from "../../src/edge/events.ts";
import { byLane, Lanes, type LaneClient, type Release } from "../../src/edge/call/lanes.ts";

const waitMs = 1_000;

/** Lanes on a clock that is set by hand, with what they tell. */
function makeLanes(limits: Partial<Limits>) {
  const events: EdgeEvent[] = [];
  const timers = new Set<() => void>();
  const clock = {
    nowMs: () => 0,
    wallMs: () => 0,
    after: (_delayMs: number, run: () => void) => {
      timers.add(run);
      return () => void timers.delete(run);
    },
  };
  const lanes = new Lanes({ ...defaultLimits, ...limits }, clock, (event) => events.push(event));
  return {
    lanes,
    timers,
    reached: () => events.flatMap((event) => (event.kind === "limit-reached" ? event.limit : [])),
    /** Lets all who wait have waited too long. */
    expire: () => {
      for (const run of timers) run();
    },
    enter: async (lane: LaneName, client?: LaneClient): Promise<Release> => {
      const release = await lanes.acquire(lane, "p", waitMs, client);
      if (release === undefined) throw new Error("turned away");
      return release;
    },
  };
}

function from(address: string, signal?: AbortSignal): LaneClient {
  return { address, signal };
}

const names = Object.keys(byLane(() => 0)) as LaneName[];

test.each(names)("A full %s lane keeps nobody of another lane waiting.", async (full) => {
  const { lanes, enter } = makeLanes({});
  while (lanes.load(full).waiting === 0) {
    void lanes.acquire(full, "p", waitMs);
  }
  for (const other of names.filter((name) => name !== full)) {
    expect(await enter(other)).toBeTypeOf("function");
  }
});

test("Every lane holds as many calls as its limit says, and an event tells of the one that waits.", async () => {
  const { lanes, reached } = makeLanes({});
  const sizes = byLane((name) => {
    while (lanes.load(name).waiting === 0) void lanes.acquire(name, "p", waitMs);
    return lanes.load(name).calls;
  });
  expect(sizes).toEqual({
    known: 128,
    unknown: 128,
    ask: 32,
    mutation: 128,
    admin: 32,
    forward: 256,
  });
  expect(reached()).toEqual([
    "knownCallsMax",
    "unknownCallsMax",
    "askCallsMax",
    "mutationCallsMax",
    "adminCallsMax",
    "forwardCallsMax",
  ]);
});

test("One address has a quarter of the forward lane, and another address goes ahead of its waiting requests.", async () => {
  const { lanes, enter, reached } = makeLanes({ forwardCallsMax: 8 });
  const held = [
    await enter("forward", from("192.0.2.1")),
    await enter("forward", from("192.0.2.1")),
  ];
  const own = lanes.acquire("forward", "p", waitMs, from("192.0.2.1"));
  expect(lanes.load("forward")).toEqual({ calls: 2, waiting: 1 });
  expect(reached()).toEqual(["addressSharePercent"]);
  await enter("forward", from("192.0.2.2"));
  expect(lanes.load("forward")).toEqual({ calls: 3, waiting: 1 });
  held[0]?.();
  expect(await own).toBeTypeOf("function");
  expect(lanes.load("forward")).toEqual({ calls: 3, waiting: 0 });
});

test("In a full lane, the first in line whose address has room enters.", async () => {
  const { lanes, enter } = makeLanes({ forwardCallsMax: 4 });
  const first = await enter("forward", from("192.0.2.1"));
  const second = await enter("forward", from("192.0.2.2"));
  await enter("forward", from("192.0.2.3"));
  await enter("forward", from("192.0.2.4"));
  const entered: string[] = [];
  for (const address of ["192.0.2.1", "192.0.2.1", "192.0.2.5"]) {
    void Promise.resolve(lanes.acquire("forward", "p", waitMs, from(address))).then(
      (release) => release && entered.push(address),
    );
  }
  second();
  await Promise.resolve();
  first();
  await Promise.resolve();
  await Promise.resolve();
  expect(entered).toEqual(["192.0.2.5", "192.0.2.1"]);
});

test("An IPv6 network counts as one client.", async () => {
  const { lanes, enter } = makeLanes({ forwardCallsMax: 8 });
  await enter("forward", from("2001:db8::1"));
  await enter("forward", from("2001:db8::2"));
  void lanes.acquire("forward", "p", waitMs, from("2001:db8::3"));
  expect(lanes.load("forward")).toEqual({ calls: 2, waiting: 1 });
});

test("One address cannot fill the line either.", async () => {
  const { lanes, enter, reached } = makeLanes({ forwardCallsMax: 1, waitingPerLaneMax: 8 });
  await enter("forward", from("192.0.2.1"));
  const turnedAway: ReturnType<Lanes["acquire"]>[] = [];
  for (let time = 0; time < 3; time += 1) {
    turnedAway.push(lanes.acquire("forward", "p", waitMs, from("192.0.2.1")));
  }
  expect(await turnedAway[2]).toBeUndefined();
  expect(reached().at(-1)).toBe("addressSharePercent");
  expect(lanes.load("forward")).toEqual({ calls: 1, waiting: 2 });
  void lanes.acquire("forward", "p", waitMs, from("192.0.2.2"));
  expect(lanes.load("forward")).toEqual({ calls: 1, waiting: 3 });
});

test("A caller in this process and the other lanes have no share per address.", async () => {
  const { lanes, enter } = makeLanes({ forwardCallsMax: 4, mutationCallsMax: 4 });
  for (let time = 0; time < 4; time += 1) {
    await enter("forward");
    await enter("mutation", from("192.0.2.1"));
  }
  expect(lanes.load("forward").calls).toBe(4);
  expect(lanes.load("mutation").calls).toBe(4);
});

test("A request that is aborted, or waits too long, leaves the line and leaves no timer behind.", async () => {
  const { lanes, enter, expire, timers } = makeLanes({ forwardCallsMax: 1 });
  await enter("forward", from("192.0.2.1"));
  const leaving = new AbortController();
  const left = lanes.acquire("forward", "p", waitMs, from("192.0.2.2", leaving.signal));
  const late = lanes.acquire("forward", "p", waitMs, from("192.0.2.3"));
  const gone = lanes.acquire("forward", "p", waitMs, from("192.0.2.4", AbortSignal.abort()));
  expect(await gone).toBeUndefined();
  leaving.abort();
  expect(await left).toBeUndefined();
  expect(lanes.load("forward").waiting).toBe(1);
  expire();
  expect(await late).toBeUndefined();
  expect(lanes.load("forward").waiting).toBe(0);
  expect(timers.size).toBe(0);
});
