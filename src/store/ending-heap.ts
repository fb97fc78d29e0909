// Slots by the instant at which their session ends, the earliest first. This finds ended sessions without a scan.
import type { Slot } from "./slot.ts";

/** A binary heap. Each slot knows its place, so any slot can be removed. */
export interface EndingHeap {
  /** Adds a slot. One whose entry never ends is not held. */
  add(slot: Slot): void;
  /** Removes a slot. Does nothing for one that is not held. */
  remove(slot: Slot): void;
  /** The slot that ends first. */
  first(): Slot | undefined;
}

/** An empty heap. */
export function createEndingHeap(): EndingHeap {
  const heap: Slot[] = [];

  function place(slot: Slot, at: number): void {
    heap[at] = slot;
    slot.heapAt = at;
  }

  function rise(slot: Slot, from: number): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (parent === undefined || !endsBefore(slot, parent)) break;
      place(parent, at);
      at = parentAt;
    }
    place(slot, at);
  }

  function sink(slot: Slot, from: number): void {
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      let child = heap[childAt];
      if (child === undefined) break;
      const right = heap[childAt + 1];
      if (right !== undefined && endsBefore(right, child)) {
        child = right;
        childAt += 1;
      }
      if (!endsBefore(child, slot)) break;
      place(child, at);
      at = childAt;
    }
    place(slot, at);
  }

  return {
    add(slot) {
      if (slot.entry.endsAtMs === Number.POSITIVE_INFINITY) return;
      rise(slot, heap.length);
    },
    remove(slot) {
      const at = slot.heapAt;
      if (at === -1) return;
      slot.heapAt = -1;
      const last = heap.pop();
      if (last === undefined || last === slot) return;
      // The last slot fills the gap. It may belong further up or further down.
      rise(last, at);
      if (last.heapAt === at) sink(last, at);
    },
    first: () => heap[0],
  };
}

function endsBefore(a: Slot, b: Slot): boolean {
  return a.entry.endsAtMs < b.entry.endsAtMs;
}
