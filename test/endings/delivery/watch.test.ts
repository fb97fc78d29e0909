// What subscribers are told of the time in which no control process heard endings: by a clock of the test, on a real database.
import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { openControlStorage } from "../../../src/control/database/open.ts";
import type { SubscriberStorage } from "../../../src/control/subscribers/subscriber-storage.ts";
import type { Subscriber } from "../../../src/core/subscribers/subscriber.ts";
import { beatEveryMs, beatsBeforeGap, createWatch } from "../../../src/endings/delivery/watch.ts";
import { sampleAudit, sampleProject } from "../../control/database/samples.ts";
import { createScriptedClock } from "../../harness/scripted-clock.ts";
import { sampleEnding, sampleReceiver, sampleSubscriber } from "./samples.ts";

/** Longer than it takes until a process knows that nobody heard endings before it. */
const decisionMs = beatEveryMs * beatsBeforeGap;

async function scene() {
  const storage = openControlStorage(":memory:");
  await storage.open();
  onTestFinished(() => storage.close());
  await storage.insertProject(sampleProject({ id: "acme" }), sampleAudit());
  const { subscribers } = storage;
  const time = createScriptedClock();
  const errors: unknown[] = [];
  let failing = false;
  const store: SubscriberStorage = {
    ...subscribers,
    beat: (process, settled) =>
      failing ? Promise.reject(new Error("no database")) : subscribers.beat(process, settled),
  };
  const add = async (subscriber: Subscriber): Promise<Subscriber> => {
    const atMs = time.wallMs();
    await subscribers.insert({ subscriber, createdAtMs: atMs, updatedAtMs: atMs }, sampleAudit());
    await time.advance(1);
    return subscriber;
  };
  /** The endings that wait for a subscriber, oldest first. */
  const waiting = async ({ id }: Subscriber): Promise<readonly string[]> => {
    const state = (await subscribers.findIn("acme", id))?.state;
    const taken = await subscribers.take(id, 100, time.wallMs());
    expect(taken).toHaveLength(state?.waiting ?? 0);
    const again = taken.map((delivery) => ({
      delivery,
      atMs: time.wallMs(),
      status: undefined,
      detail: undefined,
      durationMs: 0,
      fate: { kind: "released" } as const,
    }));
    await subscribers.settle(again);
    return taken.map(({ ending }) => ending.type);
  };
  return {
    subscribers,
    time,
    errors,
    add,
    waiting,
    fail: (is: boolean) => {
      failing = is;
    },
    /** A process that hears endings. Without `stop` it was killed, once its timers are gone. */
    process: async () => {
      const timers = new Set<() => void>();
      const watch = createWatch({
        store,
        newId: randomUUID,
        failed: (error) => errors.push(error),
        clock: {
          wallMs: () => time.wallMs(),
          after: (ms, run) => {
            const cancel = time.clock.after(ms, run);
            timers.add(cancel);
            return cancel;
          },
        },
      });
      await watch.start();
      return {
        ...watch,
        kill: () => {
          for (const cancel of timers) cancel();
        },
      };
    },
  };
}

test("After a kill or a stop, each subscriber that was there is told once by the next process, beside what waits for it.", async () => {
  const { process, add, waiting, time, subscribers } = await scene();
  const app = await add(sampleSubscriber({ types: ["session-revoked"] }));
  const partner = await add(sampleReceiver());
  const off = await add(sampleSubscriber({ enabled: false }));
  const first = await process();
  await time.advance(decisionMs);
  expect(await waiting(app)).toEqual(["project-changed"]);
  first.kill();
  await subscribers.put(
    [{ subscriberId: app.id, ending: sampleEnding(), take: false }],
    time.wallMs(),
  );
  // It was replaced at once: nothing looks as if the first one was alive.
  const second = await process();
  const late = await add(sampleSubscriber());
  await time.advance(10 * decisionMs);
  const told = ["project-changed", "project-changed", "session-revoked"];
  expect((await waiting(app)).toSorted()).toEqual(told);
  await second.stop();
  await process();
  await time.advance(10 * decisionMs);
  expect((await waiting(app)).toSorted()).toEqual(["project-changed", ...told]);
  expect([await waiting(partner), await waiting(off)]).toEqual([[], []]);
  expect((await subscribers.findIn("acme", partner.id))?.state.gapAtMs).toBeDefined();
  expect((await subscribers.findIn("acme", off.id))?.state.gapAtMs).toBeUndefined();
  // It was not there before the second start, but before the third.
  expect(await waiting(late)).toEqual(["project-changed"]);
});

test("In a rolling restart somebody hears all the time, and nobody is told of a gap.", async () => {
  const { process, add, waiting, time } = await scene();
  const [one, other] = [await process(), await process()];
  await time.advance(decisionMs);
  const app = await add(sampleSubscriber());
  const third = await process();
  await one.stop();
  await time.advance(beatEveryMs);
  const fourth = await process();
  await other.stop();
  await time.advance(beatEveryMs);
  third.kill();
  await time.advance(10 * decisionMs);
  expect(await waiting(app)).toEqual([]);
  fourth.kill();
  await process();
  await time.advance(decisionMs);
  expect(await waiting(app)).toEqual(["project-changed"]);
});

test("A process that stops when the next one has begun leaves no gap.", async () => {
  const { process, add, waiting, time } = await scene();
  const one = await process();
  await time.advance(decisionMs);
  const app = await add(sampleSubscriber());
  await process();
  await one.stop();
  await time.advance(10 * decisionMs);
  expect(await waiting(app)).toEqual([]);
});

test("Of two that begin after an outage, the second tells what the first was killed too soon to tell.", async () => {
  const { process, add, waiting, time } = await scene();
  const app = await add(sampleSubscriber());
  const one = await process();
  await time.advance(1);
  await process();
  await time.advance(2 * beatEveryMs);
  expect(await waiting(app)).toEqual([]);
  one.kill();
  await time.advance(decisionMs);
  expect(await waiting(app)).toEqual(["project-changed"]);
});

test("Of two that live, one tells it.", async () => {
  const { process, add, waiting, time } = await scene();
  const app = await add(sampleSubscriber());
  await process();
  await time.advance(1);
  await process();
  await time.advance(10 * decisionMs);
  expect(await waiting(app)).toEqual(["project-changed"]);
});

test("A database that does not answer delays what is told, and processes that are gone are forgotten.", async () => {
  const { process, add, waiting, time, fail, errors, subscribers } = await scene();
  const app = await add(sampleSubscriber());
  for (let start = 0; start < 5; start += 1) (await process()).kill();
  fail(true);
  await process();
  await time.advance(10 * decisionMs);
  expect(await waiting(app)).toEqual([]);
  expect(errors.length).toBeGreaterThan(beatsBeforeGap);
  fail(false);
  await time.advance(beatEveryMs + decisionMs);
  expect(await waiting(app)).toEqual(["project-changed"]);
  expect((await subscribers.beat("another", false)).size).toBe(1);
});
