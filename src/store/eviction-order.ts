// Decides which entry is evicted first: a segmented second-chance queue.
//
// New entries are on probation. When an entry's turn comes, it moves to the protected segment if it was hit, and is
// evicted if not. So a flood of entries that are used only once passes through probation and leaves the protected ones
// alone. The protected segment is capped. Otherwise entries that were popular once would leave new entries no time to
// be hit. Entries that do not fit in it go back on probation.
//
// A hit only marks its slot. Slots are moved only here, when room is made, with at most one step for each mark.
import { createSlotQueue, type SlotQueue } from "./slot-queue.ts";
import type { Slot } from "./slot.ts";

/** The share of the limit that entries which were hit may keep from new ones. */
const protectedShare = 0.8;

/** The order in which slots are evicted. */
export interface EvictionOrder {
  /** Adds a slot as the newest of its segment. */
  add(slot: Slot): void;
  remove(slot: Slot): void;
  /** The slot to evict next. It stays in the order until it is removed. Undefined if there is none. */
  leastValuable(): Slot | undefined;
  bytes(): number;
}

/** An empty order for a store of `cacheBytesMax` bytes. */
export function createEvictionOrder(cacheBytesMax: number): EvictionOrder {
  const probation = createSlotQueue("probation");
  const kept = createSlotQueue("protected");
  const keptBytesMax = cacheBytesMax * protectedShare;

  function queueOf(slot: Slot): SlotQueue {
    return slot.segment === "probation" ? probation : kept;
  }

  function move(slot: Slot, to: SlotQueue): void {
    queueOf(slot).unlink(slot);
    slot.touched = false;
    to.push(slot);
  }

  /** Moves the oldest protected slots that were not used lately back on probation until the rest fits. */
  function capKept(): void {
    while (kept.bytes() > keptBytesMax) {
      const slot = kept.oldest();
      if (slot === undefined) return;
      move(slot, slot.touched ? kept : probation);
    }
  }

  return {
    add: (slot) => queueOf(slot).push(slot),
    remove: (slot) => queueOf(slot).unlink(slot),
    leastValuable() {
      for (let slot = probation.oldest(); slot !== undefined; slot = probation.oldest()) {
        if (!slot.touched) return slot;
        move(slot, kept);
        capKept();
      }
      for (let slot = kept.oldest(); slot !== undefined; slot = kept.oldest()) {
        if (!slot.touched) return slot;
        move(slot, kept);
      }
      return undefined;
    },
    bytes: () => probation.bytes() + kept.bytes(),
  };
}
