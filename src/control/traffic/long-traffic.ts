// Traffic of a day or a month: from the database, and from memory what is not written yet.
import {
  addSum,
  addSumText,
  countsOf,
  emptySum,
  totalOf,
  type TrafficSum,
} from "../../core/traffic-sum.ts";
import type { Traffic } from "../../core/traffic.ts";
import type { ControlTraffic } from "../ports.ts";
import type { ControlStorage } from "../storage.ts";
import type { LongRange } from "./long-ranges.ts";

/** What reading needs. */
export interface LongTrafficParts {
  readonly storage: Pick<ControlStorage, "listTraffic">;
  readonly traffic: ControlTraffic;
  readonly nowMs: () => number;
}

const msPerMinute = 60_000;
/** Minutes that memory still has for certain. */
const inMemoryMinutes = 59;

/** Reads a project's traffic over a long range. Steps begin at multiples of their length, and the last one is still open. */
export async function readLongTraffic(
  { storage, traffic, nowMs }: LongTrafficParts,
  projectId: string,
  { minutes, stepMinutes, unit }: LongRange,
): Promise<Traffic> {
  const now = traffic.minuteNow();
  const steps = minutes / stepMinutes;
  const lastStep = now - (now % stepMinutes);
  const fromMinute = lastStep - (steps - 1) * stepMinutes;
  const stored = await storage.listTraffic({ projectId, unit, fromMinute, throughMinute: now });
  const sums = Array.from({ length: steps }, emptySum);
  const bucketOf = (minute: number) => sums[Math.floor((minute - fromMinute) / stepMinutes)];
  let firstKnown = stored.firstMinute;
  let edges = 0;
  for (const row of stored.rows) {
    const bucket = bucketOf(row.minute);
    if (bucket !== undefined) addSumText(bucket, row.sum);
    edges = Math.max(edges, row.edges);
  }
  const unwritten = Math.max(now - inMemoryMinutes, (stored.writtenThrough ?? 0) + 1);
  for (let minute = unwritten; minute <= now; minute += 1) {
    for (const counted of traffic.inMinute(minute, projectId)) {
      const bucket = bucketOf(minute);
      if (bucket !== undefined) addSum(bucket, counted.sum);
      edges = Math.max(edges, counted.edges);
      firstKnown ??= minute;
    }
  }
  const knownFrom = firstKnown === undefined ? undefined : Math.max(firstKnown, fromMinute);
  return {
    nowMs: nowMs(),
    stepSeconds: stepMinutes * 60,
    fromMs: fromMinute * msPerMinute,
    knownFromMs: knownFrom === undefined ? null : knownFrom * msPerMinute,
    edges,
    refreshIntervalMs: traffic.read(projectId, 1).refreshIntervalMs,
    buckets: sums.map((sum) => countsOf(sum)),
    total: totalOf(wholeOf(sums)),
  };
}

function wholeOf(sums: readonly TrafficSum[]): TrafficSum {
  const whole = emptySum();
  for (const sum of sums) addSum(whole, sum);
  return whole;
}
