// What to do with a check: serve, fetch, forward or refuse. Ages are compared here and nowhere else.
import type { Directives } from "./directives.ts";
import type { Entry } from "./entry.ts";
import { refreshSpreadShareMax, type Limits } from "./limits.ts";
import { entryIntervalMs } from "./refresh-interval.ts";
import type { ProjectSettings } from "./settings.ts";

/** Everything that the decision depends on. Instants are milliseconds of the edge's clock. */
export interface Situation {
  readonly arrivedAtMs: number;
  readonly directives: Directives;
  readonly entry: Entry | undefined;
  /** Whether the check asks for a token. Such an entry never stands in for a failed call, because its token expires. */
  readonly tokenized?: boolean;
  readonly settings: ProjectSettings;
  readonly limits: Limits;
  /** False while the edge may be missing invalidations. */
  readonly healthy: boolean;
  /** The time between refreshes of one entry that is in force for the project, in milliseconds. */
  readonly refreshIntervalMs: number;
  /** Background refreshes of the project are paused until this instant. */
  readonly refreshPausedUntilMs: number;
}

/** The directive that decides and the state of the entry: row and column of the decision table. */
export type DecisionRow = `${DirectiveClass}/${EntryState}` | "renew";
type DirectiveClass = "plain" | "max-age" | "forced" | "no-store" | "only-if-cached" | "min-fresh";
type EntryState = "fresh" | "old" | "none";

/** Why a check is fetched, as `Cache-Status` gives it. */
export type FetchWhy = "miss" | "stale" | "forced" | "renew";

/** What the edge does with a check. */
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
      /** Only a call that begins from now on can answer (L5). */
      readonly forced: boolean;
      /**
       * A call that answers this check must not have begun before this instant, because of the check's limit and its
       * entry (L2, L9).
       */
      readonly notBeforeMs: number;
      /** The entry that is served if the call fails, and whether the answer is marked as stale. */
      readonly fallback: { readonly entry: Entry; readonly marked: boolean } | undefined;
    };

/** The rows by directive and state. A hit only looks its row up. */
const rows: Readonly<Record<DirectiveClass, Readonly<Record<EntryState, DecisionRow>>>> = {
  plain: rowsOf("plain"),
  "max-age": rowsOf("max-age"),
  forced: rowsOf("forced"),
  "no-store": rowsOf("no-store"),
  "only-if-cached": rowsOf("only-if-cached"),
  "min-fresh": rowsOf("min-fresh"),
};

function rowsOf(directive: DirectiveClass): Readonly<Record<EntryState, DecisionRow>> {
  return { fresh: `${directive}/fresh`, old: `${directive}/old`, none: `${directive}/none` };
}

/** Decides about one check. */
export function decide(now: Situation): Decision {
  const { arrivedAtMs, directives, entry } = now;
  const limitMs = answerLimitMs(now);
  const state = entryState(entry, arrivedAtMs, limitMs);
  const row = rows[directiveClass(directives)][state];

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
  // An answer older than the entry would go back behind what this key was already answered with (L9).
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

/**
 * The greatest age that an answer may have: the least of the project's maximum age, the degraded limit, the hint and
 * the request's `max-age`, minus its `min-fresh`.
 */
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
 * Whether a check waits for the origin so that its client gets a renewed cookie (sliding sessions). It does if no
 * client has waited for the origin lately, or if one has just been given a new cookie. That client may have been a
 * gateway, which drops the cookie and then asks the application behind it.
 */
function renewDue(now: Situation, entry: Entry): boolean {
  if (!entry.renew) return false;
  return now.arrivedAtMs < entry.renewUntilMs || opensRenewal(entry, now.arrivedAtMs, now.limits);
}

/** Whether a check that waits for a renewed cookie is the first in a while. */
export function opensRenewal(entry: Entry, arrivedAtMs: number, limits: Limits): boolean {
  return entry.renew && arrivedAtMs - entry.lastForegroundAtMs >= limits.renewAfterMs;
}

/**
 * Whether a background refresh is due, for a hit and once more before it starts. Refreshes are spread, and paced by the
 * begin of the last call, whatever its outcome (L7).
 */
export function refreshDue(
  now: Pick<Situation, "arrivedAtMs" | "settings" | "refreshIntervalMs" | "refreshPausedUntilMs">,
  entry: Pick<Entry, "lastCallAtMs" | "refreshSpread" | "hintMs">,
): boolean {
  const spread = 1 + entry.refreshSpread * refreshSpreadShareMax;
  const intervalMs = entryIntervalMs(now.refreshIntervalMs, entry.hintMs, now.settings);
  return (
    now.arrivedAtMs - entry.lastCallAtMs >= intervalMs * spread &&
    now.arrivedAtMs >= now.refreshPausedUntilMs
  );
}

/**
 * The entry that may stand in if the call fails (stale-if-error). It is used only if no directive asks for freshness,
 * within its own bound, and never after the session's end.
 */
function staleFallback(
  now: Situation,
  entry: Entry | undefined,
): { readonly entry: Entry; readonly marked: boolean } | undefined {
  const { directives, settings, arrivedAtMs } = now;
  if (entry === undefined || settings.staleIfErrorMs === 0) return undefined;
  if (now.tokenized === true) return undefined;
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
  ...Object.values(rows).flatMap((states) => Object.values(states)),
  "renew",
];
