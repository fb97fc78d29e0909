// Whether the profiles are what the product takes, and trade what they say.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { settings as settingRows } from "../../config/settings/setting-table.ts";
import { parseDuration } from "../../config/values/duration.ts";
import { defaultProjectSettings } from "../../core/settings.ts";
import { network } from "../physics/network.ts";
import type { CheckClass } from "./mix.ts";
import { mixOf } from "./mix-of.ts";
import { findProfile, profileProblem, profiles, withHint, type Profile } from "./profiles.ts";
import { settledIntervalMs } from "./settings.ts";
import { defaultUsage } from "./usage.ts";

function profile(name: string): Profile {
  const found = findProfile(name);
  if (found === undefined) throw new Error(`There is no profile ${name}.`);
  return found;
}

test("A profile is found by its name, and nothing else is.", () => {
  expect(profiles.map(({ name }) => findProfile(name)?.name)).toEqual([
    "careful",
    "as-ory",
    "pushed",
  ]);
  expect(findProfile("Careful")).toBeUndefined();
});

describe.each(profiles)("The profile $name", ({ flags, settings, needs, trades, summary }) => {
  test("has only settings that the product knows, within their bounds.", () => {
    const durations = new Map(
      settingRows
        .filter((row) => row.kind === "duration" || row.kind === "interval")
        .map((row) => [row.api as string, row]),
    );
    for (const [api, value] of Object.entries(flags)) {
      expect(settingRows.map((row): string => row.api)).toContain(api);
      const row = durations.get(api);
      const ms = value === "auto" || row === undefined ? undefined : parseDuration(value);
      expect(ms ?? row?.minMs ?? 0).toBeGreaterThanOrEqual(row?.minMs ?? 0);
      expect(ms ?? row?.minMs ?? 0).toBeLessThanOrEqual(row?.maxMs ?? 0);
    }
  });

  test("is modelled with the values of its settings.", () => {
    expect(parseDuration(flags["cacheable_sessions_max_age"] ?? "")).toBe(settings.maxAgeMs);
    expect(parseDuration(flags["degraded_max_age"] ?? "")).toBe(settings.degradedMaxAgeMs);
    const auto = flags["refresh_after"] === "auto";
    expect(settings.refreshAuto).toBe(auto);
    expect(parseDuration(auto ? "1s" : (flags["refresh_after"] ?? ""))).toBe(
      settings.refreshAfterMs,
    );
  });

  test("says in sentences what it is, needs and trades.", () => {
    for (const sentence of [summary, ...needs, ...trades]) {
      expect(sentence).toMatch(/^[A-Z].*\.$/u);
    }
  });
});

test("The careful profile is the product's default.", () => {
  const { bus, ...settings } = profile("careful").settings;
  expect(defaultProjectSettings).toMatchObject(settings);
  expect(bus).toBe(true);
});

test("Unseen changes show in sessions in use as soon as the pushed profile says.", () => {
  const longestMs = settledIntervalMs(profile("pushed").settings) * 1.2;
  expect(longestMs).toBe(9 * 60_000);
  expect(profile("pushed").trades.join(" ")).toContain("up to 9 minutes");
});

test("Each profile has more hits than the one before, and pushed needs far fewer calls.", () => {
  const mixes = profiles.map(({ settings }) => mixOf(defaultUsage.people, settings, network));
  const ratios = mixes.map(({ hitRatio }) => hitRatio);
  expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
  const [careful, asOry, pushed] = mixes.map(({ originCallsPerCheck }) => originCallsPerCheck);
  expect(asOry).toBeLessThanOrEqual(careful ?? 0);
  expect(pushed).toBeLessThan((asOry ?? 0) / 10);
});

describe("What stands against a profile is said.", () => {
  test("Pushed needs a bus.", () => {
    expect(profileProblem(profile("pushed"), { bus: false })).toBe(
      "the profile pushed needs a bus: without one, nothing proves that invalidations arrive",
    );
    expect(profileProblem(profile("careful"), { bus: false })).toBeUndefined();
  });

  test("A hint that is shorter than the maximum age is the limit.", () => {
    const hinted = withHint(profile("pushed"), 60_000);
    const plain = mixOf(defaultUsage.people, profile("pushed").settings, network);
    expect(mixOf(defaultUsage.people, hinted, network).hitRatio).toBeLessThan(plain.hitRatio);
    expect(profileProblem(profile("pushed"), { bus: true, hintMs: 60_000 })).toBe(
      "the identity server allows 60 s (Ory-Session-Cache-For), and the profile pushed needs 900 s: set feature_flags.cacheable_sessions_max_age to 15m",
    );
    expect(profileProblem(profile("pushed"), { bus: true, hintMs: 900_000 })).toBeUndefined();
    expect(withHint(profile("careful"), undefined)).toEqual(profile("careful").settings);
  });
});

test("The table in docs/internals/planet/checks.md is what the code computes.", () => {
  const page = new URL("../../../docs/internals/planet/checks.md", import.meta.url);
  const rows = readFileSync(page, "utf8")
    .split("\n")
    .filter((line) => /^\| (people|backends) +\| [a-z-]+ +\| [\d.]+ %/u.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const computed = (["people", "backends"] as const).flatMap((who) =>
    profiles.map(({ name, settings }) => {
      const { classes, hitRatio, originCallsPerCheck } = mixOf(
        defaultUsage[who],
        settings,
        network,
      );
      const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
      const shareOf = (has: (one: CheckClass) => boolean): string =>
        percent(classes.filter(has).reduce((sum, { share }) => sum + share, 0));
      return [
        who,
        name,
        percent(hitRatio),
        shareOf(({ asksOrigin }) => asksOrigin),
        shareOf(({ roundTrips }) => roundTrips > 1),
        shareOf(({ kind }) => kind !== "hit"),
        originCallsPerCheck.toFixed(3),
      ];
    }),
  );
  expect(rows).toEqual(computed);
});
