// Writes what was counted in each minute to the database, once the minute is over and the last reports have come in. Of
// several control planes on one database, one writes each minute. It is usually the same one, and another goes on if that
// one stops.
import type { ControlTraffic } from "../ports.ts";
import type { ControlStorage } from "../storage.ts";

/** What recording needs. */
interface TrafficRecorderParts {
  readonly storage: Pick<ControlStorage, "insertTraffic">;
  readonly traffic: Pick<ControlTraffic, "minuteNow" | "inMinute">;
  readonly nowMs: () => number;
  readonly failed: (error: unknown) => void;
}

/** Records traffic. */
export interface TrafficRecorder {
  /** Writes minutes that are due. Never rejects: a minute that could not be written is tried again while memory has it. */
  readonly record: () => Promise<void>;
  /** Writes every minute that is over, if this process wrote the minute before. Otherwise those that are due. Never rejects. */
  readonly finish: () => Promise<void>;
}

const msPerMinute = 60_000;
/** How often minutes are looked for that are due, in milliseconds. */
export const recordEveryMs = 10_000;
/** A minute is due this long after its end. Reports of it have come in by then. */
const dueAfterMs = 10_000;
/** A process that did not write the minute before leaves it to the one that did for this long. */
const dueForOthersAfterMs = 40_000;
/** Minutes that memory still has for certain. */
const inMemoryMinutes = 59;

/** The minute of an instant, numbered since 1970. */
export function minuteOf(atMs: number): number {
  return Math.floor(atMs / msPerMinute);
}

/** Creates a recorder. The first minute that it writes is the present one. */
export function createTrafficRecorder(parts: TrafficRecorderParts): TrafficRecorder {
  const { storage, traffic, nowMs, failed } = parts;
  let next = traffic.minuteNow();
  let wroteLast = false;

  async function writeUntil(end: number): Promise<void> {
    const now = traffic.minuteNow();
    // The clock may have been set forward or back.
    next = Math.min(Math.max(next, now - inMemoryMinutes), now);
    try {
      for (; next < end; next += 1) {
        const counted = traffic.inMinute(next);
        if (counted.length === 0) continue;
        wroteLast = (await storage.insertTraffic(next, counted)) === "done";
      }
    } catch (error) {
      failed(error);
    }
  }

  const record = (): Promise<void> => {
    const dueAfter = wroteLast ? dueAfterMs : dueForOthersAfterMs;
    return writeUntil(minuteOf(nowMs() - dueAfter));
  };

  return {
    record,
    // What another process is about to write as a whole must not be written in part, by one that is gone too early.
    finish: () => (wroteLast ? writeUntil(traffic.minuteNow()) : record()),
  };
}
