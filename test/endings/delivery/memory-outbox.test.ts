// The outbox in memory keeps the contract of every outbox.
import { describe, expect, it } from "vitest";
import { createMemoryOutbox } from "../../../src/endings/delivery/memory-outbox.ts";
import { keepsDeliveries } from "./outbox-contract.ts";
import { sampleEnding, sampleSubscriber } from "./samples.ts";

describe("outbox in memory", () => {
  keepsDeliveries(async () => {
    const outbox = createMemoryOutbox([]);
    return {
      outbox,
      add: async (...subscribers) => outbox.replace(subscribers),
      state: async (id) => outbox.state(id),
      history: async (id) => outbox.history(id),
    };
  });

  it("A replaced list of subscribers drops what waited for those that are gone, and keeps the rest.", async () => {
    const [kept, gone] = [sampleSubscriber(), sampleSubscriber()];
    const outbox = createMemoryOutbox([kept, gone]);
    const deliveries = [kept, gone].map(({ id: subscriberId }) => ({
      subscriberId,
      ending: sampleEnding(),
      take: false,
    }));
    await outbox.put(deliveries, 0);
    outbox.replace([{ ...kept, url: "https://other.example/" }]);
    expect(await outbox.backlog()).toBe(1);
    expect((await outbox.find(kept.id))?.url).toBe("https://other.example/");
    expect(await outbox.find(gone.id)).toBeUndefined();
  });
});
