// How far apart the refreshes of a project are with `refresh_after: auto`. The interval grows while refreshes find no
// change that bypassed the edges, and goes back to its start as soon as one does.
import type { Scope } from "./invalidation.ts";
import {
  refreshCleanMs,
  refreshCleanRefreshes,
  refreshExplainedMs,
  refreshFoundMax,
} from "./limits.ts";
import type { ProjectSettings } from "./settings.ts";

/** What the refreshes of one project have shown at one edge. Instants are milliseconds of the edge's clock. */
export interface RefreshRecord {
  /** The interval that is in force at a healthy edge. */
  readonly intervalMs: number;
  /** When it came into force. */
  readonly sinceMs: number;
  /** When the last unseen change was found. Minus infinity if none was. */
  readonly unseenAtMs: number;
  /** Clean refreshes since then. Infinity if no unseen change was found. */
  readonly cleanRefreshes: number;
  /** Changes that an invalidation may still explain. */
  readonly found: FoundChanges | undefined;
}

/** The session and identity of a change that a refresh found. The session is undefined if another edge found it. */
export interface FoundChange {
  readonly identityId: string;
  readonly sessionId: string | undefined;
}

/** Changes that were found within a moment, before the invalidations that would explain them. */
interface FoundChanges {
  readonly changes: readonly FoundChange[];
  /** When the first was found. */
  readonly atMs: number;
  /** The record before that. */
  readonly before: RefreshRecord;
}

/** The settings that the interval depends on. */
export type IntervalSettings = Pick<ProjectSettings, "refreshAfterMs" | "refreshAuto" | "maxAgeMs">;

/** What the interval depends on, in addition to the record. */
export interface RefreshConditions {
  readonly nowMs: number;
  /** Whether the edge hears of every invalidation in time. */
  readonly healthy: boolean;
  readonly settings: IntervalSettings;
}

/** A record without any refreshes. The interval is the shortest one. */
export function noRefreshes({ nowMs, settings }: RefreshConditions): RefreshRecord {
  return {
    intervalMs: settings.refreshAfterMs,
    sinceMs: nowMs,
    unseenAtMs: Number.NEGATIVE_INFINITY,
    cleanRefreshes: Number.POSITIVE_INFINITY,
    found: undefined,
  };
}

/** The record with the shortest interval again. What is known of unseen changes stays. */
export function withShortestInterval(
  record: RefreshRecord,
  { nowMs, settings }: RefreshConditions,
): RefreshRecord {
  return { ...record, intervalMs: settings.refreshAfterMs, sinceMs: nowMs, found: undefined };
}

/**
 * The record after a refresh that found an unseen change, here or at another edge. The interval is the shortest one at
 * once.
 */
export function afterUnseenChange(
  record: RefreshRecord,
  change: FoundChange,
  conditions: RefreshConditions,
): RefreshRecord {
  const { nowMs } = conditions;
  const shortest = withShortestInterval(record, conditions);
  const found = openFinding(record, nowMs) ?? { changes: [], atMs: nowMs, before: record };
  const changes = [...found.changes, change];
  return {
    ...shortest,
    unseenAtMs: nowMs,
    cleanRefreshes: 0,
    found: changes.length > refreshFoundMax ? undefined : { ...found, changes },
  };
}

/**
 * The record after an invalidation that was published for a change. A refresh can overtake it. So if it arrives in time,
 * what the refresh found was not unseen, and the record is as it was before.
 */
export function afterInvalidation(
  record: RefreshRecord,
  scope: Scope,
  { nowMs }: Pick<RefreshConditions, "nowMs">,
): RefreshRecord {
  const found = openFinding(record, nowMs);
  if (found === undefined) return record;
  const changes = found.changes.filter((change) => !explains(scope, change));
  return changes.length === 0 ? found.before : { ...record, found: { ...found, changes } };
}

/** The changes that an invalidation may explain at this instant. */
function openFinding({ found }: RefreshRecord, nowMs: number): FoundChanges | undefined {
  return found !== undefined && nowMs - found.atMs <= refreshExplainedMs ? found : undefined;
}

function explains(scope: Scope, { identityId, sessionId }: FoundChange): boolean {
  switch (scope.kind) {
    case "project":
      return true;
    case "identity":
      return scope.value === identityId;
    case "session":
      return scope.value === sessionId;
    case "credential":
      return false;
    default:
      return scope satisfies never;
  }
}

/**
 * The record after a clean refresh: one whose answer was compared with the stored one and showed no unseen change. It
 * doubles the interval, up to half of the project's maximum age, if invalidations are proven to arrive and the interval
 * has been in force for twice its own length. By then every session in use has been refreshed at least once in it.
 */
export function afterCleanRefresh(
  record: RefreshRecord,
  conditions: RefreshConditions,
): RefreshRecord {
  const { nowMs, healthy } = conditions;
  const counted = { ...record, cleanRefreshes: record.cleanRefreshes + 1 };
  if (!healthy) return withShortestInterval(counted, conditions);
  const { intervalMs, sinceMs } = counted;
  const longestMs = longestIntervalMs(conditions.settings);
  const due = nowMs - sinceMs >= 2 * intervalMs;
  if (intervalMs >= longestMs || !due || !isProven(counted, nowMs)) return counted;
  return { ...counted, intervalMs: Math.min(2 * intervalMs, longestMs), sinceMs: nowMs };
}

/** The interval in force in milliseconds. An edge that may be missing invalidations has the shortest one. */
export function intervalInForceMs(
  { intervalMs }: RefreshRecord,
  healthy: boolean,
  { refreshAfterMs }: IntervalSettings,
): number {
  return healthy ? intervalMs : refreshAfterMs;
}

/** Whether none of the last refreshes, and none of the last hour, found an unseen change. */
function isProven({ unseenAtMs, cleanRefreshes }: RefreshRecord, nowMs: number): boolean {
  return cleanRefreshes >= refreshCleanRefreshes && nowMs - unseenAtMs >= refreshCleanMs;
}

/**
 * The longest interval of a project in milliseconds: half of its maximum age with `auto`, but not less than the shortest
 * one. Without `auto` there is only one.
 */
function longestIntervalMs({ refreshAfterMs, refreshAuto, maxAgeMs }: IntervalSettings): number {
  return refreshAuto ? Math.max(refreshAfterMs, maxAgeMs / 2) : refreshAfterMs;
}

/**
 * The interval for one entry in milliseconds. It is at most half of the entry's own limit, so that an entry in use is
 * refreshed before it is too old. It is never shorter than the project's shortest interval (L7).
 */
export function entryIntervalMs(
  intervalMs: number,
  hintMs: number | undefined,
  { refreshAfterMs, maxAgeMs }: IntervalSettings,
): number {
  if (intervalMs <= refreshAfterMs) return refreshAfterMs;
  const limitMs = hintMs === undefined ? maxAgeMs : Math.min(maxAgeMs, hintMs);
  return Math.max(refreshAfterMs, Math.min(intervalMs, limitMs / 2));
}
