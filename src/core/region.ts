// Whether a region counts: a member hears of every invalidation only if it hears every region that counts.
import { createRegionLog, hasGap, heardUntilMs, type RegionLog } from "./region-log.ts";

/**
 * Why a region counts or not. `left`: its last member said goodbye. `forgotten`: it was silent for so long that no
 * answer from before the silence can be stored. `removed`: an operator removed it.
 */
type RegionStanding = "counted" | "left" | "forgotten" | "removed";

/** A region as a member sees it. Instants are milliseconds of the member's own clock. */
export interface Region {
  readonly log: RegionLog;
  readonly own: boolean;
  standing: RegionStanding;
  /** Why the region counts no longer once its log has been read to its end. */
  closing: "left" | "removed" | undefined;
  /** When a heartbeat of any of its members arrived last, or when the region became known. */
  heardAtMs: number;
  /** The members that have not said goodbye, with the arrival of their latest heartbeat. */
  readonly members: Map<string, number>;
  /** The members that have said goodbye lately. Their heartbeats may arrive after it. */
  readonly departed: Set<string>;
}

/** The members that are remembered after their goodbye. */
const departedMax = 256;

/** A region that has just become known. */
export function createRegion(name: string, own: boolean, nowMs: number): Region {
  const log = createRegionLog(name);
  const closing = undefined;
  const members = new Map<string, number>();
  const departed = new Set<string>();
  return { log, own, standing: "counted", closing, heardAtMs: nowMs, members, departed };
}

/**
 * Notes a heartbeat. Returns whether the region counts again because of it. A heartbeat that arrives after its member's
 * goodbye says nothing.
 */
export function noteHeartbeat(region: Region, instance: string, nowMs: number): boolean {
  if (region.departed.has(instance)) return false;
  region.heardAtMs = nowMs;
  region.members.set(instance, nowMs);
  if (region.closing === "left") region.closing = undefined;
  return count(region);
}

/**
 * Notes that a member said goodbye. Returns whether it was the last one, so that the region is closing. A member that is
 * silent while others are heard has died, and is not waited for.
 */
export function noteGoodbye(
  region: Region,
  instance: string,
  nowMs: number,
  silenceMaxMs: number,
): boolean {
  region.members.delete(instance);
  region.departed.add(instance);
  const [oldest] = region.departed;
  if (region.departed.size > departedMax && oldest !== undefined) region.departed.delete(oldest);
  for (const [member, heardAtMs] of region.members) {
    if (nowMs - heardAtMs > silenceMaxMs) region.members.delete(member);
  }
  if (region.own || region.members.size > 0 || region.standing !== "counted") return false;
  region.closing ??= "left";
  return true;
}

/** Forgets a region that has been silent for too long. Returns whether it was forgotten now. */
export function noteSilence(region: Region, nowMs: number, forgetAfterMs: number): boolean {
  if (region.own || region.standing !== "counted") return false;
  if (nowMs - region.heardAtMs < forgetAfterMs) return false;
  region.standing = "forgotten";
  region.closing = undefined;
  region.members.clear();
  return true;
}

/** Notes that a region was added to the list of regions. Returns whether it counts again because of it. */
export function noteListed(region: Region, nowMs: number): boolean {
  if (region.closing === "removed") region.closing = undefined;
  if (region.standing === "counted") return false;
  region.heardAtMs = nowMs;
  return count(region);
}

/** Notes that an operator removed a region. Returns whether it is closing because of it. */
export function noteRemoval(region: Region): boolean {
  if (region.own || region.standing !== "counted") return false;
  region.closing = "removed";
  return true;
}

/**
 * Notes that nothing can be missing any more of a region that is closing: its log was read to its end, or every entry was
 * removed. Returns its standing if it counts no longer because of it.
 */
export function noteClosed(region: Region): "left" | "removed" | undefined {
  const { closing } = region;
  if (closing === undefined || region.standing !== "counted") return undefined;
  region.standing = closing;
  region.closing = undefined;
  region.members.clear();
  return closing;
}

/** Whether a region that is closing needs no reading, because its last goodbye and all before it have arrived. */
export function isHeardOut({ log, closing }: Region): boolean {
  return closing === "left" && !hasGap(log);
}

/** Until when a member that knows these regions hears of every invalidation in time. */
export function healthyUntilMs(regions: Iterable<Region>, silenceMaxMs: number): number {
  let untilMs = Number.POSITIVE_INFINITY;
  for (const { log, standing } of regions) {
    if (standing === "counted") untilMs = Math.min(untilMs, heardUntilMs(log, silenceMaxMs));
  }
  return untilMs;
}

/** A region that counts again must be read, because messages may have been missed meanwhile. */
function count(region: Region): boolean {
  if (region.standing === "counted") return false;
  region.standing = "counted";
  region.log.doubts += 1;
  return true;
}
