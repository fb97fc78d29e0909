// Chooses which entry of an isolate is evicted first. It decides as `store/eviction-order.ts` does, whose comments say why,
// over objects in place of slots.

/** The share of the limit that entries which were hit may keep from new ones. */
const protectedShare = 0.8;

/** Entries that one choice may move before it takes the next one, hit or not. */
const stepsMax = 1_024;

/** What the order knows of an entry. */
export interface Queued {
  readonly bytes: number;
  /** Whether it was hit since it was moved last. */
  touched: boolean;
  /** Whether it is protected from new entries. */
  kept: boolean;
}

/** The order in which entries are evicted. */
export class EvictionQueue<Item extends Queued> {
  readonly #probation = new Set<Item>();
  readonly #kept = new Set<Item>();
  readonly #keptBytesMax: number;
  #keptBytes = 0;
  #bytes = 0;

  constructor(cacheBytesMax: number) {
    this.#keptBytesMax = cacheBytesMax * protectedShare;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds an entry as the newest of its segment. */
  add(item: Item): void {
    (item.kept ? this.#kept : this.#probation).add(item);
    if (item.kept) this.#keptBytes += item.bytes;
    this.#bytes += item.bytes;
  }

  remove(item: Item): void {
    (item.kept ? this.#kept : this.#probation).delete(item);
    if (item.kept) this.#keptBytes -= item.bytes;
    this.#bytes -= item.bytes;
  }

  /** The entry to evict next. It stays in the order until it is removed. Undefined if there is none. */
  leastValuable(): Item | undefined {
    let steps = 0;
    for (const item of this.#probation) {
      if (!item.touched || steps >= stepsMax) return item;
      this.#move(item, true);
      steps += 1;
      for (const oldest of this.#kept) {
        if (this.#keptBytes <= this.#keptBytesMax || steps >= stepsMax) break;
        this.#move(oldest, oldest.touched);
        steps += 1;
      }
    }
    for (const item of this.#kept) {
      if (!item.touched || steps >= stepsMax) return item;
      this.#move(item, true);
      steps += 1;
    }
    return undefined;
  }

  #move(item: Item, kept: boolean): void {
    this.remove(item);
    item.touched = false;
    item.kept = kept;
    this.add(item);
  }
}
