// The project settings that decide how often checks are hits, and what the core makes of them.
import { afterCleanRefresh, noRefreshes } from "../../core/refresh-interval.ts";
import { defaultProjectSettings, type ProjectSettings } from "../../core/settings.ts";

/** Settings of a project, and what its edges have. Names are those of the core. Milliseconds. */
export interface CacheSettings extends Pick<
  ProjectSettings,
  "maxAgeMs" | "refreshAfterMs" | "refreshAuto" | "degradedMaxAgeMs"
> {
  /** What the identity server's `Ory-Session-Cache-For` allows. Undefined if it sends none. */
  readonly hintMs?: number;
  /** Whether the edges have a bus. Without one they are never degraded, and with `auto` refreshes stay frequent. */
  readonly bus: boolean;
}

/** All settings of the project, as the core has them. */
export function projectSettings(settings: CacheSettings): ProjectSettings {
  const { maxAgeMs, refreshAfterMs, refreshAuto, degradedMaxAgeMs } = settings;
  return {
    ...defaultProjectSettings,
    cacheableSessions: true,
    maxAgeMs,
    refreshAfterMs,
    refreshAuto,
    degradedMaxAgeMs,
  };
}

/**
 * The interval between refreshes that the edges settle at, in milliseconds. With `auto` it grows as long as refreshes find
 * nothing. Several edges without a bus find each other's changes, so it does not grow there.
 */
export function settledIntervalMs(settings: CacheSettings): number {
  const conditions = { nowMs: 0, healthy: settings.bus, settings };
  let record = noRefreshes(conditions);
  for (;;) {
    const nowMs = record.sinceMs + 2 * record.intervalMs;
    const next = afterCleanRefresh(record, { ...conditions, nowMs });
    if (next.intervalMs === record.intervalMs) return record.intervalMs;
    record = next;
  }
}
