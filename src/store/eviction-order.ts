// Which entry goes first when room is needed: a segmented second-chance queue.
//
// New entries stand on probation. Those that were hit by the time it is their turn move to the protected segment, the
// others go. So a flood of entries that are never asked for again passes through probation and leaves the protected
// ones alone. The protected segment is capped, else entries that were popular once would leave newcomers no time to
// be hit; what it cannot hold goes back on probation.
//
// A hit only marks its slot. All moving is done here, when room is made, at most one step for each mark.
import { createSlotQueue, type SlotQueue } from "./slot-queue.ts";
import type { Slot } from "./slot.ts";

/** Part of the ceiling that entries which were hit may hold against newcomers. */
const protectedShare = 0.8;

/** The order in which slots are put out. */
export interface EvictionOrder {
  /** Adds a slot as the newest of its segment. */
  add(slot: Slot): void;
  remove(slot: Slot): void;
  /** The slot to put out next; it stays in the order until it is removed. Undefined where none is left. */
  leastValuable(): Slot | undefined;
  bytes(): number;
}

/** An empty order for a store of so many bytes. */
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

  /** Sends the oldest protected slots that were not used lately back on probation until the rest fits. */
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
