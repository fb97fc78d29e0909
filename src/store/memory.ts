// Holds entries in this process's memory. The store is bounded in bytes, finds an entry by its key with one look-up,
// and removes entries by scope without a scan. The files beside this one hold the orders that it needs for that.
import type { Entry } from "../core/entry.ts";
import type { Store } from "../edge/ports.ts";
import { crowdedOut } from "./crowd.ts";
import { createEndingHeap } from "./ending-heap.ts";
import { entryBytes } from "./entry-bytes.ts";
import { createEvictionOrder } from "./eviction-order.ts";
import { createScopeIndex } from "./scope-index.ts";
import { makeSlot, type Slot } from "./slot.ts";

/** The options of a memory store. */
export interface MemoryStoreOptions {
  /** Bytes that all entries together may take, as `entryBytes` estimates them. */
  readonly cacheBytesMax: number;
  /** Entries that one session may have. It also bounds the anonymous answers of one project. */
  readonly sessionKeysMax: number;
}

/**
 * Creates a store in memory. If it needs room, it first evicts entries whose session has ended, then those that were
 * never hit, then the rest.
 */
export function createMemoryStore({ cacheBytesMax, sessionKeysMax }: MemoryStoreOptions): Store {
  const slots = new Map<string, Slot>();
  const index = createScopeIndex();
  const endings = createEndingHeap();
  const order = createEvictionOrder(cacheBytesMax);
  /** The number of puts and uses so far. It tells which of two came later. */
  let steps = 0;

  function drop(slot: Slot): Entry {
    slots.delete(slot.entry.key);
    index.remove(slot);
    endings.remove(slot);
    order.remove(slot);
    return slot.entry;
  }

  /** Evicts the least valuable entries until `bytes` bytes are free. Returns how many were evicted. */
  function makeRoom(bytes: number, nowMs: number): number {
    let evicted = 0;
    while (order.bytes() + bytes > cacheBytesMax) {
      const ending = endings.first();
      const dead = ending !== undefined && ending.entry.endsAtMs <= nowMs ? ending : undefined;
      const slot = dead ?? order.leastValuable();
      if (slot === undefined) break;
      drop(slot);
      evicted += 1;
    }
    return evicted;
  }

  /**
   * A slot for a new entry of this key: the earlier entry's slot, so that a refresh keeps its standing, or a new one.
   */
  function slotFor(entry: Entry, bytes: number): Slot {
    const earlier = slots.get(entry.key);
    if (earlier === undefined) {
      const slot = makeSlot(entry, bytes);
      slot.placedAt = steps += 1;
      return slot;
    }
    drop(earlier);
    earlier.entry = entry;
    earlier.bytes = bytes;
    return earlier;
  }

  return {
    get(key) {
      const slot = slots.get(key);
      if (slot === undefined) return undefined;
      slot.touched = true;
      slot.usedAt = steps += 1;
      return slot.entry;
    },
    peek: (key) => slots.get(key)?.entry,
    soleEntryOf(project, credential) {
      let latest: Entry | undefined;
      for (const { entry } of index.withOnlyCredential(project, credential)) {
        if (latest === undefined || entry.begunAtMs > latest.begunAtMs) latest = entry;
      }
      return latest;
    },
    put(entry, nowMs) {
      const bytes = entryBytes(entry);
      const slot = slotFor(entry, bytes);
      // The entry is too large. The earlier entry is removed all the same, because serving it now would go back in time
      // (L9).
      if (bytes > cacheBytesMax) {
        return { stored: false, evicted: 0, crowdedOut: false };
      }
      const { project, sessionId } = entry;
      const crowded = crowdedOut(index.bySession(project, sessionId), sessionKeysMax, nowMs);
      if (crowded !== undefined) drop(crowded);
      const evicted = makeRoom(bytes, nowMs);
      slots.set(entry.key, slot);
      index.add(slot);
      endings.add(slot);
      order.add(slot);
      return { stored: true, evicted, crowdedOut: crowded !== undefined };
    },
    remove(key) {
      const slot = slots.get(key);
      return slot === undefined ? undefined : drop(slot);
    },
    removeScope(project, scope, begunBeforeMs) {
      const removed: Entry[] = [];
      for (const slot of index.concerned(project, scope)) {
        if (slot.entry.begunAtMs < begunBeforeMs) removed.push(drop(slot));
      }
      return removed;
    },
    entriesOf: (project, scope, entriesMax) =>
      index
        .concerned(project, scope)
        .slice(0, entriesMax)
        .map(({ entry }) => entry),
    originsOf(project, sessionId, counts) {
      const origins = new Set<string>();
      for (const [origin, slots] of index.bySession(project, sessionId)) {
        if (origin === undefined) continue;
        for (const { entry } of slots) if (counts(entry)) origins.add(origin);
      }
      return origins;
    },
    size: () => ({ entries: slots.size, bytes: order.bytes() }),
  };
}
