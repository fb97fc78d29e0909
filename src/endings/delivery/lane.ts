// The deliveries of one subscriber that this process has taken, and how many attempts may be under way. Each subscriber has a
// lane of its own, so that one that hangs or fails never delays another.
import {
  attemptsAtOnceMax,
  failingPauseMs,
  quickAttemptMaxMs,
  takenAtOnceMax,
} from "../../core/subscribers/limits.ts";
import type { Delivery } from "./outbox.ts";

/** Which places a lane takes. Those that are slow or fail share separate places. */
export type Pace = "quick" | "slow";

/** One lane. Instants are those of the edge's clock. */
export class Lane {
  readonly subscriberId: string;
  /** Taken, and not attempted yet. */
  readonly queue: Delivery[] = [];
  underWay = 0;
  /** Whether the last attempt that ended has failed. */
  failing = false;
  /** Whether the last attempt that ended has taken long. */
  #slow = false;
  /** Whether the outbox may hold more that is due. */
  more = false;
  /** Whether the outbox is being asked for more. */
  taking = false;
  private nextAtMs = 0;

  constructor(subscriberId: string) {
    this.subscriberId = subscriberId;
  }

  /** Whether a fresh delivery is taken at once, after `already` others. What fails is taken one at a time, when it is due. */
  takesFresh(already: number): boolean {
    return !this.failing && this.queue.length + this.underWay + already < this.#takenMax;
  }

  /** How many deliveries may be taken from the outbox now. */
  room(nowMs: number): number {
    if (this.taking || !this.more) return 0;
    if (this.failing) {
      return this.queue.length + this.underWay === 0 && nowMs >= this.nextAtMs ? 1 : 0;
    }
    return this.queue.length === 0 ? this.#takenMax - this.underWay : 0;
  }

  /** Whether an attempt may begin now. */
  mayBegin(): boolean {
    return this.queue.length > 0 && this.underWay < (this.failing ? 1 : attemptsAtOnceMax);
  }

  /** Notes how an attempt ended, and how long it took. */
  ended(failed: boolean, tookMs: number, nowMs: number): void {
    this.failing = failed;
    this.#slow = tookMs > quickAttemptMaxMs;
    this.nextAtMs = failed ? nowMs + failingPauseMs : 0;
  }

  get pace(): Pace {
    return this.failing || this.#slow ? "slow" : "quick";
  }

  /** One that is slow would not begin what it has taken before another process may take it. */
  get #takenMax(): number {
    return this.#slow ? attemptsAtOnceMax : takenAtOnceMax;
  }

  /** Whether nothing of it needs to be remembered. */
  get idle(): boolean {
    return this.pace === "quick" && !this.taking && this.queue.length + this.underWay === 0;
  }
}
