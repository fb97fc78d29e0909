// A queue of slots, newest to oldest, linked through the slots themselves: moving one allocates nothing.
import type { Segment, Slot } from "./slot.ts";

/** One segment of the eviction order. */
export interface SlotQueue {
  /** Makes a slot the newest. It must stand in no queue. */
  push(slot: Slot): void;
  /** Takes a slot out. It must stand in this queue. */
  unlink(slot: Slot): void;
  oldest(): Slot | undefined;
  /** Bytes of all its slots. */
  bytes(): number;
}

/** An empty queue; slots pushed to it are marked with its segment. */
export function createSlotQueue(segment: Segment): SlotQueue {
  let newest: Slot | undefined;
  let oldest: Slot | undefined;
  let bytes = 0;
  return {
    push(slot) {
      slot.segment = segment;
      slot.older = newest;
      slot.newer = undefined;
      if (newest === undefined) oldest = slot;
      else newest.newer = slot;
      newest = slot;
      bytes += slot.bytes;
    },
    unlink(slot) {
      if (slot.newer === undefined) newest = slot.older;
      else slot.newer.older = slot.older;
      if (slot.older === undefined) oldest = slot.newer;
      else slot.older.newer = slot.newer;
      slot.newer = undefined;
      slot.older = undefined;
      bytes -= slot.bytes;
    },
    oldest: () => oldest,
    bytes: () => bytes,
  };
}
