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
