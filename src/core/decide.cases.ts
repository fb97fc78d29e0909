// The decision table as data. Times are seconds before or after the check's arrival, so that a row reads like the rule.
// One table, however long: it is read from top to bottom.

/** One row: what the store holds, what the check asks, how the edge is, and what is done. */
export interface DecisionCase {
  /** The entry: its age in seconds; without it there is none. */
  readonly age?: number;
  /** Seconds that the session has left; infinite without. */
  readonly lifeLeft?: number;
  /** The origin's hint in seconds. */
  readonly hint?: number;
  /** Marked as extended, and how long ago a client last waited. */
  readonly renewSince?: number;
  /** Seconds for which others wait for a new cookie too. */
  readonly renewLeft?: number;
  /** Seconds for which it is served after a refusal that is not believed yet. */
  readonly servedLeft?: number;
  /** Its part of the refresh spread, from 0 to 1. */
  readonly spread?: number;
  /** Seconds since the last call for the key; its age without. */
  readonly lastCall?: number;
  readonly cacheControl?: string;
  /** Seconds: project max age (60), refresh_after (1), stale-if-error (0), degraded_max_age (10). */
  readonly maxAge?: number;
  readonly refreshAfter?: number;
  /** `refresh_after` is `auto`, and its interval has grown to so many seconds. */
  readonly interval?: number;
  readonly staleIfError?: number;
  readonly degradedMaxAge?: number;
  readonly unhealthy?: true;
  /** Background refreshes pause for so many seconds more. */
  readonly paused?: number;
  readonly does: string;
}

// does: `serve`, `serve+refresh`, `forward`, `504`, or `fetch <why> ≤<oldest begin allowed, seconds before arrival>`,
// with `or entry` / `or marked entry` where an entry stands in if that fails.

/** The table's rows, the boundaries between them, and what bends them. */
export const decisionCases: Readonly<Record<string, DecisionCase>> = {
  // No directive.
  "fresh, called just now": { age: 0.5, does: "serve" },
  "fresh, called refresh_after ago": { age: 1, does: "serve+refresh" },
  "fresh, called a moment less than refresh_after ago": { age: 0.999, does: "serve" },
  "fresh by the entry, but a refresh began lately": { age: 30, lastCall: 0.2, does: "serve" },
  "spread wholly, called a moment less than a fifth more ago": {
    age: 1.199,
    spread: 1,
    does: "serve",
  },
  "spread wholly, called a fifth more than refresh_after ago": {
    age: 1.2,
    spread: 1,
    does: "serve+refresh",
  },
  "spread by half, called a tenth more than refresh_after ago": {
    age: 1.1,
    spread: 0.5,
    does: "serve+refresh",
  },
  "auto, a moment less than the interval in force ago": {
    age: 7.999,
    interval: 8,
    does: "serve",
  },
  "auto, the interval in force ago": { age: 8, interval: 8, does: "serve+refresh" },
  "auto, a moment less than half of the hint ago": {
    age: 9.999,
    interval: 30,
    hint: 20,
    does: "serve",
  },
  "auto, half of the hint ago": { age: 10, interval: 30, hint: 20, does: "serve+refresh" },
  "auto, half of the hint and a fifth more ago, spread wholly": {
    age: 12,
    interval: 30,
    hint: 20,
    spread: 1,
    does: "serve+refresh",
  },
  "auto, a hint above the project's max age": {
    age: 29.999,
    interval: 30,
    hint: 600,
    does: "serve",
  },
  "auto, half of the hint is less than the shortest interval": {
    age: 0.999,
    interval: 30,
    hint: 1,
    does: "serve",
  },

  // A refusal that is not believed yet.
  "refused a moment ago": { age: 5, servedLeft: 0.001, does: "serve+refresh" },
  "refused, and not asked again in time": { age: 5, servedLeft: 0, does: "fetch stale ≤5" },
  "refused, not asked again in time, stale-if-error on": {
    age: 5,
    servedLeft: 0,
    staleIfError: 30,
    does: "fetch stale ≤5",
  },
  "refused, not asked again in time, only-if-cached": {
    age: 5,
    servedLeft: 0,
    cacheControl: "only-if-cached",
    does: "504",
  },

  "refreshes pause": { age: 30, paused: 0.001, does: "serve" },
  "refreshes paused until now": { age: 30, paused: 0, does: "serve+refresh" },
  "at the limit exactly": { age: 60, does: "serve+refresh" },
  "a millisecond beyond the limit": { age: 60.001, does: "fetch stale ≤60" },
  "no entry": { does: "fetch miss ≤60" },
  "a shorter project max age": { age: 6, maxAge: 5, does: "fetch stale ≤5" },

  // The session's end.
  "a millisecond before the session's end": { age: 5, lifeLeft: 0.001, does: "serve+refresh" },
  "at the session's end": { age: 5, lifeLeft: 0, does: "fetch stale ≤5" },
  "beyond the session's end": { age: 5, lifeLeft: -1, does: "fetch stale ≤5" },

  // The hint.
  "at the hint exactly": { age: 20, hint: 20, does: "serve+refresh" },
  "a millisecond beyond the hint": { age: 20.001, hint: 20, does: "fetch stale ≤20" },
  "a hint above the project's max age": { age: 60.001, hint: 600, does: "fetch stale ≤60" },

  // max-age=N.
  "max-age, within": { age: 5, cacheControl: "max-age=5", does: "serve+refresh" },
  "max-age, beyond": { age: 5.001, cacheControl: "max-age=5", does: "fetch stale ≤5" },
  "max-age above the project's": {
    age: 60.001,
    cacheControl: "max-age=600",
    does: "fetch stale ≤60",
  },
  "max-age above the hint": {
    age: 11,
    hint: 10,
    cacheControl: "max-age=30",
    does: "fetch stale ≤10",
  },
  "max-age, no entry": { cacheControl: "max-age=5", does: "fetch miss ≤5" },

  // Never back behind what the entry was answered from (L9).
  "fetching goes not behind the entry's begin": { age: 3, lifeLeft: 0, does: "fetch stale ≤3" },
  "renewing goes not behind the entry's begin": {
    age: 3,
    renewSince: 10,
    does: "fetch renew ≤3 or entry",
  },

  // Others get the new cookie too, for a while.
  "renewed just now for another client": {
    age: 0.2,
    renewSince: 0.2,
    renewLeft: 0.001,
    does: "fetch renew ≤0.2 or entry",
  },
  "renewed for another client, the window over": {
    age: 0.2,
    renewSince: 0.2,
    renewLeft: 0,
    does: "serve",
  },
  "in the window, but the last answer brought no new cookie": {
    age: 0.2,
    renewLeft: 0.5,
    does: "serve",
  },
  "in the window, only-if-cached": {
    age: 0.2,
    renewSince: 0.2,
    renewLeft: 0.5,
    cacheControl: "only-if-cached",
    does: "serve",
  },

  // Forced.
  "max-age=0, fresh": { age: 0, cacheControl: "max-age=0", does: "fetch forced ≤0" },
  "max-age=0, old": { age: 99, cacheControl: "max-age=0", does: "fetch forced ≤0" },
  "max-age=0, no entry": { cacheControl: "max-age=0", does: "fetch forced ≤0" },
  "no-cache, fresh": { age: 1, cacheControl: "no-cache", does: "fetch forced ≤0" },
  "a malformed max-age, fresh": { age: 1, cacheControl: "max-age=soon", does: "fetch forced ≤0" },
  "forced with stale-if-error": {
    age: 1,
    cacheControl: "no-cache",
    staleIfError: 600,
    does: "fetch forced ≤0",
  },

  // no-store.
  "no-store, fresh": { age: 1, cacheControl: "no-store", does: "forward" },
  "no-store, no entry": { cacheControl: "no-store", does: "forward" },
  "no-store with only-if-cached": {
    age: 1,
    cacheControl: "no-store, only-if-cached",
    does: "forward",
  },
  "no-store with max-age=0": { age: 1, cacheControl: "max-age=0, no-store", does: "forward" },

  // only-if-cached.
  "only-if-cached, fresh": { age: 0.5, cacheControl: "only-if-cached", does: "serve" },
  "only-if-cached, old": { age: 61, cacheControl: "only-if-cached", does: "504" },
  "only-if-cached, no entry": { cacheControl: "only-if-cached", does: "504" },
  "only-if-cached within max-age": {
    age: 0.5,
    cacheControl: "only-if-cached, max-age=1",
    does: "serve",
  },
  "only-if-cached beyond max-age": {
    age: 2,
    cacheControl: "only-if-cached, max-age=1",
    does: "504",
  },
  "only-if-cached with max-age=0": {
    age: 0,
    cacheControl: "only-if-cached, max-age=0",
    does: "504",
  },
  "only-if-cached with min-fresh": {
    age: 0.5,
    cacheControl: "only-if-cached, min-fresh=60",
    does: "504",
  },
  "only-if-cached, renewal due": {
    age: 0.5,
    renewSince: 99,
    cacheControl: "only-if-cached",
    does: "serve",
  },
  "only-if-cached, old, stale-if-error": {
    age: 61,
    staleIfError: 600,
    cacheControl: "only-if-cached",
    does: "504",
  },

  // min-fresh.
  "min-fresh, exactly enough": { age: 20, cacheControl: "min-fresh=40", does: "serve+refresh" },
  "min-fresh, a millisecond too little": {
    age: 20.001,
    cacheControl: "min-fresh=40",
    does: "fetch stale ≤20",
  },
  "min-fresh of the hint": {
    age: 6,
    hint: 10,
    cacheControl: "min-fresh=5",
    does: "fetch stale ≤5",
  },
  "min-fresh and max-age": {
    age: 4,
    cacheControl: "max-age=5, min-fresh=2",
    does: "fetch stale ≤3",
  },
  "min-fresh, no entry": { cacheControl: "min-fresh=40", does: "fetch miss ≤20" },
  "min-fresh of the whole limit": { age: 1, cacheControl: "min-fresh=60", does: "fetch forced ≤0" },
  "min-fresh beyond the limit": { age: 1, cacheControl: "min-fresh=600", does: "fetch forced ≤0" },
  "min-fresh=0": { age: 60, cacheControl: "min-fresh=0", does: "serve+refresh" },
  "min-fresh malformed": { age: 0, cacheControl: "min-fresh=x", does: "fetch forced ≤0" },

  // renew.
  "renewal due": { age: 10, renewSince: 10, does: "fetch renew ≤10 or entry" },
  "renewal due, a max-age that allows the entry": {
    age: 3,
    renewSince: 10,
    cacheControl: "max-age=5",
    does: "fetch renew ≤3 or entry",
  },
  "renewal not yet due": { age: 9, renewSince: 9.999, does: "serve+refresh" },
  "renewal due, no client ever waited": {
    age: 0,
    renewSince: Number.POSITIVE_INFINITY,
    does: "fetch renew ≤0 or entry",
  },
  "renewal due, but too old": { age: 61, renewSince: 61, does: "fetch stale ≤60" },
  "renewal due, forced": {
    age: 1,
    renewSince: 61,
    cacheControl: "no-cache",
    does: "fetch forced ≤0",
  },
  "renewal due, degraded within": {
    age: 5,
    renewSince: 61,
    unhealthy: true,
    does: "fetch renew ≤5 or entry",
  },

  // stale-if-error.
  "stale-if-error, just old": {
    age: 61,
    staleIfError: 30,
    does: "fetch stale ≤60 or marked entry",
  },
  "stale-if-error, at its bound": {
    age: 90,
    staleIfError: 30,
    does: "fetch stale ≤60 or marked entry",
  },
  "stale-if-error, beyond its bound": { age: 90.001, staleIfError: 30, does: "fetch stale ≤60" },
  "stale-if-error counts from the hint": {
    age: 41,
    hint: 10,
    staleIfError: 30,
    does: "fetch stale ≤10",
  },
  "stale-if-error within the hint and its bound": {
    age: 40,
    hint: 10,
    staleIfError: 30,
    does: "fetch stale ≤10 or marked entry",
  },
  "stale-if-error, session over": {
    age: 61,
    lifeLeft: 0,
    staleIfError: 600,
    does: "fetch stale ≤60",
  },
  "stale-if-error, not for max-age": {
    age: 61,
    staleIfError: 600,
    cacheControl: "max-age=60",
    does: "fetch stale ≤60",
  },
  "stale-if-error, not for a huge max-age": {
    age: 61,
    staleIfError: 600,
    cacheControl: "max-age=99999999999",
    does: "fetch stale ≤60",
  },
  "stale-if-error, not for min-fresh": {
    age: 61,
    staleIfError: 600,
    cacheControl: "min-fresh=0",
    does: "fetch stale ≤60",
  },
  "stale-if-error, max-stale asks nothing": {
    age: 61,
    staleIfError: 600,
    cacheControl: "max-stale",
    does: "fetch stale ≤60 or marked entry",
  },
  "stale-if-error off": { age: 61, staleIfError: 0, does: "fetch stale ≤60" },
  "stale-if-error, no entry": { staleIfError: 600, does: "fetch miss ≤60" },

  // Degraded.
  "degraded, within the clamp": { age: 10, unhealthy: true, does: "serve+refresh" },
  "degraded, beyond the clamp": { age: 10.001, unhealthy: true, does: "fetch stale ≤10" },
  "degraded, max-age below the clamp": {
    age: 6,
    unhealthy: true,
    cacheControl: "max-age=5",
    does: "fetch stale ≤5",
  },
  "degraded, project below the clamp": {
    age: 6,
    maxAge: 5,
    unhealthy: true,
    does: "fetch stale ≤5",
  },
  "degraded, hint below the clamp": { age: 6, hint: 5, unhealthy: true, does: "fetch stale ≤5" },
  "degraded, no entry": { unhealthy: true, does: "fetch miss ≤10" },
  "degraded, ask each time": {
    age: 1,
    unhealthy: true,
    degradedMaxAge: 0,
    does: "fetch forced ≤0",
  },
  "degraded, ask each time, only-if-cached": {
    age: 1,
    unhealthy: true,
    degradedMaxAge: 0,
    cacheControl: "only-if-cached",
    does: "504",
  },
  "degraded, ask each time, no stale-if-error either": {
    age: 1,
    unhealthy: true,
    degradedMaxAge: 0,
    staleIfError: 600,
    does: "fetch forced ≤0",
  },
  "degraded, stale-if-error at the clamped bound": {
    age: 20,
    unhealthy: true,
    staleIfError: 600,
    does: "fetch stale ≤10 or marked entry",
  },
  "degraded, stale-if-error beyond the clamped bound": {
    age: 20.001,
    unhealthy: true,
    staleIfError: 600,
    does: "fetch stale ≤10",
  },
};
