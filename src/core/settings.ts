// What an operator decides about one project's session checks.
import type { Policy } from "./policy/policy.ts";

/** The settings of one project. Durations are milliseconds. Names follow Ory's `feature_flags` where Ory has one. */
export interface ProjectSettings {
  /** The name of the project. It is part of every credential digest, so no two projects share a key. */
  readonly project: string;
  /** `feature_flags.cacheable_sessions`: whether checks may be answered from the store. The default is off. */
  readonly cacheableSessions: boolean;
  /** `feature_flags.cacheable_sessions_max_age`: no answer is older than this (L2). */
  readonly maxAgeMs: number;
  /**
   * A hit starts a background refresh when the last call for its key began this long ago (L7). With `refreshAuto` this is
   * the shortest interval.
   */
  readonly refreshAfterMs: number;
  /** Whether the interval between refreshes grows while invalidations are proven to arrive. */
  readonly refreshAuto: boolean;
  /** How far beyond its limit an entry may be served while the origin fails. 0 means never. */
  readonly staleIfErrorMs: number;
  /** Whether requests with a session token or a bearer token are cached too. */
  readonly sessionTokens: boolean;
  /** Whether an answer without `Ory-Session-Cache-For` is not stored. */
  readonly requireOriginHint: boolean;
  /** Whether a request's `no-cache`, `no-store` and `Pragma` are ignored. `max-age` always counts. */
  readonly ignoreNoCache: boolean;
  /** The exact, case-sensitive name of the session cookie (in Kratos: `session.cookie.name`). */
  readonly cookieName: string;
  /** The prefix in front of the origin's paths at this edge, without a trailing slash. Empty for none. */
  readonly basePath: string;
  /** The limit while the edge may be missing invalidations. */
  readonly degradedMaxAgeMs: number;
  /** Whether preflights of checks are answered from memory, as long as the origin's own answer allows. */
  readonly preflights: boolean;
  /** The tokenizer templates whose answers are stored (`tokenize_as`). Empty for none. */
  readonly tokenizeTemplates: readonly string[];
  /** The policies of decisions for gateways. Without any, the paths of decisions do not exist. */
  readonly policies: readonly Policy[];
}

/** The default settings of a project. The feature is off. */
export const defaultProjectSettings: ProjectSettings = {
  project: "default",
  cacheableSessions: false,
  maxAgeMs: 60_000,
  refreshAfterMs: 1_000,
  refreshAuto: false,
  staleIfErrorMs: 0,
  sessionTokens: false,
  requireOriginHint: false,
  ignoreNoCache: false,
  cookieName: "ory_kratos_session",
  basePath: "",
  degradedMaxAgeMs: 10_000,
  preflights: false,
  tokenizeTemplates: [],
  policies: [],
};
