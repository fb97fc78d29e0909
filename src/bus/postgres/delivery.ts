// What a member has been given of each region's log. Notifications bring messages at once. A look at where the logs end,
// about once per second, finds what no notification brought, and that is read.
import { decodeMessage } from "../../core/bus-message.ts";
import type { BusListener, BusReading } from "../../edge/ports.ts";
import { lookPayload, type Look } from "./statements.ts";

/** A notification of a message may be this much later than a look that sees it, in milliseconds. */
const notificationLateMs = 100;

/** What a delivery needs. */
interface DeliveryParts {
  readonly listener: BusListener;
  readonly read: (region: string, after: number) => Promise<BusReading>;
  /** Something else has changed: a region or a project. */
  readonly look: () => void;
  /** A message was found that no notification brought. */
  readonly missed: () => void;
  readonly failed: (cause: unknown) => void;
}

/** The state of one region's log. */
interface Followed {
  incarnation: string;
  /** The sequence up to which every message was delivered. */
  through: number;
  /** The latest sequence that is known to exist. */
  end: number;
  reading: boolean;
}

/** Delivers messages and the list of regions to a listener. */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #regions = new Map<string, Followed>();
  #begun = false;
  #listed = "";
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** All regions that ever were. */
  get regions(): Iterable<string> {
    return this.#regions.keys();
  }

  /** Stops delivering. */
  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#regions.clear();
  }

  /** Takes the payload of a notification: a sequence, its region, and the message if it is not too long. */
  notified(payload: string): void {
    if (payload === lookPayload) return this.#parts.look();
    const [sequenceText = "", region = "", message] = payload.split("\n");
    const sequence = Number(sequenceText);
    const followed = this.#regions.get(region);
    // A region that has only now been added: the look finds all of its log.
    if (followed === undefined) return this.#parts.look();
    followed.end = Math.max(followed.end, sequence);
    if (message === undefined) return this.#catchUp(region, followed);
    // What arrives during a reading is part of it, so that messages are delivered in order.
    if (followed.reading) return;
    if (sequence === followed.through + 1) followed.through = sequence;
    this.#parts.listener.message(region, sequence, decodeMessage(message));
  }

  /**
   * Takes a look at all logs. At the first one, delivery begins at their ends. With `again`, what was missed is read at
   * once, and the list of regions is delivered even if it is as before.
   */
  looked({ regions }: Look, again: boolean): void {
    const { listener } = this.#parts;
    let interrupted = false;
    for (const { region, incarnation, last_sequence: end } of regions) {
      const held = this.#regions.get(region);
      // A region that was not there at the first look is delivered from its beginning.
      const through = this.#begun ? 0 : end;
      const followed = held ?? { incarnation, through, end, reading: false };
      this.#regions.set(region, followed);
      if (followed.incarnation !== incarnation || end < followed.through) {
        // The log began again, for example because a backup was restored. Who follows it must compare.
        interrupted = true;
        Object.assign(followed, { incarnation, through: end, end });
      }
      followed.end = Math.max(followed.end, end);
      if (end <= followed.through) continue;
      if (again || held === undefined) this.#catchUp(region, followed);
      else this.#catchUpSoon(region, followed, end);
    }
    this.#begun = true;
    if (interrupted) listener.interrupted();
    const listed = regions
      .filter((one) => one.listed)
      .map(({ region }) => region)
      .sort();
    const text = listed.join("\n");
    if (!again && text === this.#listed) return;
    this.#listed = text;
    listener.regions(listed);
  }

  /** Reads unless notifications bring the messages in a moment. */
  #catchUpSoon(region: string, followed: Followed, end: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (followed.through >= end || followed.reading) return;
      this.#catchUp(region, followed);
      this.#parts.missed();
    }, notificationLateMs);
    this.#timers.add(timer);
  }

  #catchUp(region: string, followed: Followed): void {
    if (!followed.reading) void this.#readOn(region, followed);
  }

  async #readOn(region: string, followed: Followed): Promise<void> {
    const { read, listener, failed } = this.#parts;
    followed.reading = true;
    try {
      while (followed.end > followed.through) {
        const { incarnation, through, messages } = await read(region, followed.through);
        if (this.#regions.get(region) !== followed) return;
        for (const { sequence, message } of messages) listener.message(region, sequence, message);
        // If the log began again, the next look notices.
        if (incarnation !== followed.incarnation || through <= followed.through) return;
        followed.through = through;
      }
    } catch (cause) {
      // The next look tries again.
      failed(cause);
    } finally {
      followed.reading = false;
    }
  }
}
