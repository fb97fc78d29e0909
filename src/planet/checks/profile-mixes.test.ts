// Whether profiles can be compared if a hit ratio was measured with one of them.
import { expect, test } from "vitest";
import { network } from "../physics/network.ts";
import { mixOf } from "./mix-of.ts";
import { profileMixes } from "./profile-mixes.ts";
import { findProfile, profiles, withHint, type Profile } from "./profiles.ts";
import { defaultUsage, type Usage } from "./usage.ts";

const asOry = findProfile("as-ory") as Profile;
const calm: Usage = { ...defaultUsage.people, downShare: 0, degradedShare: 0 };

test("Without measured figures, each profile is what follows from its settings.", () => {
  expect(profileMixes(calm, asOry, network)).toEqual(
    profiles.map(({ name, settings }) => ({ profile: name, mix: mixOf(calm, settings, network) })),
  );
});

test("A measured hit ratio is that of the profile in force, and the others are above and below it.", () => {
  const measured = { ...calm, hitRatio: 0.98, originCallsPerCheck: 0.4 };
  const [careful, ory, pushed] = profileMixes(measured, asOry, network).map(({ mix }) => mix);
  expect(ory?.hitRatio).toBeCloseTo(0.98, 9);
  expect(ory?.originCallsPerCheck).toBe(0.4);
  expect(careful?.hitRatio).toBeLessThan(0.979);
  expect(pushed?.hitRatio).toBeGreaterThan(0.981);
});

test("Only the profile in force is left if the measured hit ratio fits no pauses.", () => {
  const mixes = profileMixes({ ...calm, hitRatio: 1 }, asOry, network);
  expect(mixes.map(({ profile }) => profile)).toEqual(["as-ory"]);
});

test("A hint limits every profile.", () => {
  const hinted = profileMixes(calm, asOry, network, 30_000);
  expect(hinted.map(({ mix }) => mix)).toEqual(
    profiles.map((profile) => mixOf(calm, withHint(profile, 30_000), network)),
  );
});
