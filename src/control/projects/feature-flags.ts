// The settings of one project as its API shows them, below `/services/identity/config/feature_flags`.
import { z } from "zod";
import { defaultProjectSettings as defaults, type ProjectSettings } from "../../core/settings.ts";
import { formatDuration } from "../../config/values/duration.ts";
import { cookieName, duration, httpUrl, httpUrlOrNone } from "../../config/options/option-types.ts";
import { hostCharactersMax } from "../../config/values/setting-limits.ts";
import { hostsPerProjectMax } from "../limits.ts";

/** Every setting, in the API's own spelling: durations as Ory writes them, `1m` or `2m30s`. */
export interface FeatureFlags {
  readonly cacheable_sessions: boolean;
  readonly cacheable_sessions_max_age: string;
  readonly refresh_after: string;
  readonly stale_if_error: string;
  readonly degraded_max_age: string;
  readonly session_tokens: boolean;
  readonly require_origin_hint: boolean;
  readonly ignore_no_cache: boolean;
  /** Exact name of the session cookie. */
  readonly cookie_name: string;
  /** Public API of the project's identity server; empty while there is none. */
  readonly origin_url: string;
  /** Its admin API, for the gateway; empty for no gateway. */
  readonly admin_origin_url: string;
  /** Host names besides `<slug>.<projects domain>`: lower case, without port. No two projects share one. */
  readonly hosts: readonly string[];
}

const dayMs = 86_400_000;
const labelled =
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;
const onOff = () => z.boolean({ error: "is neither true nor false" });

/** Checks every setting, and reads it into the edge's units. */
const flagsSchema = z.strictObject(
  {
    cacheable_sessions: onOff(),
    cacheable_sessions_max_age: duration({ min: 1, max: dayMs }),
    refresh_after: duration({ min: 0, max: dayMs }),
    stale_if_error: duration({ min: 0, max: dayMs }),
    degraded_max_age: duration({ min: 0, max: dayMs }),
    session_tokens: onOff(),
    require_origin_hint: onOff(),
    ignore_no_cache: onOff(),
    cookie_name: cookieName(),
    origin_url: httpUrlOrNone(),
    admin_origin_url: httpUrlOrNone(),
    hosts: z
      .array(
        z
          .string({ error: "is no text" })
          .max(hostCharactersMax, { error: `is longer than ${hostCharactersMax} characters` })
          .regex(labelled, { error: "is not a host name in lower case without port" }),
        { error: "is no list of host names" },
      )
      .max(hostsPerProjectMax, { error: `has more than ${hostsPerProjectMax} members` })
      .refine((hosts) => new Set(hosts).size === hosts.length, { error: "names a host twice" }),
  },
  { error: (issue) => (issue.code === "invalid_type" ? "is no object" : undefined) },
);

/** The settings of a new project: Edge Sessions is off. */
export const defaultFlags: FeatureFlags = {
  cacheable_sessions: defaults.cacheableSessions,
  cacheable_sessions_max_age: formatDuration(defaults.maxAgeMs),
  refresh_after: formatDuration(defaults.refreshAfterMs),
  stale_if_error: formatDuration(defaults.staleIfErrorMs),
  degraded_max_age: formatDuration(defaults.degradedMaxAgeMs),
  session_tokens: defaults.sessionTokens,
  require_origin_hint: defaults.requireOriginHint,
  ignore_no_cache: defaults.ignoreNoCache,
  cookie_name: defaults.cookieName,
  origin_url: "",
  admin_origin_url: "",
  hosts: [],
};

/**
 * Settings as a database has them, perhaps another version's: what that did not know has its default, and what this one
 * does not know is left out.
 */
export function storedFlags(stored: Readonly<Record<string, unknown>>): FeatureFlags {
  const known = Object.entries(stored).filter(([name]) => Object.hasOwn(defaultFlags, name));
  const flags: FeatureFlags = { ...defaultFlags, ...Object.fromEntries(known) };
  // Whoever wrote something else into the database must not stop the list of all projects.
  const listed: unknown = flags.hosts;
  return Array.isArray(listed) ? flags : { ...flags, hosts: [] };
}

/** The settings where they are sound; else those of a project that is served by nobody, since none may be guessed. */
export function soundFlags(flags: FeatureFlags): FeatureFlags {
  return checkFlags(flags).kind === "flags" ? flags : defaultFlags;
}

/** Settings that are sound, or everything that is wrong with them. `problems` name members, not values. */
export type CheckedFlags =
  | { readonly kind: "flags"; readonly flags: FeatureFlags }
  | {
      readonly kind: "problems";
      readonly problems: readonly { readonly member: string; readonly problem: string }[];
    };

/** Checks settings as somebody sent them. Every one has to be there: a setting that was taken out is refused, not defaulted. */
export function checkFlags(value: unknown): CheckedFlags {
  const parsed = flagsSchema.safeParse(value);
  if (parsed.success) return { kind: "flags", flags: value as FeatureFlags };
  const problems = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({
          member: key,
          problem: "is no setting that this control plane knows",
        }))
      : [
          {
            member: issue.path.join("/"),
            problem: absent(value, issue.path) ? "is missing" : issue.message,
          },
        ],
  );
  return { kind: "problems", problems };
}

function absent(value: unknown, path: readonly PropertyKey[]): boolean {
  const [member] = path;
  return (
    path.length === 1 &&
    member !== undefined &&
    typeof value === "object" &&
    value !== null &&
    !(member in value)
  );
}

/** The settings in the edge's units. `effective` is whether the feature is on and may be. */
export function settingsOfFlags(
  project: string,
  flags: FeatureFlags,
  effective: boolean,
): ProjectSettings {
  const read = flagsSchema.parse(flags);
  return {
    project,
    cacheableSessions: effective,
    maxAgeMs: read.cacheable_sessions_max_age,
    refreshAfterMs: read.refresh_after,
    staleIfErrorMs: read.stale_if_error,
    degradedMaxAgeMs: read.degraded_max_age,
    sessionTokens: read.session_tokens,
    requireOriginHint: read.require_origin_hint,
    ignoreNoCache: read.ignore_no_cache,
    cookieName: read.cookie_name,
    basePath: "",
  };
}

/** A URL setting as edges take it: without trailing slash, and undefined where it is empty. */
export function urlOfFlag(url: string): string | undefined {
  return url === "" ? undefined : httpUrl().parse(url);
}
