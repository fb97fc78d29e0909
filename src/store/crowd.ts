// Which of a session's own entries goes when it has too many. A client with a session's cookie can invent any number of
// values beside it, and each makes a key.
//
// Half of the places are for entries that were used, so that a flood of keys that are never asked for again leaves those
// alone; within each half the one that was not used for longest goes, so that a new value beside the cookie (an
// application's own token, renewed each minute) always finds a place.
import type { Slot } from "./slot.ts";

/** The slot to put out so that one more fits; undefined while there is room. */
export function crowdedOut(
  slotsByOrigin: ReadonlyMap<string | undefined, ReadonlySet<Slot>>,
  keysMax: number,
  nowMs: number,
): Slot | undefined {
  // Mostly a session has few: counting the sets is all that a put costs.
  let count = 0;
  for (const slots of slotsByOrigin.values()) count += slots.size;
  if (count < keysMax) return undefined;
  let unusedCount = 0;
  let unused: Slot | undefined;
  let used: Slot | undefined;
  for (const slots of slotsByOrigin.values()) {
    for (const slot of slots) {
      if (slot.entry.endsAtMs <= nowMs) return slot;
      if (slot.usedAt === 0) {
        unusedCount += 1;
        if (unused === undefined || slot.placedAt < unused.placedAt) unused = slot;
      } else if (used === undefined || slot.usedAt < used.usedAt) used = slot;
    }
  }
  return unusedCount >= keysMax / 2 ? unused : (used ?? unused);
}
