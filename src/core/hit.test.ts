// When an entry holds the place of its Origin: only while it could still be served (L2, stale-if-error).
import { describe, expect, test } from "vitest";
import { sampleEntry } from "../../test/harness/sample-entry.ts";
import { hintSeconds, holdsPlace, servingOf } from "./hit.ts";
import { defaultProjectSettings } from "./settings.ts";

const settings = { ...defaultProjectSettings, maxAgeMs: 10_000 };
const entry = sampleEntry({ begunAtMs: 1_000, endsAtMs: 100_000, hintMs: undefined });

describe("holdsPlace", () => {
  test("An entry keeps its place until the project's limit, and no longer.", () => {
    expect(holdsPlace(entry, 11_000, settings)).toBe(true);
    expect(holdsPlace(entry, 11_000.001, settings)).toBe(false);
  });

  test("An entry keeps its place until the origin's hint if that is shorter.", () => {
    const hinted = sampleEntry({ ...entry, hintMs: 3_000 });
    expect(holdsPlace(hinted, 4_000, settings)).toBe(true);
    expect(holdsPlace(hinted, 4_001, settings)).toBe(false);
  });

  test("An entry keeps its place as long as it may stand in while the origin fails.", () => {
    const graced = { ...settings, staleIfErrorMs: 5_000 };
    expect(holdsPlace(entry, 16_000, graced)).toBe(true);
    expect(holdsPlace(entry, 16_001, graced)).toBe(false);
  });

  test("An entry never keeps its place past the session's end.", () => {
    const ending = sampleEntry({ ...entry, endsAtMs: 2_000 });
    const graced = { ...settings, staleIfErrorMs: 5_000 };
    expect(holdsPlace(ending, 1_999, graced)).toBe(true);
    expect(holdsPlace(ending, 2_000, graced)).toBe(false);
  });
});

test.each([
  [true, false, "hit"],
  [true, true, "refreshing"],
  [false, true, "degraded"],
  [false, false, "degraded"],
] as const)(
  "The kind of a hit follows from healthy: %s and refreshing: %s.",
  (healthy, refreshing, serving) => {
    expect(servingOf(healthy, refreshing)).toBe(serving);
  },
);

test("What is left of a hint is in whole seconds and never negative.", () => {
  expect(hintSeconds({ hintMs: 60_000 }, 1)).toBe(59);
  expect(hintSeconds({ hintMs: 60_000 }, 60_001)).toBe(0);
  expect(hintSeconds({ hintMs: undefined }, 1)).toBeUndefined();
});
