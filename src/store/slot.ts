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
    segment: "probation",
    newer: undefined,
    older: undefined,
    heapAt: -1,
  };
}
