// What waits to be published: in order, each once, and no more than a limit.
import { expect, test } from "vitest";
import type { Invalidation, Scope } from "../../src/core/invalidation.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { Publisher } from "../../src/edge/publisher.ts";
import { createScriptedClock, quiet } from "../harness/scripted-clock.ts";

/** A publisher on a bus that accepts what the test says. */
function scene(unpublishedMax = 4_096) {
  const time = createScriptedClock();
  const accepted: Invalidation[][] = [];
  const events: EdgeEvent[] = [];
  const bus = { accepts: true, hangs: undefined as Promise<void> | undefined };
  let ids = 0;
  const publisher = new Publisher({
    bus: {
      healthyUntilMs: Number.POSITIVE_INFINITY,
      async publish(invalidations) {
        await bus.hangs;
        if (!bus.accepts) throw new Error("not accepted");
        accepted.push([...invalidations]);
      },
      subscribe: () => Promise.resolve(() => undefined),
    },
    clock: time.clock,
    newId: () => `id-${(ids += 1)}`,
    background: (task) => void task,
    emit: (event) => events.push(event),
    limits: { publishWaitMs: 250, unpublishedMax },
    instance: "edge-1",
  });
  const publish = (...values: readonly string[]) =>
    publisher.publish("acme", values.map(identity), "mutation", 250);
  const values = () =>
    accepted.flat().map(({ scope }) => (scope.kind === "project" ? "project" : scope.value));
  return { time, bus, publisher, publish, accepted, values, events };
}

function identity(value: string): Scope {
  return { kind: "identity", value };
}

test("What is published together goes to the bus together, in order.", async () => {
  const { publish, values, accepted } = scene();
  await publish("a", "b", "c");
  expect(values()).toEqual(["a", "b", "c"]);
  expect(accepted).toHaveLength(1);
});

test("A bus that accepts nothing delays nobody for longer than the limit, and gets everything later, in order.", async () => {
  const { time, bus, publish, publisher, values } = scene();
  bus.accepts = false;
  const first = publish("a");
  const second = publish("b");
  await time.advance(250);
  await Promise.all([first, second]);
  expect(publisher.waiting).toBe(2);
  bus.accepts = true;
  await time.advance(500);
  expect(values()).toEqual(["a", "b"]);
  expect(publisher.waiting).toBe(0);
});

test("A scope that still waits is not queued twice, and one that is being sent is.", async () => {
  const { bus, publish, values } = scene();
  const hanging = Promise.withResolvers<void>();
  bus.hangs = hanging.promise;
  void publish("a");
  await quiet();
  void publish("a");
  void publish("a");
  hanging.resolve();
  await quiet();
  expect(values()).toEqual(["a", "a"]);
});

test("At the limit everything waits by itself, and beyond it one invalidation of the project replaces all.", async () => {
  const { time, bus, publish, publisher, values, events } = scene(3);
  bus.accepts = false;
  // The first is taken out of the queue, since it is being sent.
  void publish("sent");
  await quiet();
  void publish("a", "b", "c");
  expect(publisher.waiting).toBe(4);
  expect(events.filter(({ kind }) => kind === "limit-reached")).toEqual([]);
  const beyond = publish("d");
  expect(publisher.waiting).toBe(2);
  expect(events.filter(({ kind }) => kind === "limit-reached")).toHaveLength(1);
  bus.accepts = true;
  await time.advance(500);
  await beyond;
  expect(values()).toEqual(["sent", "project"]);
});

test("What was replaced counts as published with its replacement.", async () => {
  const { time, bus, publisher, publish } = scene(1);
  bus.accepts = false;
  void publish("sent");
  await quiet();
  let done = false;
  void publisher.publish("acme", [identity("a")], "mutation", 60_000).then(() => (done = true));
  void publish("b");
  await time.advance(1_000);
  expect(done).toBe(false);
  bus.accepts = true;
  await time.advance(1_000);
  expect(done).toBe(true);
});
