// Sends endings to subscribers: it writes them to the outbox, attempts those that it has taken, and takes those that are due.
// It is over 300 lines, because its functions share the lanes, the turns and what waits to be written.
import { backlogMax } from "../../core/subscribers/limits.ts";
import { judgeAttempt, type Attempted, type Verdict } from "../../core/subscribers/retry.ts";
import { wants, type Delivered, type Subscriber } from "../../core/subscribers/subscriber.ts";
import type { Ending } from "../../core/endings/ending.ts";
import type { EventSink } from "../../edge/events.ts";
import type { Clock, NewId, RandomShare } from "../../edge/ports.ts";
import { createBatches } from "./batches.ts";
import { Lane } from "./lane.ts";
import {
  gapEnding,
  type Delivery,
  type NewDelivery,
  type Outbox,
  type Settlement,
} from "./outbox.ts";
import { createRecent } from "./recent.ts";
import type { Sender } from "./send.ts";
import { Turns } from "./turns.ts";

/** What sending endings needs. */
export interface DelivererParts {
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly clock: Clock;
  readonly random: RandomShare;
  readonly newId: NewId;
  readonly emit: EventSink;
  /** Called with an error of the outbox. What it was asked for is tried again. */
  readonly failed: (error: unknown) => void;
}

/** Sends endings to subscribers. */
export interface Deliverer {
  /** Sends one ending. It returns at once. */
  receive(ending: Ending): void;
  /** Sends a test to one subscriber, as a delivery like any other. Resolves with the id of its ending when it is written. */
  sendTest(subscriber: Pick<Subscriber, "id" | "project">): Promise<string>;
  /** Reads the subscribers of a project again, because they have changed. */
  forget(project: string): void;
  start(): void;
  /** Ends the attempts under way within the deadline. What is left stays in the outbox. */
  stop(deadlineMs: number): Promise<void>;
}

const pollEveryMs = 1_000;
const pruneEveryMs = 30_000;
/** How long subscribers are remembered. So soon a change in another process counts here. */
const subscribersKnownMs = 1_000;
/** The most endings, and the most settlements, of one transaction. */
const batchMax = 200;

/** Creates it. Nothing is sent before `start`, but endings are written. */
export function createDeliverer(parts: DelivererParts): Deliverer {
  const { outbox, sender, clock, random, newId, emit, failed } = parts;
  const lanes = new Map<string, Lane>();
  const turns = new Turns();
  const leaving = new AbortController();
  const ends = new Set<Promise<void>>();
  const timers = new Set<() => void>();
  let running = false;
  let backlog: number | undefined;
  const ofProject = createRecent(clock, subscribersKnownMs, (project) =>
    outbox.subscribersOf(project),
  );
  const byId = createRecent(clock, subscribersKnownMs, (id) => outbox.find(id));

  const endings = createBatches<Delivered>({
    clock,
    itemsMax: batchMax,
    failed,
    write: writeEndings,
    bound: { itemsMax: backlogMax, replace: gapsOf },
  });
  const settlements = createBatches<Settlement>({
    clock,
    itemsMax: batchMax,
    failed,
    write: (batch) => outbox.settle(batch),
  });

  function gapsOf(lost: readonly Delivered[]): readonly Delivered[] {
    const projects = new Set(lost.map(({ project }) => project));
    return [...projects].map((project) => gapEnding(project, newId(), clock.wallMs()));
  }

  async function writeEndings(batch: readonly Delivered[]): Promise<void> {
    const written: NewDelivery[] = [];
    const fresh = new Map<string, number>();
    for (const ending of batch) {
      for (const subscriber of await ofProject.get(ending.project)) {
        if (!wants(subscriber, ending)) continue;
        const { id: subscriberId } = subscriber;
        const already = fresh.get(subscriberId) ?? 0;
        const take = running && laneOf(subscriberId).takesFresh(already);
        if (take) fresh.set(subscriberId, already + 1);
        written.push({ subscriberId, ending, take });
      }
    }
    if (written.length === 0) return;
    enqueue(await outbox.put(written, clock.wallMs()));
  }

  function laneOf(subscriberId: string): Lane {
    const lane = lanes.get(subscriberId) ?? new Lane(subscriberId);
    lanes.set(subscriberId, lane);
    return lane;
  }

  function enqueue(taken: readonly Delivery[]): void {
    const fresh = new Set<Lane>();
    for (const delivery of taken) {
      const lane = laneOf(delivery.subscriberId);
      lane.queue.push(delivery);
      fresh.add(lane);
    }
    serve(fresh);
  }

  /** Lets lanes wait for their turn, and begins what may begin. Only lanes that have changed are looked at. */
  function serve(changed: Iterable<Lane>): void {
    if (!running) return;
    for (const lane of changed) {
      turns.offer(lane);
      takeMore(lane);
      if (lane.idle && !lane.more) lanes.delete(lane.subscriberId);
    }
    for (let lane = turns.next(); lane !== undefined; lane = turns.next()) {
      const delivery = lane.queue.shift();
      if (delivery === undefined) continue;
      begin(lane, delivery);
      turns.offer(lane);
      takeMore(lane);
    }
  }

  function takeMore(lane: Lane): void {
    const room = lane.room(clock.nowMs());
    if (room > 0) void take(lane, room);
  }

  async function take(lane: Lane, room: number): Promise<void> {
    lane.taking = true;
    lane.more = false;
    try {
      const taken = await outbox.take(lane.subscriberId, room, clock.wallMs());
      lane.more = taken.length === room;
      lane.queue.push(...taken);
    } catch (error) {
      failed(error);
    }
    lane.taking = false;
    serve([lane]);
  }

  function begin(lane: Lane, delivery: Delivery): void {
    const leave = turns.begin(delivery.ending.project, lane.pace);
    lane.underWay += 1;
    const end = attempt(lane, delivery)
      .catch(failed)
      .finally(() => {
        leave();
        lane.underWay -= 1;
        ends.delete(end);
        serve([lane]);
      });
    ends.add(end);
  }

  async function attempt(lane: Lane, delivery: Delivery): Promise<void> {
    const beganAtMs = clock.nowMs();
    const subscriber = await byId.get(delivery.subscriberId);
    // What waited here for too long may belong to another process by now.
    if (clock.wallMs() > delivery.beginByMs || subscriber?.enabled !== true) return;
    const sentAtMs = clock.nowMs();
    const attempted = await sender.send(subscriber, delivery.ending, leaving.signal);
    if (leaving.signal.aborted && attempted.kind === "failed") return release(delivery);
    const share = random();
    const verdict = judgeAttempt(subscriber.kind, attempted, delivery.attempts, share);
    const nowMs = clock.nowMs();
    const durationMs = nowMs - beganAtMs;
    lane.ended(verdict.kind !== "delivered", nowMs - sentAtMs, nowMs);
    settle(delivery, attempted, verdict, durationMs);
    if (verdict.kind === "gone") byId.forget(subscriber.id);
    if (lane.failing) for (const left of lane.queue.splice(0)) release(left);
    const { ending } = delivery;
    emit({
      kind: "delivery",
      project: ending.project,
      via: subscriber.kind,
      subscriberId: subscriber.id,
      outcome: verdict.kind,
      attempts: delivery.attempts,
      why: whyOf(attempted),
      durationMs,
      lagMs: Math.max(0, clock.wallMs() - ending.at),
    });
  }

  function settle(
    delivery: Delivery,
    attempted: Attempted,
    verdict: Verdict,
    durationMs: number,
  ): void {
    const atMs = clock.wallMs();
    settlements.add({
      delivery,
      atMs,
      durationMs,
      status: attempted.kind === "answered" ? attempted.status : undefined,
      detail: attempted.kind === "answered" ? attempted.code : attempted.why,
      fate:
        verdict.kind === "retry"
          ? { kind: "retry", dueAtMs: atMs + Math.round(verdict.delayMs) }
          : verdict,
    });
  }

  /** Gives back what was taken and not attempted, so that it is due at once. */
  function release(delivery: Delivery): void {
    settlements.add({
      delivery,
      atMs: clock.wallMs(),
      durationMs: 0,
      status: undefined,
      detail: undefined,
      fate: { kind: "released" },
    });
  }

  function every(intervalMs: number, work: () => Promise<void>): void {
    const cancel = clock.after(intervalMs, () => {
      timers.delete(cancel);
      void work()
        .catch(failed)
        .finally(() => {
          if (running) every(intervalMs, work);
        });
    });
    timers.add(cancel);
  }

  async function poll(): Promise<void> {
    for (const id of await outbox.due(clock.wallMs())) laneOf(id).more = true;
    const waiting = await outbox.backlog();
    if (waiting !== backlog) emit({ kind: "delivery-backlog", project: "", waiting });
    backlog = waiting;
    serve(lanes.values());
  }

  return {
    receive: (ending) => endings.add(ending),
    async sendTest({ id: subscriberId, project }) {
      const ending: Delivered = {
        ...gapEnding(project, newId(), clock.wallMs()),
        type: "test",
      };
      const take = running && laneOf(subscriberId).takesFresh(0);
      enqueue(await outbox.put([{ subscriberId, ending, take }], clock.wallMs()));
      return ending.id;
    },
    forget(project) {
      ofProject.forget(project);
      byId.clear();
    },
    start() {
      running = true;
      every(pollEveryMs, poll);
      every(pruneEveryMs, async () => {
        await outbox.prune(clock.wallMs());
        await sender.closeIdle();
      });
      serve(lanes.values());
    },
    async stop(deadlineMs) {
      running = false;
      for (const cancel of timers) cancel();
      timers.clear();
      const over = AbortSignal.timeout(Math.max(1, Math.floor(deadlineMs)));
      await endings.written(over);
      for (const lane of lanes.values()) for (const left of lane.queue.splice(0)) release(left);
      const abort = (): void => leaving.abort();
      // The last part of the time is for writing what became of the attempts.
      const cancel = clock.after(deadlineMs / 2, abort);
      await Promise.race([Promise.all(ends), aborted(over)]);
      cancel();
      abort();
      await Promise.race([Promise.all(ends), aborted(over)]);
      await settlements.written(over);
      await sender.close();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function whyOf(attempted: Attempted): string | undefined {
  if (attempted.kind === "failed") return attempted.why;
  return attempted.status >= 200 && attempted.status < 300 ? undefined : String(attempted.status);
}
