// Links of two processes over NATS on a real clock, in two domains: they become healthy, hear each other, notice that the
// other region is gone, and heal.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setUpNatsBus } from "../../src/bus/nats/administration.ts";
import { createNatsBus } from "../../src/bus/nats/nats-bus.ts";
import type { Invalidation } from "../../src/core/invalidation.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { createBusLink } from "../../src/edge/link/bus-link.ts";
import { createBackground, createClock, newId } from "../../src/runtime/node.ts";
import { startNatsPair, type NatsPair } from "../harness/nats-pair.ts";
import { needsProgram } from "../harness/skipping.ts";
import { sampleInvalidation } from "./bus-contract.ts";

/** What a member emitted and received, and a way to wait for it. */
class Trace {
  readonly events: EdgeEvent[] = [];
  readonly received: Invalidation[] = [];
  #waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  event(event: EdgeEvent): void {
    this.events.push(event);
    this.#look();
  }

  invalidation(invalidation: Invalidation): void {
    this.received.push(invalidation);
    this.#look();
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve });
      this.#look();
    });
  }

  /** Whether the latest change of health was to this. */
  isHealthy(healthy: boolean): boolean {
    const last = this.events.findLast(({ kind }) => kind === "bus-health");
    return last?.kind === "bus-health" && last.healthy === healthy;
  }

  #look(): void {
    const met = this.#waiting.filter(({ holds }) => holds());
    this.#waiting = this.#waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  }
}

describe("links over NATS", needsProgram("nats-server"), () => {
  let pair: NatsPair;
  beforeAll(async () => {
    pair = await startNatsPair();
    const eu = { servers: [pair.eu.url], domains: true, name: "test" };
    await setUpNatsBus(eu, { regions: ["eu", "us"] });
  });
  afterAll(() => pair.stop());

  function member(region: "eu" | "us") {
    const trace = new Trace();
    const clock = createClock();
    const background = createBackground();
    const link = createBusLink({
      bus: createNatsBus({ servers: [pair[region].url], domains: true, region, name: "test" }),
      clock,
      newId,
      background: background.run,
      emit: (event) => trace.event(event),
      instance: newId(),
      name: `edge-${region}`,
      software: "1.0.0",
      role: "edge",
      forgetAfterMs: 600_000,
      report: () => ({
        projects: 0,
        revisions: 0,
        entries: 0,
        bytes: 0,
        checks: 0,
        hits: 0,
        unpublished: 0,
        url: undefined,
      }),
      onError: (error) => {
        throw error;
      },
    });
    void link.subscribe((invalidation) => trace.invalidation(invalidation));
    const healthy = (): boolean => clock.nowMs() < link.healthyUntilMs;
    return { link, trace, healthy };
  }

  test("Two regions are healthy, hear each other, and heal after one of them was down.", async () => {
    const eu = member("eu");
    expect(await eu.link.start()).toBe("connected");
    const us = member("us");
    expect(await us.link.start()).toBe("connected");
    for (const { trace } of [eu, us]) await trace.until(() => trace.isHealthy(true));

    await eu.link.publish([{ ...sampleInvalidation("from-eu"), by: "eu" }]);
    await us.trace.until(() => us.trace.received.some(({ id }) => id === "from-eu"));
    await us.link.publish([{ ...sampleInvalidation("from-us"), by: "us" }]);
    await eu.trace.until(() => eu.trace.received.some(({ id }) => id === "from-us"));

    eu.trace.received.length = 0;
    us.trace.received.length = 0;
    await pair.us.kill();
    for (const { trace } of [eu, us]) await trace.until(() => trace.isHealthy(false));
    expect(eu.link.troubles()).toEqual([{ region: "us", trouble: "silent" }]);
    await eu.link.publish([{ ...sampleInvalidation("meanwhile"), by: "eu" }]);
    await pair.us.restart();
    await us.trace.until(() => us.trace.received.some(({ id }) => id === "meanwhile"));
    for (const { trace } of [eu, us]) await trace.until(() => trace.isHealthy(true));
    // Nothing was missed, so nothing was removed.
    expect(us.trace.received.map(({ source }) => source)).toEqual(["mutation"]);

    await us.link.stop();
    await eu.trace.until(() =>
      eu.trace.events.some((event) => event.kind === "region" && event.change === "left"),
    );
    await eu.link.stop();
  });
});
