// Fences: what they keep out, what they let by, and what becomes of them when they are many or old (L3, L4).
import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleDigest } from "../../test/harness/sample-entry.ts";
import {
  collapseFences,
  countPending,
  createFenceTable,
  fenceVerdict,
  isQuiet,
  mayAnswer,
  putInDoubt,
  raiseFence,
  type FenceTable,
} from "./fence.ts";
import { scopeId, type Scope } from "./invalidation.ts";

const session: Scope = { kind: "session", value: "s" };
const identity: Scope = { kind: "identity", value: "i" };
const credential: Scope = { kind: "credential", value: sampleDigest("c") };
const whole: Scope = { kind: "project" };
const lifeMs = 1_000;
const many = { fencesMax: 100, doubtsMax: 100 };

/** A table with these fences, each raised when it happened. */
function tableOf(...fences: readonly (readonly [Scope, number])[]): FenceTable {
  const table = createFenceTable(lifeMs, many);
  for (const [scope, atMs] of fences) raiseFence(table, "acme", scope, atMs, atMs);
  return table;
}

describe("a quiet table", () => {
  test.each<[string, (table: FenceTable) => void]>([
    ["a fence", (table) => void raiseFence(table, "acme", session, 100, 100)],
    ["a fence on the project", (table) => void raiseFence(table, "acme", whole, 100, 100)],
    ["a mutation in flight", (table) => countPending(table, "acme", [session], 1)],
    ["a doubt", (table) => void putInDoubt(table, "acme", session, 200, 100)],
  ])("It is not quiet with %s.", (_, act) => {
    const table = tableOf();
    expect(isQuiet(table)).toBe(true);
    act(table);
    expect(isQuiet(table)).toBe(false);
  });

  test("It is quiet again when the mutation has ended.", () => {
    const table = tableOf();
    countPending(table, "acme", [session, identity], 1);
    countPending(table, "acme", [session, identity], -1);
    expect(isQuiet(table)).toBe(true);
  });

  test("Its verdict still knows of the fences that are no longer kept apart.", () => {
    const table = tableOf([session, 100]);
    raiseFence(table, "acme", identity, 5_000, 5_000);
    table.records.clear();
    expect(isQuiet(table)).toBe(true);
    expect(fenceVerdict(table, "acme", [], 5_000).lastAtMs).toBe(100);
  });
});

describe("a verdict", () => {
  test("Without a fence, nothing is fenced, pending or in doubt.", () => {
    expect(fenceVerdict(tableOf(), "acme", [session], 0)).toEqual({
      lastAtMs: -Infinity,
      inDoubt: false,
      pending: false,
    });
  });

  test.each<[string, readonly Scope[], number]>([
    ["the scope itself", [session], 100],
    ["the latest of several scopes", [identity, session, credential], 100],
    ["another scope", [identity], 50],
    ["a scope of the same value but another kind", [{ kind: "identity", value: "s" }], -Infinity],
    ["no scope", [], -Infinity],
  ])("The verdict names the latest fence that concerns a call: %s.", (_, scopes, lastAtMs) => {
    const table = tableOf([session, 70], [identity, 50], [session, 100]);
    expect(fenceVerdict(table, "acme", scopes, 100).lastAtMs).toBe(lastAtMs);
  });

  test("A project's fence concerns every scope of that project, and no other project.", () => {
    const table = tableOf([whole, 100]);
    expect(fenceVerdict(table, "acme", [session], 100).lastAtMs).toBe(100);
    expect(fenceVerdict(table, "acme", [], 100).lastAtMs).toBe(100);
    expect(fenceVerdict(table, "beta", [session], 100).lastAtMs).toBe(-Infinity);
  });

  test("A fence raised as of an earlier instant does not hide a later one.", () => {
    const table = tableOf([session, 100]);
    raiseFence(table, "acme", session, 40, 110);
    expect(fenceVerdict(table, "acme", [session], 110).lastAtMs).toBe(100);
  });
});

describe("mayAnswer", () => {
  const table = tableOf([session, 100]);
  test.each<[string, number, number, boolean]>([
    ["begun and arrived before the fence", 90, 99, true],
    ["begun before, arrived in its instant", 90, 100, false],
    ["begun before, arrived after", 90, 110, false],
    ["begun in its instant, arrived after", 100, 110, true],
    ["begun after the fence", 101, 110, true],
    ["begun after the arrival", 120, 110, true],
    ["begun before the fence, in the instant of the arrival", 90, 90, true],
  ])(
    "A call may answer or not, depending on the fence: %s.",
    (_, begunAtMs, arrivedAtMs, expected) => {
      expect(mayAnswer(table, "acme", [session], begunAtMs, arrivedAtMs)).toBe(expected);
      // An answer that names no scope might concern every scope.
      expect(mayAnswer(table, "acme", undefined, begunAtMs, arrivedAtMs)).toBe(expected);
    },
  );

  test("A fence of another scope does not count.", () => {
    expect(mayAnswer(table, "acme", [identity], 90, 110)).toBe(true);
    expect(mayAnswer(table, "acme", [], 90, 110)).toBe(true);
    expect(mayAnswer(table, "beta", [session], 90, 110)).toBe(true);
  });

  test("A project's fence counts for every scope.", () => {
    expect(mayAnswer(tableOf([whole, 100]), "acme", [session], 90, 110)).toBe(false);
    expect(mayAnswer(tableOf([whole, 100]), "acme", [], 90, 110)).toBe(false);
  });

  test("Both fences of a mutation count.", () => {
    const both = tableOf([session, 100], [session, 200]);
    expect(mayAnswer(both, "acme", [session], 90, 150)).toBe(false);
    expect(mayAnswer(both, "acme", [session], 150, 250)).toBe(false);
    expect(mayAnswer(both, "acme", [session], 150, 190)).toBe(true);
  });

  const scopes: readonly Scope[] = [session, identity, credential, whole];
  const drawn = record({ scope: constantFrom(...scopes), at: integer({ min: 0, max: 60 }) });
  const query = record({
    asked: array(constantFrom(...scopes.slice(0, 3)), { maxLength: 3 }),
    begun: integer({ min: -5, max: 65 }),
    arrived: integer({ min: -5, max: 65 }),
  });

  test("Up to 15 fences of a scope are told apart exactly, and beyond that no fence that counts is lost.", () => {
    assert(
      property(
        array(drawn, { maxLength: 60, size: "max" }),
        query,
        (raised, { asked, begun, arrived }) => {
          const fences = createFenceTable(lifeMs, many);
          for (const { scope, at } of raised) raiseFence(fences, "acme", scope, at, 0);
          const concerned = new Set([...asked, whole].map((scope) => scopeId("acme", scope)));
          const mine = raised.filter(({ scope }) => concerned.has(scopeId("acme", scope)));
          const between = (list: typeof raised): boolean =>
            begun < arrived && list.some(({ at }) => at > begun && at <= arrived);
          const may = mayAnswer(fences, "acme", asked, begun, arrived);
          const mayNobody = mayAnswer(fences, "acme", undefined, begun, arrived);
          // A fence between them always counts; without one, a full record may fence too much.
          const tooMuch = (list: typeof raised): boolean => list.length >= 16;
          expect(may).toBe(!between(mine) && (may || !tooMuch(mine)));
          expect(mayNobody).toBe(!between(raised) && (mayNobody || !tooMuch(raised)));
          const latest = Math.max(-Infinity, ...mine.map(({ at }) => at));
          expect(fenceVerdict(fences, "acme", asked, 0).lastAtMs).toBe(latest);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("A scope that is fenced again and again takes no more room.", () => {
    const fences = createFenceTable(lifeMs, many);
    for (let atMs = 0; atMs < 10_000; atMs += 1) raiseFence(fences, "acme", session, atMs, atMs);
    expect(fences.records.size).toBe(1);
    expect(fences.records.get(scopeId("acme", session))?.instants.length).toBeLessThanOrEqual(16);
    expect(fences.instants.length).toBeLessThanOrEqual(16);
  });
});

describe("forgetting", () => {
  const numbered = (index: number): Scope => ({ kind: "session", value: `s${index}` });

  test("A fence is kept as long as a call may live, and then forgotten.", () => {
    const table = tableOf([session, 100]);
    raiseFence(table, "acme", identity, 100 + lifeMs, 100 + lifeMs);
    expect(table.records.has(scopeId("acme", session))).toBe(true);
    expect(table.forgottenAtMs).toBe(-Infinity);
    raiseFence(table, "acme", identity, 101 + lifeMs, 101 + lifeMs);
    expect(table.records.has(scopeId("acme", session))).toBe(false);
    expect(table.forgottenAtMs).toBe(100);
  });

  test("A fence that is raised again is as young as its last instant.", () => {
    const table = tableOf([session, 100], [identity, 101], [session, 900]);
    raiseFence(table, "acme", credential, 1_200, 1_200);
    expect(fenceVerdict(table, "acme", [session], 0).lastAtMs).toBe(900);
    expect(table.records.has(scopeId("acme", identity))).toBe(false);
  });

  test("A call that began before a forgotten fence counts as fenced for every scope, since a cache may have answered it.", () => {
    const table = tableOf([session, 100], [credential, 120]);
    raiseFence(table, "acme", identity, 5_000, 5_000);
    expect(fenceVerdict(table, "acme", [{ kind: "session", value: "other" }], 5_000).lastAtMs).toBe(
      120,
    );
    for (const scopes of [undefined, [], [session]]) {
      expect(mayAnswer(table, "acme", scopes, 119, 4_000)).toBe(false);
      expect(mayAnswer(table, "acme", scopes, 120, 4_000)).toBe(true);
      expect(mayAnswer(table, "acme", scopes, 119, 110)).toBe(true);
    }
  });

  test("The table holds a bounded number of fences, and only a new scope can overflow it.", () => {
    const table = createFenceTable(lifeMs, { ...many, fencesMax: 3 });
    for (const index of [1, 2, 3]) {
      expect(raiseFence(table, "acme", numbered(index), index, index).overflow).toBe(false);
    }
    expect(raiseFence(table, "acme", numbered(4), 4, 4).overflow).toBe(true);
    expect(raiseFence(table, "acme", numbered(2), 4, 4).overflow).toBe(false);
    expect(table.records.size).toBe(3);
    // Old ones make room by themselves.
    expect(raiseFence(table, "acme", numbered(4), 2_000, 2_000).overflow).toBe(false);
  });

  test("After a collapse every fence counts for the whole project, but a doubt keeps its scope.", () => {
    const table = tableOf([session, 100], [identity, 150]);
    raiseFence(table, "beta", session, 120, 120);
    putInDoubt(table, "acme", identity, 900, 150);
    collapseFences(table, "acme", 200);
    expect(fenceVerdict(table, "acme", [credential], 899)).toEqual({
      lastAtMs: 200,
      inDoubt: false,
      pending: false,
    });
    expect(fenceVerdict(table, "acme", [identity], 899).inDoubt).toBe(true);
    expect(mayAnswer(table, "acme", [credential], 90, 110)).toBe(false);
    expect(mayAnswer(table, "acme", [credential], 90, 99)).toBe(true);
    expect(fenceVerdict(table, "beta", [session], 0).lastAtMs).toBe(120);
    expect(table.records.size).toBe(2);
  });

  test("A second collapse keeps what the project's fence knew.", () => {
    const table = tableOf([whole, 100]);
    collapseFences(table, "acme", 200);
    expect(mayAnswer(table, "acme", [], 90, 110)).toBe(false);
  });
});

describe("pending and doubt", () => {
  test("A scope is pending until the last of its mutations has ended.", () => {
    const table = tableOf([session, 100]);
    countPending(table, "acme", [session, identity], 1);
    countPending(table, "acme", [session], 1);
    expect(fenceVerdict(table, "acme", [session], 100).pending).toBe(true);
    expect(fenceVerdict(table, "acme", [identity], 100).pending).toBe(true);
    expect(fenceVerdict(table, "acme", [credential], 100).pending).toBe(false);
    expect(table.records.size).toBe(1);
    countPending(table, "acme", [session, identity], -1);
    expect(fenceVerdict(table, "acme", [identity], 100).pending).toBe(false);
    expect(fenceVerdict(table, "acme", [session], 100).pending).toBe(true);
    countPending(table, "acme", [session], -1);
    expect(fenceVerdict(table, "acme", [session], 100).pending).toBe(false);
    expect(table.pending.size).toBe(0);
    countPending(table, "acme", [whole], 1);
    expect(fenceVerdict(table, "acme", [session], 100).pending).toBe(true);
  });

  test("A doubt ends at its instant, and is not shortened.", () => {
    const table = tableOf();
    expect(putInDoubt(table, "acme", session, 900, 100)).toBe(true);
    expect(putInDoubt(table, "acme", session, 500, 100)).toBe(true);
    expect(fenceVerdict(table, "acme", [identity, session], 899).inDoubt).toBe(true);
    expect(fenceVerdict(table, "acme", [session], 900).inDoubt).toBe(false);
    expect(fenceVerdict(table, "acme", [identity], 899).inDoubt).toBe(false);
    expect(fenceVerdict(table, "beta", [session], 899).inDoubt).toBe(false);
  });

  test("A project in doubt puts all its scopes in doubt.", () => {
    const table = tableOf();
    putInDoubt(table, "acme", whole, 900, 100);
    expect(fenceVerdict(table, "acme", [], 899).inDoubt).toBe(true);
    expect(fenceVerdict(table, "beta", [session], 899).inDoubt).toBe(false);
  });

  test("The number of doubts is bounded, and a new one has no place until an earlier one has ended.", () => {
    const table = createFenceTable(lifeMs, { ...many, doubtsMax: 2 });
    expect(putInDoubt(table, "acme", session, 900, 100)).toBe(true);
    expect(putInDoubt(table, "acme", identity, 950, 150)).toBe(true);
    expect(putInDoubt(table, "acme", credential, 999, 199)).toBe(false);
    expect(putInDoubt(table, "acme", identity, 960, 199)).toBe(true);
    expect(table.doubts.size).toBe(2);
    expect(fenceVerdict(table, "acme", [credential], 200).inDoubt).toBe(false);
    expect(putInDoubt(table, "acme", credential, 1_700, 900)).toBe(true);
    expect([...table.doubts.keys()]).toEqual([
      scopeId("acme", identity),
      scopeId("acme", credential),
    ]);
  });
});
