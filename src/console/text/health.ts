// The sentence about a state with its time.
import { clock, dateTime } from "./time.ts";

/** `Identity server failing since 02:14: 502s`. The time comes before the colon, if there is one. */
export function sentenceSince(sentence: string, since: string | null): string {
  if (since === null) return sentence;
  const colon = sentence.indexOf(":");
  const end = colon === -1 ? sentence.length : colon;
  return `${sentence.slice(0, end)} since ${shortTime(since)}${sentence.slice(end)}`;
}

/** `02:14` for an instant of today, otherwise with its date. */
function shortTime(iso: string): string {
  const at = new Date(iso);
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? clock(at).slice(0, 5) : dateTime(iso).slice(0, 16);
}
