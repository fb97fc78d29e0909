// The header lines of a hit, made from data that was prepared when the entry was stored.
import { cacheStatus } from "./cache-status.ts";
import type { Entry } from "./entry.ts";
import type { ProjectSettings } from "./settings.ts";
import { storedLines } from "./stored-head.ts";

/** How an entry is served. */
export type Serving = "hit" | "refreshing" | "degraded" | "stale-if-error";

/** How a fresh entry is served. */
export function servingOf(healthy: boolean, refreshing: boolean): Serving {
  if (!healthy) return "degraded";
  return refreshing ? "refreshing" : "hit";
}

/** Lines of an answer from the store: the stored lines, what is left of the hint, `Age` and `Cache-Status`. */
export function hitLines(
  entry: Entry,
  forHead: boolean,
  arrivedAtMs: number,
  settings: ProjectSettings,
  name: string,
  serving: Serving,
): string[] {
  const ageMs = Math.max(0, arrivedAtMs - entry.begunAtMs);
  const lines = storedLines(entry, forHead, hintSeconds(entry, ageMs));
  const detail = serving === "hit" ? undefined : serving;
  const limited =
    serving === "degraded"
      ? { ...settings, maxAgeMs: Math.min(settings.maxAgeMs, settings.degradedMaxAgeMs) }
      : settings;
  lines.push(
    "Age",
    String(Math.floor(ageMs / 1_000)),
    "Cache-Status",
    cacheStatus(name, {
      kind: "hit",
      ttlSeconds: Math.floor(freshForMs(entry, arrivedAtMs, limited) / 1_000),
      detail,
    }),
  );
  return lines;
}

/** What is left of the hint at an age, in whole seconds and never negative. Undefined if the answer had no hint. */
export function hintSeconds({ hintMs }: Pick<Entry, "hintMs">, ageMs: number): number | undefined {
  return hintMs === undefined ? undefined : Math.max(0, Math.floor((hintMs - ageMs) / 1_000));
}

/** Whether an entry could still be served, at least as a stand-in. Only then does its `Origin` hold a place. */
export function holdsPlace(entry: Entry, nowMs: number, settings: ProjectSettings): boolean {
  return (
    nowMs < entry.endsAtMs && freshForMs(entry, nowMs, settings) + settings.staleIfErrorMs >= 0
  );
}

/**
 * How long the entry stays fresh by the project's limit, the hint and the session's end. Negative if it is no longer
 * fresh.
 */
export function freshForMs(entry: Entry, nowMs: number, settings: ProjectSettings): number {
  const freshUntilMs =
    entry.begunAtMs + Math.min(settings.maxAgeMs, entry.hintMs ?? settings.maxAgeMs);
  return Math.min(freshUntilMs, entry.endsAtMs) - nowMs;
}
