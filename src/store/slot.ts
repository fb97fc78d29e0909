// The store's record of one entry: its size, how it was used, and its place in the orders.
import type { Entry } from "../core/entry.ts";

/** The queue of the eviction order that a slot is in. */
export type Segment = "probation" | "protected";

/** One stored entry. A refresh puts a new entry into the same slot, so that it keeps its standing. */
export interface Slot {
  entry: Entry;
  /** The bytes that the entry takes. */
  bytes: number;
  /** Whether it was used since the eviction order last looked. A hit only sets this. */
  touched: boolean;
  /** The store's count of puts and uses when this slot was last used. 0 if it never was. */
  usedAt: number;
  /** The store's count when this slot was first put. */
  placedAt: number;
  segment: Segment;
  /** Its neighbours in the queue of its segment. */
  newer: Slot | undefined;
  older: Slot | undefined;
  /** Its place in the heap of endings. -1 while it is not in the heap. */
  heapAt: number;
}

/** A slot that is in no order and no index yet. */
export function makeSlot(entry: Entry, bytes: number): Slot {
  return {
    entry,
    bytes,
    touched: false,
    usedAt: 0,
    placedAt: 0,
    segment: "probation",
    newer: undefined,
    older: undefined,
    heapAt: -1,
  };
}
