// The mixtures of all settings profiles, to be compared with each other.
import { fittedUsage } from "./fit.ts";
import type { CheckMix } from "./mix.ts";
import { mixOf, type MixNetwork } from "./mix-of.ts";
import { profiles, withHint, type Profile, type ProfileName } from "./profiles.ts";
import type { Usage } from "./usage.ts";

/** A profile and its mixture. */
export interface ProfileMix {
  readonly profile: ProfileName;
  readonly mix: CheckMix;
}

/**
 * The mixture of each profile, the most careful first. A measured hit ratio is that of the profile in force. The others are
 * modelled with the pauses that it shows, and are left out if it shows none (see `fittedUsage`). `hintMs` is what the
 * identity server allows. Throws a RangeError as `mixOf` does.
 */
export function profileMixes(
  usage: Usage,
  inForce: Profile,
  network: MixNetwork,
  hintMs?: number,
): readonly ProfileMix[] {
  const fitted = fittedUsage(usage, withHint(inForce, hintMs), network);
  return profiles.flatMap((profile) => {
    const used = profile.name === inForce.name ? usage : fitted;
    if (used === undefined) return [];
    return [{ profile: profile.name, mix: mixOf(used, withHint(profile, hintMs), network) }];
  });
}
