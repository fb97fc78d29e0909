// What a deliverer promises whatever its subscribers do, by a clock of the test: nobody delays others, nothing is sent too late or to
// one that is disabled, and what was heard is written before the process ends. The outbox is real; attempts end when a test says so.
import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import type { Ending } from "../../../src/core/endings/ending.ts";
import {
  attemptMaxMs,
  attemptsAtOnceMax,
  attemptsOfAllMax,
  attemptsOfProjectMax,
  backlogMax,
  failingPauseMs,
  quickAttemptMaxMs,
  takenForMs,
} from "../../../src/core/subscribers/limits.ts";
import type { Attempted } from "../../../src/core/subscribers/retry.ts";
import type { Subscriber } from "../../../src/core/subscribers/subscriber.ts";
import { createDeliverer } from "../../../src/endings/delivery/deliverer.ts";
import { Lane } from "../../../src/endings/delivery/lane.ts";
import { createMemoryOutbox } from "../../../src/endings/delivery/memory-outbox.ts";
import type { NewDelivery, Outbox } from "../../../src/endings/delivery/outbox.ts";
import { createScriptedClock } from "../../harness/scripted-clock.ts";
import { sampleEnding, sampleSubscriber } from "./samples.ts";

const answered = (status: number): Attempted => ({
  kind: "answered",
  status,
  code: undefined,
  retryAfterMs: undefined,
});

/** An attempt that is under way. */
interface UnderWay {
  readonly subscriber: Subscriber;
  readonly id: string;
  readonly end: (attempted: Attempted) => void;
}

function running(subscribers: readonly Subscriber[], changes: Partial<Outbox> = {}) {
  const memory = createMemoryOutbox(subscribers);
  const time = createScriptedClock();
  const sent: UnderWay[] = [];
  const errors: unknown[] = [];
  const deliverer = createDeliverer({
    outbox: { ...memory, ...changes },
    clock: time.clock,
    random: () => 0.5,
    newId: randomUUID,
    emit: () => undefined,
    failed: (error) => errors.push(error),
    sender: {
      send: (subscriber, ending, signal) =>
        new Promise((resolve) => {
          sent.push({ subscriber, id: ending.id, end: resolve });
          signal.addEventListener("abort", () => resolve({ kind: "failed", why: "broken" }));
        }),
      closeIdle: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
  });
  deliverer.start();
  onTestFinished(() => deliverer.stop(200));
  const tell = (count: number): readonly Ending[] => {
    const endings = Array.from({ length: count }, () => sampleEnding());
    for (const ending of endings) deliverer.receive(ending);
    return endings;
  };
  return { memory, time, sent, errors, deliverer, tell };
}

test("Those that fail, however many, leave the places of those that answer.", async () => {
  const projects = attemptsOfAllMax.quick / 8;
  const failing = Array.from({ length: attemptsOfAllMax.quick + 20 }, (_, n) =>
    sampleSubscriber({ project: `failing-${n % projects}` }),
  );
  const good = sampleSubscriber();
  const { time, sent, deliverer, tell } = running([...failing, good]);
  for (let n = 0; n < projects; n += 1) {
    deliverer.receive(sampleEnding({ project: `failing-${n}` }));
  }
  // Each fails once, so that each is known to fail.
  await expect.poll(() => sent.length).toBe(attemptsOfAllMax.quick);
  for (let at = 0; at < failing.length; at += 1) {
    await expect.poll(() => sent.length).toBeGreaterThan(at);
    sent[at]?.end(answered(500));
  }
  await time.advance(10_000);
  const again = (): number => sent.length - failing.length;
  await expect.poll(again).toBe(attemptsOfAllMax.slow);
  const [ending] = tell(1);
  await expect.poll(() => sent.at(-1)?.id).toBe(ending?.id);
  await time.advance(10_000);
  expect(again()).toBe(attemptsOfAllMax.slow + 1);
});

test("One project takes so many places as may be, and no more, however many subscribers it has and however slowly they answer.", async () => {
  const slow = Array.from({ length: 10 }, () => sampleSubscriber({ project: "slow" }));
  const good = sampleSubscriber();
  const { time, sent, deliverer, tell } = running([...slow, good]);
  const toSlow = () => sent.filter(({ subscriber }) => subscriber.project === "slow");
  for (let n = 0; n < 20; n += 1) deliverer.receive(sampleEnding({ project: "slow" }));
  await expect.poll(() => toSlow().length).toBe(attemptsOfProjectMax.quick);
  // The subscribers have had their turns one after another.
  const counts = slow.map(({ id }) => toSlow().filter((one) => one.subscriber.id === id).length);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  await time.advance(quickAttemptMaxMs + 1);
  const before = toSlow();
  for (const one of before) one.end(answered(200));
  await expect.poll(() => toSlow().length).toBe(before.length + attemptsOfProjectMax.slow);
  tell(1);
  await expect.poll(() => sent.at(-1)?.subscriber.id).toBe(good.id);
  expect(toSlow()).toHaveLength(before.length + attemptsOfProjectMax.slow);
});

test("One that fails has one attempt at a time and a pause between two, and gives back what it had taken.", async () => {
  const subscriber = sampleSubscriber();
  const { time, sent, memory, tell } = running([subscriber]);
  const endings = tell(20);
  await expect.poll(() => sent.length).toBe(attemptsAtOnceMax);
  for (const one of sent.slice()) one.end(answered(500));
  await expect
    .poll(() => memory.history(subscriber.id).filter(({ status }) => status === 500))
    .toHaveLength(attemptsAtOnceMax);
  // Those that were not attempted are due at once, for every process.
  await expect
    .poll(() => memory.history(subscriber.id).filter(({ attempts }) => attempts === 0))
    .toHaveLength(endings.length - attemptsAtOnceMax);
  await time.advance(3 * failingPauseMs);
  await expect.poll(() => sent.length).toBe(attemptsAtOnceMax + 1);
  await time.advance(10 * failingPauseMs);
  expect(sent).toHaveLength(attemptsAtOnceMax + 1);
});

test("A lane has its places, one after a failure, and a pause.", () => {
  const lane = new Lane("app");
  lane.more = true;
  expect(lane.room(0)).toBeGreaterThan(0);
  lane.queue.push(
    ...[1, 2].map((n) => ({
      subscriberId: "app",
      ending: sampleEnding(),
      attempts: n,
      writtenAtMs: 0,
      beginByMs: 0,
    })),
  );
  lane.underWay = attemptsAtOnceMax - 1;
  expect(lane.mayBegin()).toBe(true);
  lane.underWay = attemptsAtOnceMax;
  expect(lane.mayBegin()).toBe(false);
  lane.ended(true, 0, 1_000);
  lane.underWay = 1;
  expect([lane.mayBegin(), lane.takesFresh(0)]).toEqual([false, false]);
  lane.underWay = 0;
  expect(lane.mayBegin()).toBe(true);
  lane.queue.length = 0;
  expect(lane.room(1_000 + failingPauseMs - 1)).toBe(0);
  expect(lane.room(1_000 + failingPauseMs)).toBe(1);
  lane.ended(false, quickAttemptMaxMs, 2_000);
  expect([lane.room(2_000) > attemptsAtOnceMax, lane.pace]).toEqual([true, "quick"]);
  lane.ended(false, quickAttemptMaxMs + 1, 2_000);
  expect([lane.room(2_000), lane.pace]).toEqual([attemptsAtOnceMax, "slow"]);
});

test("What has waited here until another process may take it is not sent from the queue.", async () => {
  const subscriber = sampleSubscriber();
  const { time, sent, memory, tell } = running([subscriber]);
  tell(attemptsAtOnceMax);
  await expect.poll(() => sent.length).toBe(attemptsAtOnceMax);
  const [late] = tell(1);
  await expect.poll(() => memory.state(subscriber.id)?.waiting).toBe(attemptsAtOnceMax + 1);
  await time.advance(takenForMs - attemptMaxMs + 1);
  sent[0]?.end(answered(204));
  await time.advance(1_000);
  expect(sent.map(({ id }) => id)).not.toContain(late?.id);
  for (const one of sent.slice()) one.end(answered(204));
  // It is due again by itself.
  await time.advance(attemptMaxMs + 2_000);
  await expect.poll(() => sent.map(({ id }) => id)).toContain(late?.id);
});

test("One that is disabled or removed is sent nothing more, also of what this process has taken for it.", async () => {
  const [disabled, removed] = [sampleSubscriber(), sampleSubscriber()];
  const { time, sent, memory, deliverer, tell } = running([disabled, removed]);
  tell(attemptsAtOnceMax + 5);
  await expect.poll(() => sent.length).toBe(2 * attemptsAtOnceMax);
  memory.replace([{ ...disabled, enabled: false }]);
  deliverer.forget("acme");
  for (const one of sent.slice()) one.end(answered(204));
  await time.advance(2 * takenForMs);
  expect(sent).toHaveLength(2 * attemptsAtOnceMax);
  tell(1);
  await time.advance(2 * takenForMs);
  expect(sent).toHaveLength(2 * attemptsAtOnceMax);
});

test("A subscriber, and a secret, that was changed here counts with the next ending.", async () => {
  const subscriber = sampleSubscriber();
  const { sent, memory, deliverer, tell } = running([subscriber]);
  tell(1);
  await expect.poll(() => sent.length).toBe(1);
  const [rotated, added] = [sampleSubscriber({ id: subscriber.id }), sampleSubscriber()];
  memory.replace([rotated, added]);
  deliverer.forget("acme");
  tell(1);
  await expect.poll(() => sent.length).toBe(3);
  const secrets = sent.slice(1).map((one) => one.subscriber.secret?.reveal());
  expect(new Set(secrets)).toEqual(new Set([rotated.secret.reveal(), added.secret.reveal()]));
});

test("Nothing is written for a subscriber that has not asked for it.", async () => {
  const put: NewDelivery[] = [];
  const wanting = sampleSubscriber({ types: ["session-revoked"] });
  const other = sampleSubscriber({ types: ["identity-changed"] });
  const { tell } = running([wanting, other], {
    put: (deliveries) => {
      put.push(...deliveries);
      return Promise.resolve([]);
    },
  });
  tell(1);
  await expect.poll(() => put.map(({ subscriberId }) => subscriberId)).toEqual([wanting.id]);
});

test("What was heard, and what became of attempts, is written before the process has stopped.", async () => {
  const subscriber = sampleSubscriber();
  const memory = createMemoryOutbox([subscriber]);
  const slowly = async (turns: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
  };
  const { sent, deliverer, tell } = running([], {
    ...memory,
    put: async (deliveries, nowMs) => {
      await slowly(5);
      return memory.put(deliveries, nowMs);
    },
    settle: async (settlements) => {
      await slowly(100);
      await memory.settle(settlements);
    },
  });
  const [first] = tell(1);
  await expect.poll(() => sent.map(({ id }) => id)).toEqual([first?.id]);
  sent[0]?.end(answered(204));
  const [last] = tell(1);
  await deliverer.stop(5_000);
  const states = memory.history(subscriber.id).map(({ endingId, state }) => [endingId, state]);
  expect(Object.fromEntries(states)).toEqual({
    [first?.id ?? ""]: "delivered",
    [last?.id ?? ""]: "waiting",
  });
});

test("While nothing can be written, so many wait as may, and then one stands for all of them.", async () => {
  const subscriber = sampleSubscriber();
  const memory = createMemoryOutbox([subscriber]);
  const written: string[] = [];
  let failing = true;
  const { time, errors, tell } = running([], {
    ...memory,
    put: (deliveries, nowMs) => {
      if (failing) return Promise.reject(new Error("no database"));
      written.push(...deliveries.map(({ ending }) => ending.type));
      return memory.put(deliveries, nowMs);
    },
  });
  tell(1);
  await expect.poll(() => errors.length).toBe(1);
  tell(backlogMax);
  tell(1);
  failing = false;
  await time.advance(2_000);
  await expect.poll(() => written).toContain("project-changed");
  await time.advance(2_000);
  // The first one was being written, and one came after the many.
  expect(written.toSorted()).toEqual(["project-changed", "session-revoked"]);
});
