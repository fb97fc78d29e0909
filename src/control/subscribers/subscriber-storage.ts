// What the control plane needs from its database for subscribers. Both databases implement it.
import type { Subscriber } from "../../core/subscribers/subscriber.ts";
import type { DeliveryLine, Outbox, SubscriberState } from "../../endings/delivery/outbox.ts";
import type { WatchStore } from "../../endings/delivery/watch.ts";
import type { AuditRecord } from "../storage.ts";

/** A subscriber as it is stored. Instants are wall-clock milliseconds. */
export interface SubscriberRecord {
  readonly subscriber: Subscriber;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A subscriber and how it is. */
export interface SeenSubscriber extends SubscriberRecord {
  readonly state: SubscriberState;
}

/** Stores subscribers, and the deliveries that wait for them. */
export interface SubscriberStorage extends Outbox, WatchStore {
  /** The subscribers of a project, oldest first. */
  list(projectId: string): Promise<readonly SeenSubscriber[]>;
  /** A subscriber of a project. */
  findIn(projectId: string, id: string): Promise<SeenSubscriber | undefined>;
  /** Writes a new subscriber if its project still exists. */
  insert(record: SubscriberRecord, audit: AuditRecord): Promise<InsertSubscriberResult>;
  /**
   * Replaces a subscriber that exists. It may be sent to again. If it was disabled and is enabled now, it gets one
   * `project-changed` for what it has missed. If it is disabled, what waits is dropped.
   */
  replace(record: SubscriberRecord, audit: AuditRecord): Promise<"done" | "gone">;
  /** Removes a subscriber with its deliveries. */
  remove(id: string, audit: AuditRecord): Promise<"done" | "gone">;
  /** The last deliveries of a subscriber that were attempted, latest first, at most `historyMax`. */
  history(id: string): Promise<readonly DeliveryLine[]>;
}

/** The result of inserting. `full`: the project has `subscribersPerProjectMax` subscribers. */
export type InsertSubscriberResult = "done" | "full" | "project-gone";
