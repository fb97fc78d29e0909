// Chooses which entry of a session to remove when the session has too many. A client with a session's cookie can invent
// any number of values beside it, and each makes another key.
//
// Half of the places are for entries that were used, so a flood of keys that are used only once does not push those
// out. In each half, the entry that was not used for longest is removed. So a new value beside the cookie (an
// application's own token, renewed each minute) always finds a place.
import type { Slot } from "./slot.ts";

/** The slot to remove so that one more fits. Undefined while there is room. */
export function crowdedOut(
  slotsByOrigin: ReadonlyMap<string | undefined, ReadonlySet<Slot>>,
  keysMax: number,
  nowMs: number,
): Slot | undefined {
  // Most sessions have few entries, and then a put only counts the sets.
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
