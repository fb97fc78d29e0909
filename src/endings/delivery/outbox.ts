// What delivery needs from where deliveries wait: the database of a control plane, or the memory of an edge without one.
import type { DeliveryFailure } from "../../core/subscribers/retry.ts";
import type { Delivered, Subscriber } from "../../core/subscribers/subscriber.ts";

/** One ending for one subscriber. The two ids name it. */
export interface Delivery {
  readonly subscriberId: string;
  readonly ending: Delivered;
  /** Attempts that have begun, with the one that it was taken for. */
  readonly attempts: number;
  /** When it was written first, in wall-clock milliseconds. */
  readonly writtenAtMs: number;
  /** No attempt may begin later, because it would not end before the delivery may be taken by another process. */
  readonly beginByMs: number;
}

/** A delivery to be written. */
export interface NewDelivery {
  readonly subscriberId: string;
  readonly ending: Delivered;
  /** Whether the writer takes it at once. Otherwise it is due at once for every process. */
  readonly take: boolean;
}

/** How an attempt ended, for people. Ids, texts of the receiver and addresses are not in it. */
interface AttemptNote {
  /** The status of the answer. Undefined if there was none. */
  readonly status: number | undefined;
  /** Why there was no answer, or the error code of a CAEP receiver. */
  readonly detail: DeliveryFailure | (string & {}) | undefined;
  readonly durationMs: number;
}

/** What became of a delivery that was taken. */
export interface Settlement extends AttemptNote {
  readonly delivery: Delivery;
  readonly atMs: number;
  readonly fate:
    | { readonly kind: "delivered" }
    | { readonly kind: "retry"; readonly dueAtMs: number }
    | { readonly kind: "rejected" }
    | { readonly kind: "gone" }
    /** It was not attempted after all. The attempt does not count, and it is due at once. */
    | { readonly kind: "released" };
}

/** A subscriber as delivery sees it at one moment. */
export interface SubscriberState {
  /** When the failures began that have not ended. Undefined if the last attempt succeeded, and if there was none. */
  readonly failingSinceMs: number | undefined;
  /** Why it is not sent anything although it is enabled. `gone`: it answered 410. */
  readonly stopped: "gone" | undefined;
  /** When deliveries were last given up for one `project-changed`. */
  readonly gapAtMs: number | undefined;
  /** Deliveries that wait. */
  readonly waiting: number;
}

/** One line of a subscriber's history. */
export interface DeliveryLine {
  readonly endingId: string;
  readonly type: Delivered["type"];
  readonly state: "waiting" | "delivered" | "rejected";
  readonly attempts: number;
  /** When the ending was noticed. */
  readonly noticedAtMs: number;
  /** When the last attempt ended. Undefined if there was none. */
  readonly attemptedAtMs: number | undefined;
  /** When it is tried next. Undefined if it is finished. */
  readonly dueAtMs: number | undefined;
  readonly status: number | undefined;
  readonly detail: string | undefined;
  readonly durationMs: number | undefined;
}

/** Stores deliveries until they are delivered. Instants are wall-clock milliseconds. */
export interface Outbox {
  /**
   * Writes deliveries, except those that are there already, and those for subscribers that are gone. A subscriber with
   * `backlogMax` waiting deliveries gets one `project-changed` in place of them all. Returns those that the caller has taken.
   */
  put(deliveries: readonly NewDelivery[], nowMs: number): Promise<readonly Delivery[]>;
  /** The subscribers with deliveries that are due, at most `subscribersDueMax`. */
  due(nowMs: number): Promise<readonly string[]>;
  /** Takes due deliveries of a subscriber that may be sent something, those with fewest attempts first. */
  take(subscriberId: string, limit: number, nowMs: number): Promise<readonly Delivery[]>;
  /** Writes what became of deliveries. One that another process has settled or taken since is left alone. */
  settle(settlements: readonly Settlement[]): Promise<void>;
  /**
   * Replaces deliveries that have waited for longer than `deliveryAgeMaxMs` by one `project-changed` for each subscriber, and
   * removes finished ones beyond `historyMax`.
   */
  prune(nowMs: number): Promise<void>;
  /** The subscriber to send to, and how it is. Undefined if it is gone. */
  find(subscriberId: string): Promise<Subscriber | undefined>;
  /** The subscribers of a project. */
  subscribersOf(project: string): Promise<readonly Subscriber[]>;
  /** All deliveries that wait. */
  backlog(): Promise<number>;
}

/** The most subscribers that `due` names. */
export const subscribersDueMax = 1_000;

/** The ending that takes the place of what was lost. */
export function gapEnding(project: string, id: string, atMs: number): Delivered {
  return {
    id,
    type: "project-changed",
    project,
    sessionId: undefined,
    identityId: undefined,
    at: atMs,
  };
}
