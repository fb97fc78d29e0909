// What the control plane's storage does with subscribers: they are written with their line of the audit log, and the outbox
// keeps the contract of every outbox.
import { expect, it } from "vitest";
import { subscribersPerProjectMax } from "../../../src/core/subscribers/limits.ts";
import type { Subscriber } from "../../../src/core/subscribers/subscriber.ts";
import type { ControlStorage } from "../../../src/control/storage.ts";
import { keepsDeliveries } from "../../endings/delivery/outbox-contract.ts";
import { sampleEnding, sampleReceiver, sampleSubscriber } from "../../endings/delivery/samples.ts";
import { sampleAudit, sampleProject, wholeLog } from "./samples.ts";

const nowMs = 1_700_000_000_000;
const recordOf = (subscriber: Subscriber) => ({
  subscriber,
  createdAtMs: nowMs,
  updatedAtMs: nowMs,
});

/** Tests of any storage. */
export function keepsSubscribers(open: () => Promise<ControlStorage>): void {
  keepsDeliveries(async () => {
    const storage = await open();
    await storage.insertProject(sampleProject({ id: "acme" }), sampleAudit());
    const { subscribers: outbox } = storage;
    return {
      outbox,
      add: async (...subscribers) => {
        for (const one of subscribers) await outbox.insert(recordOf(one), sampleAudit());
      },
      state: async (id) => (await outbox.findIn("acme", id))?.state,
      history: (id) => outbox.history(id),
    };
  });

  const withProjects = async () => {
    const storage = await open();
    for (const id of ["acme", "globex"]) {
      await storage.insertProject(sampleProject({ id }), sampleAudit());
    }
    return storage;
  };

  it("A subscriber is written, changed and removed, each time with its line of the audit log.", async () => {
    const { subscribers, ...storage } = await withProjects();
    const before = (await wholeLog({ ...storage, subscribers })).length;
    const receiver = sampleReceiver();
    expect(await subscribers.insert(recordOf(receiver), sampleAudit())).toBe("done");
    const changed = { ...receiver, url: "https://other.example/", enabled: false };
    expect(await subscribers.replace(recordOf(changed), sampleAudit())).toBe("done");
    expect((await subscribers.list("acme")).map(({ subscriber }) => subscriber)).toEqual([changed]);
    expect(await subscribers.remove(receiver.id, sampleAudit())).toBe("done");
    expect(await subscribers.list("acme")).toEqual([]);
    expect((await wholeLog({ ...storage, subscribers })).length).toBe(before + 3);
    expect(await subscribers.replace(recordOf(changed), sampleAudit())).toBe("gone");
    expect(await subscribers.remove(receiver.id, sampleAudit())).toBe("gone");
    expect((await wholeLog({ ...storage, subscribers })).length).toBe(before + 3);
  });

  it("Processes that hear endings see each other, and a gap is told once to those who were there.", async () => {
    const { subscribers } = await withProjects();
    const [app, other, partner] = [
      sampleSubscriber(),
      sampleSubscriber({ project: "globex" }),
      sampleReceiver(),
    ];
    const off = sampleSubscriber({ enabled: false });
    for (const one of [app, other, partner, off]) {
      await subscribers.insert(recordOf(one), sampleAudit());
    }
    expect(await subscribers.beat("one", false)).toEqual(new Map());
    const one = { beats: 1, settled: false };
    expect(await subscribers.beat("two", false)).toEqual(new Map([["one", one]]));
    await subscribers.tellGap("one", nowMs, nowMs + 1);
    expect(await subscribers.backlog()).toBe(0);
    expect(await subscribers.beat("two", true)).toEqual(
      new Map([["one", { beats: 1, settled: true }]]),
    );
    await subscribers.tellGap("two", nowMs + 1, nowMs + 2);
    expect(await subscribers.backlog()).toBe(2);
    const [gap] = await subscribers.take(other.id, 10, nowMs + 2);
    expect(gap).toMatchObject({
      attempts: 1,
      ending: { id: "two", type: "project-changed", project: "globex", at: nowMs + 2 },
    });
    const gapsAt = await Promise.all(
      ([app, partner, off] as const).map(
        async ({ id }) => (await subscribers.findIn("acme", id))?.state.gapAtMs,
      ),
    );
    expect(gapsAt).toEqual([nowMs + 2, nowMs + 2, undefined]);
    await subscribers.forgetWatchers(["two"]);
    expect(await subscribers.beat("one", true)).toEqual(new Map());
  });

  it("A subscriber is found only in its own project.", async () => {
    const { subscribers } = await withProjects();
    const subscriber = sampleSubscriber();
    await subscribers.insert(recordOf(subscriber), sampleAudit());
    expect(await subscribers.findIn("acme", subscriber.id)).toBeDefined();
    expect(await subscribers.findIn("globex", subscriber.id)).toBeUndefined();
    expect(await subscribers.list("globex")).toEqual([]);
  });

  it("A project has at most so many subscribers, and one that is gone has none.", async () => {
    const { subscribers } = await withProjects();
    const insert = (changes = {}) =>
      subscribers.insert(recordOf(sampleSubscriber(changes)), sampleAudit());
    for (let count = 0; count < subscribersPerProjectMax; count += 1) {
      expect(await insert()).toBe("done");
    }
    expect(await insert()).toBe("full");
    expect(await insert({ project: "globex" })).toBe("done");
    expect(await insert({ project: "initech" })).toBe("project-gone");
  });

  it("A subscriber that is enabled again gets one delivery for what it has missed.", async () => {
    const { subscribers } = await withProjects();
    const subscriber = sampleSubscriber();
    await subscribers.insert(recordOf(subscriber), sampleAudit());
    const delivery = { subscriberId: subscriber.id, ending: sampleEnding(), take: false };
    await subscribers.put([delivery], nowMs);
    await subscribers.replace(recordOf({ ...subscriber, enabled: false }), sampleAudit());
    expect(await subscribers.backlog()).toBe(0);
    await subscribers.replace(recordOf(subscriber), sampleAudit());
    const taken = await subscribers.take(subscriber.id, 10, nowMs);
    expect(taken.map(({ ending }) => ending.type)).toEqual(["project-changed"]);
  });

  it("Subscribers and their deliveries are removed with their project.", async () => {
    const storage = await withProjects();
    const subscriber = sampleSubscriber();
    await storage.subscribers.insert(recordOf(subscriber), sampleAudit());
    const delivery = { subscriberId: subscriber.id, ending: sampleEnding(), take: false };
    await storage.subscribers.put([delivery], nowMs);
    expect(await storage.deleteProject("acme", 1, sampleAudit())).toBe("done");
    expect(await storage.subscribers.find(subscriber.id)).toBeUndefined();
    expect(await storage.subscribers.backlog()).toBe(0);
  });
}
