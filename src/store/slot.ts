// The store's own record of one entry: what it takes, how it was used, and where the orders hold it.
import type { Entry } from "../core/entry.ts";

/** Which of the two queues of the eviction order a slot stands in. */
export type Segment = "probation" | "protected";

/** One stored entry. A refresh puts a new entry into the same slot, so that its standing stays. */
export interface Slot {
  entry: Entry;
  /** What the entry takes, in bytes. */
  bytes: number;
  /** Used since the eviction order last looked. A hit sets this and does nothing else. */
  touched: boolean;
  /** The store's count of puts and uses when this slot was last used; 0 if it never was. */
  usedAt: number;
  /** The same when it was first put. */
  placedAt: number;
  segment: Segment;
  /** Neighbours in the queue of its segment. */
  newer: Slot | undefined;
  older: Slot | undefined;
  /** Its place in the heap of endings; -1 while it stands in none. */
  heapAt: number;
}

/** A slot that stands in no order and no index yet. */
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
