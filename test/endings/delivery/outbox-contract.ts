// What every outbox does: in memory and in the control plane's databases.
import { expect, it } from "vitest";
import {
  backlogMax,
  deliveryAgeMaxMs,
  historyMax,
  historyMinMs,
  takenForMs,
} from "../../../src/core/subscribers/limits.ts";
import type { Subscriber } from "../../../src/core/subscribers/subscriber.ts";
import type {
  Delivery,
  DeliveryLine,
  Outbox,
  Settlement,
  SubscriberState,
} from "../../../src/endings/delivery/outbox.ts";
import { nth } from "./receiver.ts";
import { sampleEnding, sampleReceiver, sampleSubscriber } from "./samples.ts";

/** An outbox with what a test needs beside it. */
export interface OutboxUnderTest {
  readonly outbox: Outbox;
  /** Adds subscribers, each of a project that exists. */
  readonly add: (...subscribers: Subscriber[]) => Promise<void>;
  readonly state: (id: string) => Promise<SubscriberState | undefined>;
  readonly history: (id: string) => Promise<readonly DeliveryLine[]>;
}

const nowMs = 1_700_000_000_000;

/** What became of a delivery. */
function settled(delivery: Delivery, fate: Settlement["fate"], atMs = nowMs + 50): Settlement {
  const status = fate.kind === "delivered" ? 204 : 500;
  return { delivery, fate, atMs, status, detail: undefined, durationMs: 12 };
}

/** The tests. */
export function keepsDeliveries(open: () => Promise<OutboxUnderTest>): void {
  const one = async (take = false) => {
    const scene = await open();
    const subscriber = sampleSubscriber();
    await scene.add(subscriber);
    const ending = sampleEnding();
    const taken = await scene.outbox.put([{ subscriberId: subscriber.id, ending, take }], nowMs);
    return { ...scene, subscriber, ending, taken };
  };

  it("A delivery that is taken when it is written is due for nobody else until that ends.", async () => {
    const { outbox, subscriber, ending, taken } = await one(true);
    expect(taken).toMatchObject([{ subscriberId: subscriber.id, ending, attempts: 1 }]);
    expect(await outbox.due(nowMs + takenForMs - 1)).toEqual([]);
    expect(await outbox.due(nowMs + takenForMs)).toEqual([subscriber.id]);
    const [again] = await outbox.take(subscriber.id, 10, nowMs + takenForMs);
    expect(again).toMatchObject({ ending, attempts: 2 });
  });

  it("A delivery that is not taken is due at once, and only one of two takers gets it.", async () => {
    const { outbox, subscriber, ending, taken } = await one();
    expect(taken).toEqual([]);
    expect(await outbox.due(nowMs)).toEqual([subscriber.id]);
    const takers = await Promise.all([
      outbox.take(subscriber.id, 10, nowMs),
      outbox.take(subscriber.id, 10, nowMs),
    ]);
    expect(takers.flat()).toMatchObject([{ ending, attempts: 1 }]);
  });

  it("The same ending is written once for each subscriber, also after it was delivered.", async () => {
    const { outbox, subscriber, ending, taken, state } = await one(true);
    const again = { subscriberId: subscriber.id, ending, take: true };
    expect(await outbox.put([again], nowMs)).toEqual([]);
    await outbox.settle(taken.map((delivery) => settled(delivery, { kind: "delivered" })));
    expect(await outbox.put([again], nowMs)).toEqual([]);
    expect((await state(subscriber.id))?.waiting).toBe(0);
    expect(await outbox.backlog()).toBe(0);
  });

  it("A delivery that failed is due when it is to be tried again, and its subscriber is failing.", async () => {
    const { outbox, subscriber, taken, state, history } = await one(true);
    const dueAtMs = nowMs + 5_000;
    await outbox.settle(taken.map((delivery) => settled(delivery, { kind: "retry", dueAtMs })));
    expect(await state(subscriber.id)).toMatchObject({
      failingSinceMs: nowMs + 50,
      waiting: 1,
    });
    expect(await outbox.due(dueAtMs - 1)).toEqual([]);
    const retaken = await outbox.take(subscriber.id, 1, dueAtMs);
    const late = (delivery: Delivery) => settled(delivery, { kind: "retry", dueAtMs }, dueAtMs);
    await outbox.settle(retaken.map(late));
    expect((await state(subscriber.id))?.failingSinceMs).toBe(nowMs + 50);
    const last = await outbox.take(subscriber.id, 1, dueAtMs);
    await outbox.settle(last.map((delivery) => settled(delivery, { kind: "delivered" }, dueAtMs)));
    expect(await state(subscriber.id)).toMatchObject({ failingSinceMs: undefined, waiting: 0 });
    expect(await history(subscriber.id)).toMatchObject([
      { state: "delivered", attempts: 3, status: 204, durationMs: 12, dueAtMs: undefined },
    ]);
  });

  it("A settlement of a delivery that another process has taken since changes nothing.", async () => {
    const { outbox, subscriber, taken, state } = await one(true);
    const [other] = await outbox.take(subscriber.id, 1, nowMs + takenForMs);
    await outbox.settle(taken.map((delivery) => settled(delivery, { kind: "delivered" })));
    expect((await state(subscriber.id))?.waiting).toBe(1);
    expect(other?.attempts).toBe(2);
  });

  it("A delivery that was given back is due at once, and its attempt does not count.", async () => {
    const { outbox, subscriber, taken, state } = await one(true);
    await outbox.settle(taken.map((delivery) => settled(delivery, { kind: "released" })));
    expect(await state(subscriber.id)).toMatchObject({ failingSinceMs: undefined, waiting: 1 });
    const [again] = await outbox.take(subscriber.id, 1, nowMs + 50);
    expect(again?.attempts).toBe(1);
  });

  it("A rejected delivery is finished, and its subscriber is failing.", async () => {
    const { outbox, subscriber, taken, state, history } = await one(true);
    await outbox.settle(taken.map((delivery) => settled(delivery, { kind: "rejected" })));
    expect(await state(subscriber.id)).toMatchObject({ failingSinceMs: nowMs + 50, waiting: 0 });
    expect(await history(subscriber.id)).toMatchObject([{ state: "rejected", status: 500 }]);
  });

  it("A subscriber that wants nothing more is sent nothing more, and nothing waits for it.", async () => {
    const { outbox, subscriber, taken, state } = await one(true);
    const other = sampleEnding();
    await outbox.put([{ subscriberId: subscriber.id, ending: other, take: false }], nowMs);
    await outbox.settle(taken.map((delivery) => settled(delivery, { kind: "gone" })));
    expect(await state(subscriber.id)).toMatchObject({ stopped: "gone", waiting: 0 });
    await outbox.put([{ subscriberId: subscriber.id, ending: other, take: false }], nowMs);
    expect(await outbox.due(nowMs + deliveryAgeMaxMs)).toEqual([]);
  });

  it("Those with fewer attempts are taken first, so that one that always fails delays no other.", async () => {
    const { outbox, subscriber, taken } = await one(true);
    await outbox.settle(
      taken.map((delivery) => settled(delivery, { kind: "retry", dueAtMs: nowMs })),
    );
    const fresh = sampleEnding();
    await outbox.put([{ subscriberId: subscriber.id, ending: fresh, take: false }], nowMs + 1);
    const [first] = await outbox.take(subscriber.id, 1, nowMs + 1);
    expect(first?.ending).toEqual(fresh);
  });

  it("Nothing is written for a subscriber that is gone or disabled.", async () => {
    const { outbox, add } = await open();
    const disabled = sampleSubscriber({ enabled: false });
    await add(disabled);
    const ids = [disabled.id, sampleSubscriber().id];
    const deliveries = ids.map((subscriberId) => ({
      subscriberId,
      ending: sampleEnding(),
      take: true,
    }));
    expect(await outbox.put(deliveries, nowMs)).toEqual([]);
    expect(await outbox.backlog()).toBe(0);
  });

  it("One more delivery than may wait is replaced, with all others, by one for the project.", async () => {
    const { outbox, add, state } = await open();
    const subscriber = sampleSubscriber();
    const other = sampleSubscriber();
    await add(subscriber, other);
    const deliveries = (count: number) =>
      Array.from({ length: count }, () => ({
        subscriberId: subscriber.id,
        ending: sampleEnding(),
        take: false,
      }));
    await outbox.put([{ subscriberId: other.id, ending: sampleEnding(), take: false }], nowMs);
    for (let put = 0; put < backlogMax; put += 1_000) await outbox.put(deliveries(1_000), nowMs);
    expect(await state(subscriber.id)).toMatchObject({ waiting: backlogMax, gapAtMs: undefined });
    await outbox.put(deliveries(1), nowMs + 5);
    expect(await state(subscriber.id)).toMatchObject({ waiting: 1, gapAtMs: nowMs + 5 });
    const [gap] = await outbox.take(subscriber.id, 10, nowMs + 5);
    expect(gap?.ending).toMatchObject({ type: "project-changed", project: "acme" });
    expect((await state(other.id))?.waiting).toBe(1);
  });

  it("What has waited for too long becomes one for the project, which waits for as long as it takes.", async () => {
    const { outbox, subscriber, state } = await one();
    await outbox.prune(nowMs + deliveryAgeMaxMs);
    expect((await state(subscriber.id))?.gapAtMs).toBeUndefined();
    const lateMs = nowMs + deliveryAgeMaxMs + 1;
    await outbox.prune(lateMs);
    expect(await state(subscriber.id)).toMatchObject({ waiting: 1, gapAtMs: lateMs });
    await outbox.prune(lateMs + 10 * deliveryAgeMaxMs);
    expect(await state(subscriber.id)).toMatchObject({ waiting: 1, gapAtMs: lateMs });
    const [gap] = await outbox.take(subscriber.id, 10, lateMs);
    expect(gap?.ending.type).toBe("project-changed");
  });

  it("A gap is not written for a receiver of CAEP events, which have no word for it.", async () => {
    const { outbox, add, state } = await open();
    const receiver = sampleReceiver();
    await add(receiver);
    await outbox.put([{ subscriberId: receiver.id, ending: sampleEnding(), take: false }], nowMs);
    await outbox.prune(nowMs + deliveryAgeMaxMs + 1);
    expect(await state(receiver.id)).toMatchObject({ waiting: 0 });
    expect((await state(receiver.id))?.gapAtMs).toBeDefined();
  });

  it("The last finished deliveries stay to be looked at, and the others only for a while.", async () => {
    const { outbox, add, history } = await open();
    const subscriber = sampleSubscriber();
    await add(subscriber);
    const endings = Array.from({ length: historyMax + 20 }, () => sampleEnding());
    for (const [index, ending] of endings.entries()) {
      const atMs = nowMs + index;
      const taken = await outbox.put([{ subscriberId: subscriber.id, ending, take: true }], atMs);
      await outbox.settle(taken.map((delivery) => settled(delivery, { kind: "delivered" }, atMs)));
    }
    const again = { subscriberId: subscriber.id, ending: nth(endings), take: true };
    await outbox.prune(nowMs + historyMinMs);
    expect(await outbox.put([again], nowMs)).toEqual([]);
    await outbox.prune(nowMs + historyMinMs + endings.length);
    const lines = await history(subscriber.id);
    expect(lines.map(({ endingId }) => endingId)).toEqual(
      endings
        .slice(-historyMax)
        .toReversed()
        .map(({ id }) => id),
    );
    // It is forgotten by now, so it would be sent again.
    expect(await outbox.put([again], nowMs)).toHaveLength(1);
  });

  it("Subscribers are found with everything that sending needs.", async () => {
    const { outbox, add } = await open();
    const subscribers = [
      sampleSubscriber({ types: ["session-revoked", "identity-changed"] }),
      sampleReceiver(),
      sampleReceiver({ secret: undefined, enabled: false }),
    ];
    await add(...subscribers);
    for (const one of subscribers) {
      const found = await outbox.find(one.id);
      expect(found).toEqual(one);
      expect(found?.secret?.reveal()).toBe(one.secret?.reveal());
    }
    expect(await outbox.find("nobody")).toBeUndefined();
    const found = await outbox.subscribersOf("acme");
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(subscribers.map(({ id }) => id)));
    expect(await outbox.subscribersOf("other")).toEqual([]);
  });
}
