// What to do with a check: serve, fetch, forward or refuse. Every age is compared here and nowhere else.
import type { Directives } from "./directives.ts";
import type { Entry } from "./entry.ts";
import { refreshSpreadShareMax, type Limits } from "./limits.ts";
import type { ProjectSettings } from "./settings.ts";

/** Everything that deciding looks at. Instants are milliseconds of the edge's clock. */
export interface Situation {
  readonly arrivedAtMs: number;
  readonly directives: Directives;
  readonly entry: Entry | undefined;
  readonly settings: ProjectSettings;
  readonly limits: Limits;
  /** False while the edge may be missing news. */
  readonly healthy: boolean;
  /** Background refreshes of the project pause until then. */
  readonly refreshPausedUntilMs: number;
}

/** Which directive decides, and what the store holds: the row and column of the decision table. */
export type DecisionRow = `${DirectiveClass}/${EntryState}` | "renew";
type DirectiveClass = "plain" | "max-age" | "forced" | "no-store" | "only-if-cached" | "min-fresh";
type EntryState = "fresh" | "old" | "none";

/** Why a check has to be fetched, as `Cache-Status` tells it. */
export type FetchWhy = "miss" | "stale" | "forced" | "renew";

/** What is to be done with a check. */
export type Decision =
  | { readonly kind: "forward"; readonly row: DecisionRow }
  | {
      readonly kind: "serve";
      readonly row: DecisionRow;
      readonly entry: Entry;
      readonly refresh: boolean;
    }
  | { readonly kind: "unsatisfied"; readonly row: DecisionRow }
  | {
      readonly kind: "fetch";
      readonly row: DecisionRow;
      readonly why: FetchWhy;
      /** Only a call begun from now on will do (L5). */
      readonly forced: boolean;
      /** The earliest begin of a call whose answer this check may have, by its limit and its entry (L2, L9). */
      readonly notBeforeMs: number;
      /** The entry that is served if the call fails, and how that is marked. */
      readonly fallback: { readonly entry: Entry; readonly marked: boolean } | undefined;
    };

/** Decides about one check. */
export function decide(now: Situation): Decision {
  const { arrivedAtMs, directives, entry } = now;
  const limitMs = answerLimitMs(now);
  const state = entryState(entry, arrivedAtMs, limitMs);
  const row: DecisionRow = `${directiveClass(directives)}/${state}`;

  if (directives.noStore) return { kind: "forward", row };
  const serveable = entry !== undefined && state === "fresh" && !directives.forced;
  if (serveable && !(renewDue(now, entry) && !directives.onlyIfCached)) {
    return { kind: "serve", row, entry, refresh: refreshDue(now, entry) };
  }
  if (directives.onlyIfCached) return { kind: "unsatisfied", row };
  if (directives.forced || limitMs <= 0) {
    return {
      kind: "fetch",
      row,
      why: "forced",
      forced: true,
      notBeforeMs: arrivedAtMs,
      fallback: undefined,
    };
  }
  // An answer older than the entry at hand would go back behind what this key was answered from before (L9).
  const notBeforeMs = Math.max(arrivedAtMs - limitMs, entry?.begunAtMs ?? Number.NEGATIVE_INFINITY);
  if (serveable) {
    const fallback = { entry, marked: false };
    return { kind: "fetch", row: "renew", why: "renew", forced: false, notBeforeMs, fallback };
  }
  return {
    kind: "fetch",
    row,
    why: entry === undefined ? "miss" : "stale",
    forced: false,
    notBeforeMs,
    fallback: staleFallback(now, entry),
  };
}

/** The age that an answer may have: the project's, the degraded clamp, the hint and the request's own, `min-fresh` taken off. */
function answerLimitMs(now: Situation): number {
  const { directives, entry } = now;
  const hintMs = entry?.hintMs ?? Number.POSITIVE_INFINITY;
  const limitMs = Math.min(ownLimitMs(now), directives.maxAgeMs, hintMs);
  return limitMs - (directives.minFreshMs ?? 0);
}

function ownLimitMs({ settings, healthy }: Situation): number {
  return healthy ? settings.maxAgeMs : Math.min(settings.maxAgeMs, settings.degradedMaxAgeMs);
}

function entryState(entry: Entry | undefined, arrivedAtMs: number, limitMs: number): EntryState {
  if (entry === undefined) return "none";
  if (arrivedAtMs >= entry.endsAtMs) return "old";
  if (arrivedAtMs >= entry.servedUntilMs) return "old";
  return arrivedAtMs - entry.begunAtMs <= limitMs ? "fresh" : "old";
}

function directiveClass(directives: Directives): DirectiveClass {
  if (directives.noStore) return "no-store";
  if (directives.onlyIfCached) return "only-if-cached";
  if (directives.forced) return "forced";
  if (directives.minFreshMs !== undefined) return "min-fresh";
  return Number.isFinite(directives.maxAgeMs) ? "max-age" : "plain";
}

/**
 * Sliding sessions: the client still has its old cookie, and no client has waited for the origin lately, or one has just been given
 * a new one. That may have been a gateway, which drops it and asks the application behind it.
 */
function renewDue(now: Situation, entry: Entry): boolean {
  if (!entry.renew) return false;
  return now.arrivedAtMs < entry.renewUntilMs || opensRenewal(entry, now.arrivedAtMs, now.limits);
}

/** Whether a check that waits for the origin for a cookie's sake is the first in a while. */
export function opensRenewal(entry: Entry, arrivedAtMs: number, limits: Limits): boolean {
  return entry.renew && arrivedAtMs - entry.lastForegroundAtMs >= limits.renewAfterMs;
}

/** Background refreshes are paced by the last call's begin, whatever came of it (L7), and spread. */
function refreshDue(now: Situation, entry: Entry): boolean {
  const spread = 1 + entry.refreshSpread * refreshSpreadShareMax;
  return (
    now.arrivedAtMs - entry.lastCallAtMs >= now.settings.refreshAfterMs * spread &&
    now.arrivedAtMs >= now.refreshPausedUntilMs
  );
}

/** Stale-if-error: only without a directive that asks for freshness, within its own bound, never past the session's end. */
function staleFallback(
  now: Situation,
  entry: Entry | undefined,
): { readonly entry: Entry; readonly marked: boolean } | undefined {
  const { directives, settings, arrivedAtMs } = now;
  if (entry === undefined || settings.staleIfErrorMs === 0) return undefined;
  if (Number.isFinite(directives.maxAgeMs) || directives.minFreshMs !== undefined) return undefined;
  const graceMs = now.healthy
    ? settings.staleIfErrorMs
    : Math.min(settings.staleIfErrorMs, settings.degradedMaxAgeMs);
  const limitMs = Math.min(ownLimitMs(now), entry.hintMs ?? Number.POSITIVE_INFINITY) + graceMs;
  if (arrivedAtMs >= entry.servedUntilMs) return undefined;
  if (arrivedAtMs >= entry.endsAtMs || arrivedAtMs - entry.begunAtMs > limitMs) return undefined;
  return { entry, marked: true };
}

/** Every row of the decision table, for coverage. */
export const decisionRows: readonly DecisionRow[] = [
  ...(["plain", "max-age", "forced", "no-store", "only-if-cached", "min-fresh"] as const).flatMap(
    (directive) =>
      (["fresh", "old", "none"] as const).map((state): DecisionRow => `${directive}/${state}`),
  ),
  "renew",
];
