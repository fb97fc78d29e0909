// What an operator decides about one project's session checks.

/** Settings of one project. Durations are milliseconds; names follow Ory's `feature_flags` where Ory has one. */
export interface ProjectSettings {
  /** Name of the project; part of every credential digest, so that no two projects share a key. */
  readonly project: string;
  /** `feature_flags.cacheable_sessions`: whether checks may be answered from the store. Off unless said otherwise. */
  readonly cacheableSessions: boolean;
  /** `feature_flags.cacheable_sessions_max_age`: no answer is older than this (L2). */
  readonly maxAgeMs: number;
  /** A hit starts a background refresh when the last call for its key began this long ago (L7). */
  readonly refreshAfterMs: number;
  /** How far beyond its limit an entry may be served while the origin fails; 0 is never. */
  readonly staleIfErrorMs: number;
  /** Whether requests that carry a session token or a bearer token are cached too. */
  readonly sessionTokens: boolean;
  /** Whether an answer without `Ory-Session-Cache-For` is left unstored. */
  readonly requireOriginHint: boolean;
  /** Whether a request's `no-cache`, `no-store` and `Pragma` count for nothing; `max-age` always counts. */
  readonly ignoreNoCache: boolean;
  /** Exact, case-sensitive name of the session cookie (Kratos: `session.cookie.name`). */
  readonly cookieName: string;
  /** Path prefix in front of the origin's paths at this edge, without trailing slash; empty for none. */
  readonly basePath: string;
  /** The limit that counts while the edge may be missing news. */
  readonly degradedMaxAgeMs: number;
}

/** Settings of a project about which nothing was said: the feature is off. */
export const defaultProjectSettings: ProjectSettings = {
  project: "default",
  cacheableSessions: false,
  maxAgeMs: 60_000,
  refreshAfterMs: 1_000,
  staleIfErrorMs: 0,
  sessionTokens: false,
  requireOriginHint: false,
  ignoreNoCache: false,
  cookieName: "ory_kratos_session",
  basePath: "",
  degradedMaxAgeMs: 10_000,
};
