// Three sets of project settings that an operator can choose between.
import type { CacheSettings } from "./settings.ts";

/** Their names. */
export type ProfileName = "careful" | "as-ory" | "pushed";

/** A set of project settings, and what operators must know about it. */
export interface Profile {
  readonly name: ProfileName;
  /** What it is for, in one sentence. */
  readonly summary: string;
  /** What the model needs to know of it. Without a hint. */
  readonly settings: CacheSettings;
  /** The settings as the API of a project takes them. As flags, `_` is `-`, with `--` in front. */
  readonly flags: Readonly<Record<string, string>>;
  /** What must be there before it is chosen. Whole sentences. */
  readonly needs: readonly string[];
  /** What is given up for it. Whole sentences. */
  readonly trades: readonly string[];
}

const minuteMs = 60_000;

const careful: Profile = {
  name: "careful",
  summary:
    "The defaults: no answer is older than one minute, and answers in use are refreshed each second.",
  settings: {
    maxAgeMs: minuteMs,
    refreshAfterMs: 1_000,
    refreshAuto: false,
    degradedMaxAgeMs: 10_000,
    bus: true,
  },
  flags: {
    cacheable_sessions: "true",
    cacheable_sessions_max_age: "1m",
    refresh_after: "1s",
    degraded_max_age: "10s",
  },
  needs: [
    "A bus is recommended. Without one, a change at one edge is seen at the others within 1 minute.",
    "If Kratos sends Ory-Session-Cache-For, its feature_flags.cacheable_sessions_max_age must be at least 1m.",
  ],
  trades: [
    "People who pause for more than a minute wait for the identity server at their next check.",
    "Sessions in use are asked about once a second, so the identity server answers a large part of all checks in the background.",
  ],
};

const asOry: Profile = {
  name: "as-ory",
  summary:
    "The maximum age of Ory Network's own Edge Sessions: no answer is older than two and a half minutes.",
  settings: { ...careful.settings, maxAgeMs: 2.5 * minuteMs },
  flags: { ...careful.flags, cacheable_sessions_max_age: "2m30s" },
  needs: [
    "A bus is recommended. Without one, a change at one edge is seen at the others within 2 minutes and 30 seconds.",
    "If Kratos sends Ory-Session-Cache-For, its feature_flags.cacheable_sessions_max_age must be at least 2m30s.",
  ],
  trades: [
    "A change that no edge is told of can stay unseen for up to 2 minutes and 30 seconds.",
    "Sessions in use are asked about once a second, as with careful.",
  ],
};

const pushed: Profile = {
  name: "pushed",
  summary:
    "Answers live for 15 minutes while invalidations are proven to arrive, and for 10 seconds at once when they are not.",
  settings: {
    maxAgeMs: 15 * minuteMs,
    refreshAfterMs: 1_000,
    refreshAuto: true,
    degradedMaxAgeMs: 10_000,
    bus: true,
  },
  flags: {
    cacheable_sessions: "true",
    cacheable_sessions_max_age: "15m",
    refresh_after: "auto",
    degraded_max_age: "10s",
  },
  needs: [
    "A bus is required: --bus postgres://… or nats://…. Do not choose this profile with --bus none.",
    "All changes must pass through an edge, or reach one as an invalidation: changes by the admin API through the edge's admin gateway, and verifications by a web hook.",
    "If Kratos sends Ory-Session-Cache-For, its feature_flags.cacheable_sessions_max_age must be at least 15m. A smaller one is the limit.",
    "The logs of the regions must reach back for more than 15 minutes. The default of bus create is 30 minutes.",
  ],
  trades: [
    "A change that no edge is told of can stay unseen for up to 9 minutes in a session that is in use, and for up to 15 minutes in any. The first refresh that finds one sets the interval back to 1 second.",
    "A region that is silent keeps the others degraded for up to 15 minutes, unless it is removed by hand: no entry may be older than the silence.",
    "While an edge is degraded, most checks after a pause wait for the identity server.",
  ],
};

/** All profiles, the most careful first. */
export const profiles: readonly Profile[] = [careful, asOry, pushed];

/** The profile of this name. Undefined if there is none. */
export function findProfile(name: string): Profile | undefined {
  return profiles.find((profile) => profile.name === name);
}

/**
 * The settings of a profile under the hint of an identity server. A hint that is shorter than the profile's maximum age is
 * the limit.
 */
export function withHint(profile: Profile, hintMs: number | undefined): CacheSettings {
  return hintMs === undefined ? profile.settings : { ...profile.settings, hintMs };
}

/** What stands against a profile. Undefined if nothing does. */
export function profileProblem(
  profile: Profile,
  has: { readonly bus: boolean; readonly hintMs?: number },
): string | undefined {
  if (profile.settings.refreshAuto && !has.bus) {
    return `the profile ${profile.name} needs a bus: without one, nothing proves that invalidations arrive`;
  }
  if (has.hintMs !== undefined && has.hintMs < profile.settings.maxAgeMs) {
    return `the identity server allows ${has.hintMs / 1_000} s (Ory-Session-Cache-For), and the profile ${profile.name} needs ${profile.settings.maxAgeMs / 1_000} s: set feature_flags.cacheable_sessions_max_age to ${profile.flags["cacheable_sessions_max_age"]}`;
  }
  return undefined;
}
