// A queue of slots, newest to oldest, linked through the slots themselves. Moving a slot allocates nothing.
import type { Segment, Slot } from "./slot.ts";

/** One segment of the eviction order. */
export interface SlotQueue {
  /** Makes a slot the newest. It must not be in any queue. */
  push(slot: Slot): void;
  /** Removes a slot. It must be in this queue. */
  unlink(slot: Slot): void;
  oldest(): Slot | undefined;
  /** The bytes of all its slots. */
  bytes(): number;
}

/** An empty queue. Slots that are pushed to it are marked with its segment. */
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
