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

/** The endings that were told, and whether an invalidation had been accepted by then. */
function endingsIn(events: readonly EdgeEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind === "published") return [event.ok ? "published" : "in vain"];
    return event.kind === "ending" ? [`${event.ending.type} ${event.ending.id}`] : [];
  });
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

test("An ending is told once the bus has accepted its invalidation, and has the same id.", async () => {
  const { publisher, accepted, events } = scene();
  const type = "credential-changed";
  await publisher.publish("acme", [identity("a")], "mutation", 250, () => ({ type }));
  const [invalidation] = accepted.flat();
  expect(invalidation?.change).toEqual({ type });
  expect(endingsIn(events)).toEqual(["published", `credential-changed ${invalidation?.id}`]);
});

test("If the bus does not accept it, an ending is told after the time that a client waits, and only then.", async () => {
  const { time, bus, publish, accepted, events } = scene();
  bus.accepts = false;
  void publish("a");
  void publish("b");
  await quiet();
  await time.advance(249);
  expect(endingsIn(events)).toEqual(["in vain"]);
  await time.advance(2);
  const told = endingsIn(events).filter((text) => text.startsWith("identity-changed"));
  expect(told).toHaveLength(2);
  bus.accepts = true;
  await time.advance(1_000);
  const ids = accepted.flat().map(({ id }) => `identity-changed ${id}`);
  expect(ids).toEqual(told);
  expect(endingsIn(events).filter((text) => text.startsWith("identity-changed"))).toEqual(told);
});

test("Two changes of one scope that wait are both told, and the same one is told once.", async () => {
  const { time, bus, publisher, events } = scene();
  bus.accepts = false;
  // It is being sent, so it does not wait.
  void publisher.publish("acme", [identity("sent")], "mutation", 0, () => ({ type: "none" }));
  const publish = (type: "credential-changed" | "identity-changed") =>
    void publisher.publish("acme", [identity("a")], "mutation", 0, () => ({ type }));
  publish("credential-changed");
  publish("credential-changed");
  publish("identity-changed");
  await time.advance(300);
  expect(events.filter(({ kind }) => kind === "ending")).toHaveLength(2);
});

test("Changes of several sessions of one identity that wait are each told, up to the limit on what waits.", async () => {
  const { time, bus, publisher, events } = scene(2);
  bus.accepts = false;
  void publisher.publish("acme", [identity("sent")], "mutation", 0, () => ({ type: "none" }));
  await quiet();
  const publish = (sessionId: string) =>
    void publisher.publish("acme", [identity("a")], "refresh", 0, () => ({
      type: "session-revoked",
      sessionId,
      identityId: "a",
    }));
  publish("s1");
  publish("s1");
  publish("s2");
  await time.advance(300);
  const told = events.flatMap((event) => (event.kind === "ending" ? [event.ending.sessionId] : []));
  expect(told).toEqual(["s1", undefined, "s2", undefined]);
  expect(publisher.waiting).toBe(3);
  publish("s3");
  expect(publisher.waiting).toBe(2);
  expect(events.filter(({ kind }) => kind === "limit-reached")).toHaveLength(1);
});

test("What another invalidation says is not told.", async () => {
  const { publisher, events } = scene();
  await publisher.publish("acme", [identity("a")], "mutation", 250, () => ({ type: "none" }));
  expect(endingsIn(events)).toEqual(["published"]);
});
