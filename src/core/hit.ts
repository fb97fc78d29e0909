// The head of a hit, made from what was prepared when the entry was stored.
import { cacheStatus } from "./cache-status.ts";
import type { Entry } from "./entry.ts";
import type { ProjectSettings } from "./settings.ts";
import { storedHead } from "./stored-head.ts";

/** How an entry is served. */
export type Serving = "hit" | "refreshing" | "degraded" | "stale-if-error";

/** How a fresh entry is served. */
export function servingOf(healthy: boolean, refreshing: boolean): Serving {
  if (!healthy) return "degraded";
  return refreshing ? "refreshing" : "hit";
}

/** The whole seconds that the head of a hit states. It is the same until one of them changes. */
export interface HitSeconds {
  readonly age: number;
  /** What is left of the hint. Undefined if the answer had none. */
  readonly hint: number | undefined;
  readonly ttl: number;
}

/** What the head of a hit states about an entry at an instant. */
export function hitSeconds(
  entry: Entry,
  arrivedAtMs: number,
  settings: ProjectSettings,
  serving: Serving,
): HitSeconds {
  const ageMs = Math.max(0, arrivedAtMs - entry.begunAtMs);
  const maxAgeMs =
    serving === "degraded"
      ? Math.min(settings.maxAgeMs, settings.degradedMaxAgeMs)
      : settings.maxAgeMs;
  return {
    age: Math.floor(ageMs / 1_000),
    hint: hintSeconds(entry, ageMs),
    ttl: Math.floor((freshUntilMs(entry, maxAgeMs) - arrivedAtMs) / 1_000),
  };
}

/**
 * The header lines of an answer from the store as text, each ended by CRLF: the stored lines, what is left of the hint,
 * `Age` and `Cache-Status`.
 */
export function hitHead(
  entry: Entry,
  forHead: boolean,
  { age, hint, ttl }: HitSeconds,
  name: string,
  serving: Serving,
): string {
  const detail = serving === "hit" ? undefined : serving;
  const status = cacheStatus(name, { kind: "hit", ttlSeconds: ttl, detail });
  return `${storedHead(entry, forHead, hint)}Age: ${age}\r\nCache-Status: ${status}\r\n`;
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
  return freshUntilMs(entry, settings.maxAgeMs) - nowMs;
}

function freshUntilMs(entry: Entry, maxAgeMs: number): number {
  const limitMs = Math.min(maxAgeMs, entry.hintMs ?? maxAgeMs);
  return Math.min(entry.begunAtMs + limitMs, entry.endsAtMs);
}
