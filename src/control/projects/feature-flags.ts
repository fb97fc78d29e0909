// The settings of one project as the API shows them, below `/services/identity/config/feature_flags`.
import { z } from "zod";
import { defaultProjectSettings, type ProjectSettings } from "../../core/settings.ts";
import { httpUrl, httpUrlOrNone } from "../../config/options/option-types.ts";
import {
  flagShape,
  flagsOfSettings,
  settingsOfFlagValues,
  type SettingFlags,
} from "../../config/settings/setting-forms.ts";
import { isMapping } from "../../config/policies/form-types.ts";
import { policiesMember } from "../../config/policies/policies-option.ts";
import { policiesOfStored } from "../../config/policies/policies.ts";
import type { WrittenPolicies } from "../../config/policies/written-policy.ts";
import { hostCharactersMax } from "../../config/values/setting-limits.ts";
import { hostsPerProjectMax } from "../limits.ts";

const labelled =
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/** The hosts of the project, its identity server, and its policies. The settings of its session checks are in `settingTable`. */
const placeShape = {
  /** The URL of the identity server's public API. Empty if there is none. */
  origin_url: httpUrlOrNone(),
  /** The URL of the identity server's admin API, for the admin gateway. Empty for no gateway. */
  admin_origin_url: httpUrlOrNone(),
  /** Whether operators may look up sessions by e-mail, through the admin API. Edges do not know this setting. */
  session_lookup_by_email: z.boolean({ error: "must be true or false" }),
  /** Host names in addition to `<slug>.<projects domain>`, in lower case and without port. No two projects share one. */
  hosts: z
    .array(
      z
        .string({ error: "must be a string" })
        .max(hostCharactersMax, { error: `must be at most ${hostCharactersMax} characters long` })
        .regex(labelled, { error: "must be a host name in lower case, without port" }),
      { error: "must be a list of host names" },
    )
    .max(hostsPerProjectMax, { error: `must have at most ${hostsPerProjectMax} members` })
    .refine((hosts) => new Set(hosts).size === hosts.length, {
      error: "must not name a host twice",
    }),
  /** The policies of decisions for gateways, by name. */
  policies: policiesMember(),
};

/** Every setting in the API's form. Durations are written as Ory writes them, such as `1m` or `2m30s`. */
export type FeatureFlags = SettingFlags & {
  readonly origin_url: string;
  readonly admin_origin_url: string;
  readonly session_lookup_by_email: boolean;
  readonly hosts: readonly string[];
  readonly policies: WrittenPolicies;
};

/** Checks every setting, and reads it into the edge's units. */
const flagsSchema = z.strictObject(
  { ...flagShape, ...placeShape },
  { error: (issue) => (issue.code === "invalid_type" ? "must be an object" : undefined) },
);

/** The settings of a new project. Edge Sessions is off. */
export const defaultFlags: FeatureFlags = {
  ...flagsOfSettings(defaultProjectSettings),
  origin_url: "",
  admin_origin_url: "",
  session_lookup_by_email: false,
  hosts: [],
  policies: {},
};

/**
 * Settings from a database that another version may have written. A setting that is missing gets its default, and a setting
 * that this version does not know is left out.
 */
export function storedFlags(stored: Readonly<Record<string, unknown>>): FeatureFlags {
  const known = Object.entries(stored).filter(([name]) => Object.hasOwn(defaultFlags, name));
  const flags: FeatureFlags = { ...defaultFlags, ...Object.fromEntries(known) };
  // A value that something else wrote into the database must not break the list of all projects. Without policies, the paths
  // of decisions do not exist, so nothing is allowed there.
  const listed: unknown = flags.hosts;
  return {
    ...flags,
    hosts: Array.isArray(listed) ? flags.hosts : [],
    policies: isMapping(flags.policies) ? flags.policies : {},
  };
}

/**
 * The settings if they are valid. Otherwise the settings of a project that is not served, because none may be guessed. A
 * policy that is not valid stops only itself: it allows nothing, see `settingsOfFlags`.
 */
export function soundFlags(flags: FeatureFlags): FeatureFlags {
  const others = checkFlags({ ...flags, policies: {} });
  const policies = policiesOfStored(flags.policies);
  return others.kind === "flags" && policies !== undefined ? flags : defaultFlags;
}

/** Settings that are valid, or everything that is wrong with them. `problems` name members, not values. */
export type CheckedFlags =
  | { readonly kind: "flags"; readonly flags: FeatureFlags }
  | {
      readonly kind: "problems";
      readonly problems: readonly { readonly member: string; readonly problem: string }[];
    };

/** Checks settings that were sent. All of them must be there. One that is missing is refused and gets no default. */
export function checkFlags(value: unknown): CheckedFlags {
  const parsed = flagsSchema.safeParse(value);
  if (parsed.success) return { kind: "flags", flags: value as FeatureFlags };
  const problems = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({
          member: key,
          problem: "is not a setting that this control plane knows",
        }))
      : [
          {
            member: issue.path.map(pointerStep).join("/"),
            problem: absent(value, issue.path) ? "is missing" : issue.message,
          },
        ],
  );
  return { kind: "problems", problems };
}

/** A step of a JSON pointer (RFC 6901). */
function pointerStep(step: PropertyKey): string {
  return String(step).replaceAll("~", "~0").replaceAll("/", "~1");
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

/**
 * Sound settings in the edge's units. `entitled` is whether the plan includes Edge Sessions: if it does not, the feature is
 * off and there are no policies, whatever the settings say. A stored policy that is not valid allows nothing.
 */
export function settingsOfFlags(
  project: string,
  flags: FeatureFlags,
  entitled: boolean,
): ProjectSettings {
  const policies = policiesOfStored(flags.policies);
  if (policies === undefined) throw new Error("The policies of sound settings are a mapping.");
  return {
    ...settingsOfFlagValues(flagsSchema.parse({ ...flags, policies: {} })),
    policies: entitled ? policies : [],
    project,
    cacheableSessions: flags.cacheable_sessions && entitled,
    basePath: defaultProjectSettings.basePath,
  };
}

/** A URL setting as edges take it: without a trailing slash, and undefined if it is empty. */
export function urlOfFlag(url: string): string | undefined {
  return url === "" ? undefined : httpUrl().parse(url);
}
