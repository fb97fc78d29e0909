// The heads of hits are remembered, and each is the one that would have been made anew.
import { expect, test } from "vitest";
import { splitHeadText } from "../../src/core/header-lines.ts";
import { hitHead, hitSeconds, type Serving } from "../../src/core/hit.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { HitHeads } from "../../src/edge/flight/hit-heads.ts";
import { sampleEntry } from "../harness/sample-entry.ts";

const settings = { ...defaultProjectSettings, maxAgeMs: 60_000, degradedMaxAgeMs: 10_000 };
const name = "edge-1";

test("A remembered head says what a new one would, whatever changes between two hits.", () => {
  const heads = new HitHeads(name);
  const entries = [1, 2, 3, 4_097, 4_098].map((version) => ({
    ...sampleEntry({ sessionId: `s${version}`, identityId: `i${version}` }),
    version,
  }));
  const servings: readonly Serving[] = ["hit", "refreshing", "degraded", "stale-if-error"];
  for (let step = 0; step < 2_000; step += 1) {
    const held = entries[step % entries.length];
    if (held === undefined) throw new Error("there must be an entry");
    // A replaced entry may get the version of an earlier one.
    const entry = step % 7 === 0 ? { ...held, begunAtMs: held.begunAtMs - 1_500 } : held;
    const serving = servings[(step >> 3) % servings.length] ?? "hit";
    const forHead = step % 3 === 0;
    const arrivedAtMs = entry.begunAtMs + step * 37;
    const seconds = hitSeconds(entry, arrivedAtMs, settings, serving);
    const made = hitHead(entry, forHead, seconds, name, serving);
    expect(heads.of(entry, forHead, arrivedAtMs, settings, serving)).toBe(made);
    expect(heads.of(entry, forHead, arrivedAtMs, settings, serving)).toBe(made);
  }
  expect(
    splitHeadText(heads.of(entries[0] ?? sampleEntry(), false, 1e6, settings, "hit")),
  ).toContain("Cache-Status");
});
