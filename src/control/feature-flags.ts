// The settings of one project as its API shows them, below `/services/identity/config/feature_flags`.

/** Every setting, in the API's own spelling: durations as Ory writes them, `1m` or `2m30s`. */
export interface FeatureFlags {
  readonly cacheable_sessions: boolean;
  readonly cacheable_sessions_max_age: string;
  readonly refresh_after: string;
  readonly stale_if_error: string;
  readonly degraded_max_age: string;
  readonly session_tokens: boolean;
  readonly require_origin_hint: boolean;
  /** Exact name of the session cookie. */
  readonly cookie_name: string;
  /** Public API of the project's identity server; empty while there is none. */
  readonly origin_url: string;
  /** Its admin API, for the gateway; empty for no gateway. */
  readonly admin_origin_url: string;
  /** Host names besides `<slug>.<projects domain>`: lower case, without port. No two projects share one. */
  readonly hosts: readonly string[];
}
