// What can be set on the embedded identity server, with the values a development set-up starts from.
// The names follow the settings of Ory Kratos where one exists.

import type { WebHook } from "./hook-settings.ts";

/** Settings of the embedded identity server; every duration is in milliseconds. */
export interface IdentityConfig {
  /** `serve.public.base_url`: the origin that clients use, for links, redirects and `schema_url`. Undefined: the server's own public URL. */
  publicBaseUrl: string | undefined;
  /** `serve.admin.base_url`: where the public listener sends admin calls. Undefined: the server's own admin URL. */
  adminBaseUrl: string | undefined;
  /** `feature_flags.cacheable_sessions`: whether whoami answers carry `Ory-Session-Cache-For`. */
  cacheableSessions: boolean;
  /** Upper bound of that hint; undefined: the rest of the session's life. */
  cacheableSessionsMaxAgeMs: number | undefined;
  /** Life of a new, refreshed or extended session, and of a cookie. */
  sessionLifespanMs: number;
  /** Assurance level that whoami asks for. */
  whoamiRequiredAal: RequiredAal;
  /** Assurance level that settings flows ask for. */
  settingsRequiredAal: RequiredAal;
  /** How long after signing in a session may change credentials. */
  privilegedSessionMaxAgeMs: number;
  /** Name of the session cookie. */
  cookieName: string;
  /** CORS of the public listener; undefined turns it off, and then `OPTIONS` is an ordinary method. */
  cors: CorsSettings | undefined;
  /** `revoke_active_sessions` after a password change in settings. */
  revokeSessionsOnPasswordChange: boolean;
  /** Where browsers are sent (`<base>/login?flow=…`); undefined: the server's own sign-in page. */
  uiBaseUrl: string | undefined;
  /** `selfservice.allowed_return_urls`: where `return_to` may send browsers; prefixes. */
  allowedReturnUrls: string[];
  /** Calls to other services after flows. */
  hooks: WebHook[];
  /** Templates for `tokenize_as`, by name. */
  tokenizers: Record<string, TokenizerSettings>;
  /** bcrypt cost; 4 keeps tests fast. */
  passwordHashCost: number;
  /** Pauses before the second and third attempt of a web hook whose receiver fails with 5xx. */
  hookRetryDelaysMs: number[];
}

/** `highest_available` asks a session for the second factor once its identity has one. */
export type RequiredAal = "aal1" | "highest_available";

/** Which web pages of other origins may read answers. */
export interface CorsSettings {
  /** Compared exactly with `Origin`. */
  allowedOrigins: string[];
  /** Request headers a preflight may ask for; undefined: the defaults of Kratos, without `Cache-Control`. */
  allowedHeaders?: string[];
  /** How long browsers may keep the answer to a preflight, in seconds; 0 or undefined: the server does not say. */
  maxAgeSeconds?: number;
}

/** One `tokenize_as` template. */
interface TokenizerSettings {
  /** Life of the JWT. */
  ttlMs: number;
  /** `kid` of its JWTs; random if absent. */
  keyId?: string;
}

const minuteMs = 60_000;

/** A complete configuration from a partial one. */
export function completeConfig(given: Partial<IdentityConfig> = {}): IdentityConfig {
  return {
    publicBaseUrl: undefined,
    adminBaseUrl: undefined,
    cacheableSessions: true,
    cacheableSessionsMaxAgeMs: minuteMs,
    sessionLifespanMs: 24 * 60 * minuteMs,
    whoamiRequiredAal: "highest_available",
    settingsRequiredAal: "highest_available",
    privilegedSessionMaxAgeMs: 15 * minuteMs,
    cookieName: "ory_kratos_session",
    cors: undefined,
    revokeSessionsOnPasswordChange: true,
    uiBaseUrl: undefined,
    allowedReturnUrls: [],
    hooks: [],
    tokenizers: {},
    passwordHashCost: 4,
    hookRetryDelaysMs: [1000, 2000],
    ...given,
  };
}
