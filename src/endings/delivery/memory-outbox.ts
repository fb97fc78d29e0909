// An outbox in memory, for an edge without a control plane. What waits in it is lost when the process ends.
import { randomUUID } from "node:crypto";
import {
  attemptMaxMs,
  backlogMax,
  deliveryAgeMaxMs,
  historyMax,
  historyMinMs,
  takenForMs,
} from "../../core/subscribers/limits.ts";
import { wants, type Subscriber } from "../../core/subscribers/subscriber.ts";
import {
  gapEnding,
  subscribersDueMax,
  type Delivery,
  type DeliveryLine,
  type NewDelivery,
  type Outbox,
  type Settlement,
  type SubscriberState,
} from "./outbox.ts";

/** One delivery as it is held. */
interface Held extends Delivery {
  readonly state: DeliveryLine["state"];
  readonly dueAtMs: number;
  readonly settled: Settlement | undefined;
}

/** What is held of one subscriber. */
interface Box {
  subscriber: Subscriber;
  readonly held: Map<string, Held>;
  waiting: number;
  failingSinceMs: number | undefined;
  stopped: SubscriberState["stopped"];
  gapAtMs: number | undefined;
}

/** The outbox. */
export interface MemoryOutbox extends Outbox {
  /** Replaces the subscribers. What waits for one that is gone is dropped. One that is changed may be sent to again. */
  replace(subscribers: readonly Subscriber[]): void;
  /** How a subscriber is. Undefined if it is gone. */
  state(subscriberId: string): SubscriberState | undefined;
  /** The last deliveries of a subscriber, latest first. */
  history(subscriberId: string): readonly DeliveryLine[];
}

/** An outbox with these subscribers. */
export function createMemoryOutbox(subscribers: readonly Subscriber[]): MemoryOutbox {
  const boxes = new Map<string, Box>();

  function replace(next: readonly Subscriber[]): void {
    const kept = new Set(next.map(({ id }) => id));
    for (const id of boxes.keys()) if (!kept.has(id)) boxes.delete(id);
    for (const subscriber of next) {
      const box = boxes.get(subscriber.id);
      if (box === undefined) boxes.set(subscriber.id, emptyBox(subscriber));
      else {
        box.subscriber = subscriber;
        box.stopped = undefined;
      }
    }
  }
  replace(subscribers);

  return {
    replace,
    put(deliveries, nowMs) {
      const taken = deliveries.flatMap((one) => {
        const box = boxes.get(one.subscriberId);
        return box === undefined ? [] : putInto(box, one, nowMs);
      });
      return Promise.resolve(taken);
    },
    due(nowMs) {
      const due = [...boxes].filter(
        ([, box]) =>
          box.waiting > 0 && mayReceive(box) && held(box).some((one) => isDue(one, nowMs)),
      );
      return Promise.resolve(due.slice(0, subscribersDueMax).map(([id]) => id));
    },
    take(subscriberId, limit, nowMs) {
      const box = boxes.get(subscriberId);
      if (box === undefined || !mayReceive(box)) return Promise.resolve([]);
      const due = held(box)
        .filter((one) => isDue(one, nowMs))
        .toSorted((one, other) => one.attempts - other.attempts || one.dueAtMs - other.dueAtMs)
        .slice(0, limit)
        .map((one) => taking(one, nowMs));
      for (const one of due) box.held.set(one.ending.id, one);
      return Promise.resolve(due);
    },
    settle(settlements) {
      for (const one of settlements) {
        const box = boxes.get(one.delivery.subscriberId);
        if (box !== undefined) settleIn(box, one);
      }
      return Promise.resolve();
    },
    prune(nowMs) {
      for (const box of boxes.values()) {
        const old = held(box).some(
          ({ state, ending, writtenAtMs }) =>
            state === "waiting" &&
            ending.type !== "project-changed" &&
            writtenAtMs < nowMs - deliveryAgeMaxMs,
        );
        if (old) makeGap(box, nowMs);
        forget(box, nowMs);
      }
      return Promise.resolve();
    },
    find: (subscriberId) => Promise.resolve(boxes.get(subscriberId)?.subscriber),
    subscribersOf: (project) =>
      Promise.resolve(
        [...boxes.values()]
          .map(({ subscriber }) => subscriber)
          .filter((subscriber) => subscriber.project === project),
      ),
    backlog: () =>
      Promise.resolve([...boxes.values()].reduce((sum, { waiting }) => sum + waiting, 0)),
    state(subscriberId) {
      const box = boxes.get(subscriberId);
      if (box === undefined) return undefined;
      const { failingSinceMs, stopped, gapAtMs, waiting } = box;
      return { failingSinceMs, stopped, gapAtMs, waiting };
    },
    history(subscriberId) {
      const box = boxes.get(subscriberId);
      return box === undefined
        ? []
        : held(box)
            .toReversed()
            .slice(0, historyMax)
            .map((one) => lineOf(one));
    },
  };
}

function emptyBox(subscriber: Subscriber): Box {
  return {
    subscriber,
    held: new Map(),
    waiting: 0,
    failingSinceMs: undefined,
    stopped: undefined,
    gapAtMs: undefined,
  };
}

function held({ held: all }: Box): Held[] {
  return [...all.values()];
}

function mayReceive({ subscriber, stopped }: Box): boolean {
  return subscriber.enabled && stopped === undefined;
}

function isDue({ state, dueAtMs }: Held, nowMs: number): boolean {
  return state === "waiting" && dueAtMs <= nowMs;
}

function taking(one: Held, nowMs: number): Held {
  const dueAtMs = nowMs + takenForMs;
  return { ...one, attempts: one.attempts + 1, beginByMs: dueAtMs - attemptMaxMs, dueAtMs };
}

function putInto(box: Box, { ending, take }: NewDelivery, nowMs: number): readonly Delivery[] {
  if (!mayReceive(box) || !wants(box.subscriber, ending) || box.held.has(ending.id)) return [];
  if (box.waiting >= backlogMax) {
    makeGap(box, nowMs);
    return [];
  }
  const written: Held = {
    subscriberId: box.subscriber.id,
    ending,
    attempts: 0,
    writtenAtMs: nowMs,
    beginByMs: nowMs,
    state: "waiting",
    dueAtMs: nowMs,
    settled: undefined,
  };
  const kept = take ? taking(written, nowMs) : written;
  box.held.set(ending.id, kept);
  box.waiting += 1;
  return take ? [kept] : [];
}

function settleIn(box: Box, settlement: Settlement): void {
  const { delivery, fate, atMs } = settlement;
  const one = box.held.get(delivery.ending.id);
  if (one === undefined || one.state !== "waiting" || one.attempts !== delivery.attempts) return;
  if (fate.kind === "released") {
    box.held.set(one.ending.id, { ...one, attempts: one.attempts - 1, dueAtMs: atMs });
    return;
  }
  if (fate.kind === "delivered" || fate.kind === "rejected") {
    box.waiting -= 1;
    // It is put at the end, so that the history is in the order of the attempts.
    box.held.delete(one.ending.id);
    box.held.set(one.ending.id, { ...one, state: fate.kind, settled: settlement });
  } else {
    const dueAtMs = fate.kind === "retry" ? fate.dueAtMs : one.dueAtMs;
    box.held.set(one.ending.id, { ...one, dueAtMs, settled: settlement });
  }
  if (fate.kind === "gone") {
    box.stopped = "gone";
    dropWaiting(box);
  }
  box.failingSinceMs = fate.kind === "delivered" ? undefined : (box.failingSinceMs ?? atMs);
}

function dropWaiting(box: Box): void {
  for (const [id, { state }] of box.held) if (state === "waiting") box.held.delete(id);
  box.waiting = 0;
}

function makeGap(box: Box, nowMs: number): void {
  dropWaiting(box);
  box.gapAtMs = nowMs;
  const ending = gapEnding(box.subscriber.project, randomUUID(), nowMs);
  if (!wants(box.subscriber, ending)) return;
  putInto(box, { subscriberId: box.subscriber.id, ending, take: false }, nowMs);
}

function forget(box: Box, nowMs: number): void {
  const finished = held(box).filter(({ state }) => state !== "waiting");
  for (const { ending, settled } of finished.slice(0, -historyMax)) {
    if ((settled?.atMs ?? 0) < nowMs - historyMinMs) box.held.delete(ending.id);
  }
}

function lineOf({ ending, state, attempts, dueAtMs, settled }: Held): DeliveryLine {
  return {
    endingId: ending.id,
    type: ending.type,
    state,
    attempts,
    noticedAtMs: ending.at,
    attemptedAtMs: settled?.atMs,
    dueAtMs: state === "waiting" ? dueAtMs : undefined,
    status: settled?.status,
    detail: settled?.detail,
    durationMs: settled?.durationMs,
  };
}
