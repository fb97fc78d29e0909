// Decides which entry is evicted first: a segmented second-chance queue.
//
// New entries are on probation. When an entry's turn comes, it moves to the protected segment if it was hit, and is
// evicted if not. So a flood of entries that are used only once passes through probation and leaves the protected ones
// alone. The protected segment is capped. Otherwise entries that were popular once would leave new entries no time to
// be hit. Entries that do not fit in it go back on probation.
//
// A hit only marks its slot. Slots are moved only here, when room is made. One choice makes a bounded number of steps:
// if every slot was hit, it takes the next one all the same.
import { flags, none, type Records } from "./records.ts";
import { SlotQueue } from "./slot-queue.ts";

/** The share of the limit that entries which were hit may keep from new ones. */
const protectedShare = 0.8;

/** The order in which slots are evicted. */
export class EvictionOrder {
  readonly #records: Records;
  readonly #probation: SlotQueue;
  readonly #kept: SlotQueue;
  readonly #keptBytesMax: number;
  readonly #stepsMax: number;
  #steps = 0;

  /** @param stepsMax - Slots that one choice may move before it takes the next one, hit or not. */
  constructor(records: Records, cacheBytesMax: number, stepsMax: number) {
    this.#records = records;
    this.#probation = new SlotQueue(records, false);
    this.#kept = new SlotQueue(records, true);
    this.#keptBytesMax = cacheBytesMax * protectedShare;
    this.#stepsMax = stepsMax;
  }

  get bytes(): number {
    return this.#probation.bytes + this.#kept.bytes;
  }

  /** Slots that were moved so far to choose one. */
  get steps(): number {
    return this.#steps;
  }

  /** Adds a slot as the newest of its segment. */
  add(slot: number): void {
    this.#queueOf(slot).push(slot);
  }

  remove(slot: number): void {
    this.#queueOf(slot).unlink(slot);
  }

  /** Changes what a slot counts for. */
  resize(slot: number, bytes: number): void {
    this.#queueOf(slot).resize(slot, bytes);
  }

  /** The slot to evict next. It stays in the order until it is removed. -1 if there is none. */
  leastValuable(): number {
    const records = this.#records;
    const stopAt = this.#steps + this.#stepsMax;
    for (let slot = this.#probation.oldest; slot !== none; slot = this.#probation.oldest) {
      if (!records.has(slot, flags.touched) || this.#steps >= stopAt) return slot;
      this.#move(slot, this.#kept);
      this.#capKept(stopAt);
    }
    for (let slot = this.#kept.oldest; slot !== none; slot = this.#kept.oldest) {
      if (!records.has(slot, flags.touched) || this.#steps >= stopAt) return slot;
      this.#move(slot, this.#kept);
    }
    return none;
  }

  /** Moves the oldest protected slots that were not used lately back on probation until the rest fits. */
  #capKept(stopAt: number): void {
    while (this.#kept.bytes > this.#keptBytesMax && this.#steps < stopAt) {
      const slot = this.#kept.oldest;
      if (slot === none) return;
      this.#move(slot, this.#records.has(slot, flags.touched) ? this.#kept : this.#probation);
    }
  }

  #queueOf(slot: number): SlotQueue {
    return this.#records.has(slot, flags.kept) ? this.#kept : this.#probation;
  }

  #move(slot: number, to: SlotQueue): void {
    this.#queueOf(slot).unlink(slot);
    this.#records.setFlag(slot, flags.touched, false);
    to.push(slot);
    this.#steps += 1;
  }
}
