// Subscribers share the places of a process: none, and no project, takes them from others.
import { expect, test } from "vitest";
import {
  attemptsOfAllMax,
  attemptsOfProjectMax,
  slowAttemptMs,
  slowAttemptsAtOnceMax,
} from "../../../src/core/subscribers/limits.ts";
import type { Attempted } from "../../../src/core/subscribers/retry.ts";
import type { Subscriber } from "../../../src/core/subscribers/subscriber.ts";
import { createDeliverer } from "../../../src/endings/delivery/deliverer.ts";
import { Lane } from "../../../src/endings/delivery/lane.ts";
import { createMemoryOutbox } from "../../../src/endings/delivery/memory-outbox.ts";
import { Places } from "../../../src/endings/delivery/places.ts";
import { createScriptedClock, quiet } from "../../harness/scripted-clock.ts";
import { sampleEnding, sampleSubscriber } from "./samples.ts";

/** A deliverer whose attempts end when the test says so. */
function scene(subscribers: readonly Subscriber[]) {
  const { clock } = createScriptedClock();
  const sent: { readonly id: string; readonly answer: (attempted: Attempted) => void }[] = [];
  let ids = 0;
  const deliverer = createDeliverer({
    outbox: createMemoryOutbox(subscribers),
    sender: {
      send: ({ id }) => {
        const { promise, resolve } = Promise.withResolvers<Attempted>();
        sent.push({ id, answer: resolve });
        return promise;
      },
      closeIdle: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
    clock,
    random: () => 0,
    newId: () => `id-${(ids += 1)}`,
    emit: () => undefined,
    failed: (error) => {
      throw error;
    },
  });
  deliverer.start();
  return { deliverer, sent };
}

test("Projects that answer slowly leave places to another one.", async () => {
  const crowd = Array.from({ length: 4 }, (_, project) =>
    Array.from({ length: 10 }, () => sampleSubscriber({ project: `crowd-${project}` })),
  ).flat();
  const other = sampleSubscriber({ project: "other" });
  const { deliverer, sent } = scene([...crowd, other]);
  for (let n = 0; n < 20; n += 1) {
    for (let at = 0; at < 4; at += 1) deliverer.receive(sampleEnding({ project: `crowd-${at}` }));
  }
  await expect.poll(() => sent.length).toBe(4 * attemptsOfProjectMax);
  // They take turns, so each has some.
  expect(new Set(sent.map(({ id }) => id)).size).toBe(crowd.length);
  deliverer.receive(sampleEnding({ project: "other" }));
  await expect.poll(() => sent.at(-1)?.id).toBe(other.id);
  await quiet();
  expect(sent).toHaveLength(4 * attemptsOfProjectMax + 1);
});

test("A subscriber is slow above the limit, and has few attempts at once then.", () => {
  const lane = new Lane("one");
  const ending = { ...sampleEnding(), project: "acme" };
  const delivery = { subscriberId: "one", ending, attempts: 1, writtenAtMs: 0, beginByMs: 1 };
  lane.queue.push(delivery);
  lane.ended(false, 0, slowAttemptMs);
  expect(lane.kind).toBe("answering");
  lane.ended(false, 0, slowAttemptMs + 1);
  expect(lane.kind).toBe("slow");
  lane.underWay = slowAttemptsAtOnceMax - 1;
  expect(lane.mayBegin()).toBe(true);
  lane.underWay = slowAttemptsAtOnceMax;
  expect(lane.mayBegin()).toBe(false);
});

test.each(["answering", "slow", "failing"] as const)(
  "All projects together have as many places of those that are %s as the limit, and each has its own limit.",
  (kind) => {
    const places = new Places();
    const taken: (() => void)[] = [];
    for (let n = 0; n < attemptsOfAllMax[kind]; n += 1) {
      const project = `p${Math.floor(n / attemptsOfProjectMax)}`;
      expect(places.isFree(kind, project)).toBe(true);
      taken.push(places.take(kind, project));
    }
    expect(places.isFree(kind, "other")).toBe(false);
    taken.pop()?.();
    expect([places.isFree(kind, "other"), places.isFree(kind, "p0")]).toEqual([true, false]);
    taken.shift()?.();
    expect(places.isFree(kind, "p0")).toBe(true);
  },
);
