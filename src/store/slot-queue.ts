// A queue of slots, newest to oldest, linked through their records. Moving a slot allocates nothing.
import { flags, none, words, type Records } from "./records.ts";

/** One segment of the eviction order. */
export class SlotQueue {
  readonly #records: Records;
  readonly #kept: boolean;
  #newest: number = none;
  #oldest: number = none;
  #bytes = 0;

  /** @param kept - Whether slots that are pushed are marked as being in the protected segment. */
  constructor(records: Records, kept: boolean) {
    this.#records = records;
    this.#kept = kept;
  }

  /** The bytes that all its slots count for. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The oldest slot, or -1. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Makes a slot the newest. It must not be in any queue. */
  push(slot: number): void {
    const records = this.#records;
    records.setFlag(slot, flags.kept, this.#kept);
    records.setWord(slot, words.older, this.#newest);
    records.setWord(slot, words.newer, none);
    if (this.#newest === none) this.#oldest = slot;
    else records.setWord(this.#newest, words.newer, slot);
    this.#newest = slot;
    this.#bytes += records.word(slot, words.bytes);
  }

  /** Removes a slot. It must be in this queue. */
  unlink(slot: number): void {
    const records = this.#records;
    const newer = records.word(slot, words.newer);
    const older = records.word(slot, words.older);
    if (newer === none) this.#newest = older;
    else records.setWord(newer, words.older, older);
    if (older === none) this.#oldest = newer;
    else records.setWord(older, words.newer, newer);
    this.#bytes -= records.word(slot, words.bytes);
  }

  /** Changes what a slot counts for. It must be in this queue. */
  resize(slot: number, bytes: number): void {
    this.#bytes += bytes - this.#records.word(slot, words.bytes);
    this.#records.setWord(slot, words.bytes, bytes);
  }
}
