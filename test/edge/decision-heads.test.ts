// The heads of decisions are remembered, unless people could make them large.
import { expect, test } from "vitest";
import { makePolicy } from "../../src/core/policy/policy.ts";
import { judgeSession, writeVerdicts } from "../../src/core/policy/verdict.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import {
  DecisionHeads,
  rememberedVerdictCharactersMax,
} from "../../src/edge/decision/decision-heads.ts";
import { sampleEntry } from "../harness/sample-entry.ts";

const policies = [makePolicy("app", { headers: [{ name: "X-A", pointer: "/identity/traits/a" }] })];
const settings = { ...defaultProjectSettings, policies };
const withTrait = (characters: number): string =>
  JSON.stringify({
    id: "s",
    active: true,
    identity: { id: "i", traits: { a: "x".repeat(characters) } },
  });
const verdictsOf = (characters: number): string => writeVerdicts(policies, withTrait(characters));

test("A head is remembered up to the limit, and says the same beyond it.", () => {
  const room = rememberedVerdictCharactersMax - verdictsOf(0).length;
  for (const [characters, remembered] of [
    [room, true],
    [room + 1, false],
  ] as const) {
    const heads = new DecisionHeads("edge");
    const entry = { ...sampleEntry(), version: 7, verdicts: verdictsOf(characters) };
    const ask = () => heads.of(entry, 0, entry.begunAtMs, settings, "hit");
    const first = ask();
    const again = ask();
    expect(again).toMatchObject(first);
    expect(ask() === again).toBe(remembered);
    const [policy = makePolicy("none")] = policies;
    expect(first.verdict).toEqual(judgeSession(policy, withTrait(characters)));
    expect(first.headText).toContain(`X-A: ${"x".repeat(characters)}\r\n`);
  }
});
