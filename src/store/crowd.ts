// Chooses which entry of a session to remove when the session has too many. A client with a session's cookie can invent
// any number of values beside it, and each makes another key.
//
// Half of the places are for entries that were used, so a flood of keys that are used only once does not push those
// out. In each half, the entry that was not used for longest is removed. So a new value beside the cookie (an
// application's own token, renewed each minute) always finds a place.
import type { GroupIndex } from "./group-index.ts";
import { none, numbers, type Records } from "./records.ts";

/**
 * The slot to remove so that one more fits, or -1 while there is room.
 *
 * @param first - The session's first slot, or -1.
 */
export function crowdedOut(
  records: Records,
  sessions: GroupIndex,
  first: number,
  keysMax: number,
  nowMs: number,
): number {
  // Most sessions have few entries, and then a put only counts them.
  let count = 0;
  for (let slot = first; slot !== none; slot = sessions.next(slot)) count += 1;
  if (count < keysMax) return none;
  let unusedCount = 0;
  let unused: number = none;
  let used: number = none;
  for (let slot = first; slot !== none; slot = sessions.next(slot)) {
    if (records.number(slot, numbers.endsAtMs) <= nowMs) return slot;
    if (records.number(slot, numbers.usedAt) === 0) {
      unusedCount += 1;
      if (isLess(records, numbers.placedAt, slot, unused)) unused = slot;
    } else if (isLess(records, numbers.usedAt, slot, used)) used = slot;
  }
  if (unusedCount >= keysMax / 2 || used === none) return unused;
  return used;
}

function isLess(
  records: Records,
  field: typeof numbers.placedAt | typeof numbers.usedAt,
  slot: number,
  than: number,
): boolean {
  return than === none || records.number(slot, field) < records.number(than, field);
}
