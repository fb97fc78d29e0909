// Every setting of a project's session checks, once. The control plane's API and its OpenAPI document, the options of an
// edge with their help, and the options of the library are made from this table; the meanings and the defaults are in
// core/settings.ts.
import type { ProjectSettings } from "../../core/settings.ts";

/** Milliseconds, or a duration such as `500ms`, `30s`, `2m30s`. */
export type Duration = number | string;

/** Every setting as a JavaScript program gives it. All are optional. */
export interface SettingOptions {
  /** Whether session checks are answered from memory. Off by default. When it is off, everything passes through. */
  readonly cacheableSessions?: boolean;
  /** The maximum age of a stored answer (`1m`). */
  readonly cacheableSessionsMaxAge?: Duration;
  /**
   * A hit starts a refresh in the background when the last call for its entry is at least this old (`1s`). With `auto` it
   * is 1 s at first, and grows to half of `cacheableSessionsMaxAge` while no change is found that bypassed the engine.
   */
  readonly refreshAfter?: Duration;
  /** How long past its limit a stored answer may be used while the identity server fails (`0`: never). */
  readonly staleIfError?: Duration;
  /** The limit while an edge may be missing invalidations from other edges (`10s`). */
  readonly degradedMaxAge?: Duration;
  /** Whether checks with a session token, or with a bearer token and no session cookie, are answered from memory too (no). */
  readonly sessionTokens?: boolean;
  /** Whether only answers with `Ory-Session-Cache-For` are stored (no). */
  readonly requireOriginHint?: boolean;
  /** Whether to ignore `no-cache`, `no-store` and `Pragma` in requests (no). `max-age` always counts. */
  readonly ignoreNoCache?: boolean;
  /** The exact name of the session cookie (`ory_kratos_session`). */
  readonly cookieName?: string;
  /** Whether preflights of checks are answered from memory, as long as the identity server's own answer allows (no). */
  readonly preflights?: boolean;
  /** The tokenizer templates whose answers to `tokenize_as` are stored (none). */
  readonly tokenizeTemplates?: readonly string[];
}

/** What every kind of setting has. */
interface Described {
  /** Name in the API. As an option it has dashes for the underscores. */
  readonly api: string;
  /** Whole sentences, for `--help` and the OpenAPI document. */
  readonly description: string;
  /** A good value that is not the default, as an option takes it. */
  readonly example: string;
}

/** Settings that the core knows with this type of value. */
type MembersOf<Value> = {
  [Member in keyof ProjectSettings]: ProjectSettings[Member] extends Value ? Member : never;
}[keyof ProjectSettings];

/** On or off. */
interface SwitchSetting extends Described {
  readonly kind: "switch";
  readonly member: MembersOf<boolean>;
}

/** A time, within bounds that are both allowed. */
interface DurationSetting extends Described {
  readonly kind: "duration";
  readonly member: Extract<MembersOf<number>, `${string}Ms`>;
  readonly minMs: number;
  readonly maxMs: number;
}

/** A time, within bounds that are both allowed, or `auto`. */
interface IntervalSetting extends Described {
  readonly kind: "interval";
  /** `auto` gives this member its default. */
  readonly member: Extract<MembersOf<number>, `${string}Ms`>;
  /** Whether the setting is `auto`. */
  readonly autoMember: MembersOf<boolean>;
  readonly minMs: number;
  readonly maxMs: number;
}

/** The name of a cookie. */
interface CookieNameSetting extends Described {
  readonly kind: "cookie-name";
  readonly member: MembersOf<string>;
}

/** Names of tokenizer templates. */
interface TemplatesSetting extends Described {
  readonly kind: "templates";
  readonly member: "tokenizeTemplates";
}

type SettingFor<Value> = [Value] extends [boolean]
  ? SwitchSetting
  : [Value] extends [string]
    ? CookieNameSetting
    : [Value] extends [readonly string[]]
      ? TemplatesSetting
      : DurationSetting | IntervalSetting;

const dayMs = 86_400_000;

/** The settings by their names in JavaScript, in the order in which they are listed everywhere. */
export const settingTable = {
  cacheableSessions: {
    api: "cacheable_sessions",
    member: "cacheableSessions",
    kind: "switch",
    description:
      "Whether session checks are answered from the store. When it is off, everything passes through.",
    example: "true",
  },
  cacheableSessionsMaxAge: {
    api: "cacheable_sessions_max_age",
    member: "maxAgeMs",
    kind: "duration",
    minMs: 1,
    maxMs: dayMs,
    description: "The maximum age of a stored answer, even if invalidations were lost.",
    example: "2m30s",
  },
  refreshAfter: {
    api: "refresh_after",
    member: "refreshAfterMs",
    autoMember: "refreshAuto",
    kind: "interval",
    minMs: 0,
    maxMs: dayMs,
    description:
      "A hit starts a refresh in the background when the last call for its entry is at least this old. 0s refreshes with every hit. auto starts at 1s, grows to half of the maximum age while no change is found that bypassed the edges, and goes back to 1s when one is.",
    example: "auto",
  },
  staleIfError: {
    api: "stale_if_error",
    member: "staleIfErrorMs",
    kind: "duration",
    minMs: 0,
    maxMs: dayMs,
    description:
      "How long past its limit a stored answer may be used while the identity server fails. It is never used after the session has ended. 0s turns this off.",
    example: "30s",
  },
  degradedMaxAge: {
    api: "degraded_max_age",
    member: "degradedMaxAgeMs",
    kind: "duration",
    minMs: 0,
    maxMs: dayMs,
    description:
      "The limit while the edge may be missing invalidations from other edges. 0s fetches every check.",
    example: "5s",
  },
  sessionTokens: {
    api: "session_tokens",
    member: "sessionTokens",
    kind: "switch",
    description:
      "Whether checks with a session token, or with a bearer token and no session cookie, are stored too.",
    example: "true",
  },
  requireOriginHint: {
    api: "require_origin_hint",
    member: "requireOriginHint",
    kind: "switch",
    description: "Whether only answers with Ory-Session-Cache-For are stored.",
    example: "true",
  },
  ignoreNoCache: {
    api: "ignore_no_cache",
    member: "ignoreNoCache",
    kind: "switch",
    description:
      "Whether to ignore no-cache, no-store and Pragma in requests. max-age always counts.",
    example: "true",
  },
  cookieName: {
    api: "cookie_name",
    member: "cookieName",
    kind: "cookie-name",
    description: "The exact name of the session cookie (session.cookie.name in Kratos).",
    example: "ory_session_myproject",
  },
  preflights: {
    api: "preflights",
    member: "preflights",
    kind: "switch",
    description:
      "Whether preflights of checks are answered from the store, as long as the identity server's own answer allows, at most 10m.",
    example: "true",
  },
  tokenizeTemplates: {
    api: "tokenize_templates",
    member: "tokenizeTemplates",
    kind: "templates",
    description:
      "The tokenizer templates (tokenize_as) whose answers are stored, until 10s before their token ends. Templates that are not listed are fetched every time.",
    example: "jwt_api,jwt_web",
  },
} as const satisfies {
  readonly [Name in keyof SettingOptions]-?: SettingFor<NonNullable<SettingOptions[Name]>>;
};

type SettingTable = typeof settingTable;

/** One row of the table. */
export type Setting = SettingTable[keyof SettingTable];

/** The rows in order. */
export const settings: readonly Setting[] = Object.values(settingTable);

/** A row whose setting may be `auto`. */
type AutoSetting = Extract<Setting, { readonly kind: "interval" }>;

/** The settings as the core knows them. */
export type DecidedSettings = Pick<ProjectSettings, Setting["member"] | AutoSetting["autoMember"]>;

/** A setting's value as an option gives it: a duration is milliseconds. */
export type SettingValue<Row extends Setting> =
  | ProjectSettings[Row["member"]]
  | (Row extends AutoSetting ? "auto" : never);

/** A setting's value in the API: durations are text, and lists are lists of text. */
export type FlagValue<Row extends Setting> = Row["kind"] extends "switch"
  ? boolean
  : Row["kind"] extends "templates"
    ? readonly string[]
    : string;
