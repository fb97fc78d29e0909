// Slots by the instant at which their session ends, the earliest first. This finds ended sessions without a scan.
import { none, numbers, words, type Records } from "./records.ts";
import { SlotList } from "./slot-list.ts";

/** A binary heap. Each slot knows its place, so any slot can be removed. */
export class EndingHeap {
  readonly #records: Records;
  readonly #slots = new SlotList();

  constructor(records: Records) {
    this.#records = records;
  }

  /** Adds a slot. One whose entry never ends is not held. */
  add(slot: number): void {
    this.#records.setWord(slot, words.heapAt, none);
    if (this.#endsAtMs(slot) === Number.POSITIVE_INFINITY) return;
    this.#slots.push(slot);
    this.#rise(slot, this.#slots.length - 1);
  }

  /** Removes a slot. Does nothing for one that is not held. */
  remove(slot: number): void {
    const at = this.#records.word(slot, words.heapAt);
    if (at === none) return;
    this.#records.setWord(slot, words.heapAt, none);
    const last = this.#slots.at(this.#slots.length - 1);
    this.#slots.pop();
    // The last slot fills the gap. It may belong further up or further down.
    if (last !== slot) this.#settle(last, at);
  }

  /** Finds a slot's place again after its ending has changed. */
  update(slot: number): void {
    const at = this.#records.word(slot, words.heapAt);
    if (at === none) this.add(slot);
    else if (this.#endsAtMs(slot) === Number.POSITIVE_INFINITY) this.remove(slot);
    else this.#settle(slot, at);
  }

  /** The slot that ends first, or -1. */
  first(): number {
    return this.#slots.length === 0 ? none : this.#slots.at(0);
  }

  #settle(slot: number, at: number): void {
    this.#rise(slot, at);
    if (this.#records.word(slot, words.heapAt) === at) this.#sink(slot, at);
  }

  #rise(slot: number, from: number): void {
    const endsAtMs = this.#endsAtMs(slot);
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#slots.at(parentAt);
      if (endsAtMs >= this.#endsAtMs(parent)) break;
      this.#place(parent, at);
      at = parentAt;
    }
    this.#place(slot, at);
  }

  #sink(slot: number, from: number): void {
    const endsAtMs = this.#endsAtMs(slot);
    const count = this.#slots.length;
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= count) break;
      let child = this.#slots.at(childAt);
      if (childAt + 1 < count) {
        const right = this.#slots.at(childAt + 1);
        if (this.#endsAtMs(right) < this.#endsAtMs(child)) {
          child = right;
          childAt += 1;
        }
      }
      if (this.#endsAtMs(child) >= endsAtMs) break;
      this.#place(child, at);
      at = childAt;
    }
    this.#place(slot, at);
  }

  #place(slot: number, at: number): void {
    this.#slots.set(at, slot);
    this.#records.setWord(slot, words.heapAt, at);
  }

  #endsAtMs(slot: number): number {
    return this.#records.number(slot, numbers.endsAtMs);
  }
}
