// The in-process bus against the bus contract, and what it promises beyond: delivery before `publish` returns.
import { describe, expect, it } from "vitest";
import { createInProcessBus } from "../../src/bus/in-process.ts";
import { busContract, sampleInvalidation } from "./bus-contract.ts";

busContract("in process", () => {
  const errors: unknown[] = [];
  const bus = createInProcessBus({ onError: (error) => errors.push(error) });
  return Promise.resolve({ bus, errors, settled: () => Promise.resolve() });
});

describe("in-process bus", () => {
  it("The in-process bus has delivered a message when publish returns.", async () => {
    const bus = createInProcessBus({ onError: () => expect.unreachable() });
    const heard: string[] = [];
    await bus.subscribe((invalidation) => heard.push(invalidation.id));
    const published = bus.publish([sampleInvalidation("now")]);
    expect(heard).toEqual(["now"]);
    await published;
  });

  it("The in-process bus names the message at which a subscriber failed.", async () => {
    const failed: string[] = [];
    const bus = createInProcessBus({
      onError: (_, message) => failed.push("id" in message ? message.id : "a project"),
    });
    await bus.subscribe(() => {
      throw new Error("no");
    });
    await bus.publish([sampleInvalidation("bad")]);
    expect(failed).toEqual(["bad"]);
  });

  it("The in-process bus leaves out subscribers that join or leave while a message is delivered.", async () => {
    const bus = createInProcessBus({ onError: () => expect.unreachable() });
    const heard: string[] = [];
    const subscribing: Promise<unknown>[] = [];
    let endLast = (): void => expect.unreachable();
    await bus.subscribe((invalidation) => {
      heard.push(`first ${invalidation.id}`);
      endLast();
      if (invalidation.id === "a") {
        subscribing.push(bus.subscribe((later) => heard.push(`late ${later.id}`)));
      }
    });
    endLast = await bus.subscribe((invalidation) => heard.push(`last ${invalidation.id}`));
    await bus.publish([sampleInvalidation("a")]);
    await Promise.all(subscribing);
    await bus.publish([sampleInvalidation("b")]);
    expect(heard).toEqual(["first a", "first b", "late b"]);
  });
});
