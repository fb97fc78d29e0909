// The settling table: what an answer does to the store, in the order the calls began (L3, L4, L9).
import { assert, boolean, constantFrom, integer, option, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleEntry } from "../../test/harness/sample-entry.ts";
import { settlementCases, type SettlementCase } from "./settle.cases.ts";
import type { Outcome } from "./outcome.ts";
import { missesSecondLook, settle, settlementRows, type Settlement } from "./settle.ts";

const begunAtMs = 100;

function outcomeOf(answer: SettlementCase["answer"]): Outcome {
  const session = { sessionId: "session-1", identityId: "identity-1", expiresAtWallMs: 9_999 };
  const active = { kind: "active", session, storable: true, hintMs: 60_000, renew: false } as const;
  switch (answer) {
    case "ours":
      return active;
    case "other session":
      return { ...active, session: { ...session, sessionId: "session-2" } };
    case "other identity":
      return { ...active, session: { ...session, identityId: "identity-2" } };
    case "ours, cookie renewed":
      return { ...active, renew: true };
    case "ours, not storable":
      return { ...active, storable: false };
    case "anonymous":
      return { kind: "anonymous", hintMs: 60_000 };
    case "limited":
      return { kind: "limited", pauseMs: 1_000 };
    case "refused":
      return { kind: "refused", status: 401 };
    case "403":
      return { kind: "refused", status: 403 };
    case "not-active":
    case "truncated":
      return { kind: answer, hintMs: undefined };
    case "foreign":
    case "unavailable":
    case "other":
      return { kind: answer };
    default:
      return answer satisfies never;
  }
}

type Circumstances = Omit<
  SettlementCase,
  "row" | "store" | "counts" | "mismatch" | "unseenChange" | "look" | "ends"
>;

function settleOf(row: Circumstances): Settlement {
  const nobody = row.answer === "anonymous" ? { sessionId: undefined, identityId: undefined } : {};
  return settle({
    outcome: outcomeOf(row.answer),
    begunAtMs,
    entry:
      row.entryBegan === undefined
        ? undefined
        : sampleEntry({
            begunAtMs: row.entryBegan,
            ...(row.entryEnds === undefined ? {} : { endsAtMs: row.entryEnds }),
            ...nobody,
          }),
    settledBegunAtMs: row.settledBegan ?? -Infinity,
    fence: {
      lastAtMs: row.fencedAt ?? -Infinity,
      inDoubt: row.inDoubt ?? false,
      pending: row.pending ?? false,
    },
    sameBody: row.sameBody ?? false,
    roomForOrigin: row.originsFull !== true,
    alone: row.alone ?? false,
    given: row.given ?? false,
    tooOld: row.tooOld ?? false,
    suspicion:
      row.suspected === undefined
        ? undefined
        : {
            sessionId: "session-1",
            identityId: "identity-1",
            begunAtMs: row.suspected.begun,
            lookFromMs: row.suspected.lookFrom,
            endsAtMs: row.suspected.ends ?? Infinity,
          },
    roomForLook: row.looksFull !== true,
  });
}

describe("settle", () => {
  test.each(Object.entries(settlementCases))(
    "An answer is settled as in the case: %s.",
    (_, row) => {
      expect(settleOf(row)).toEqual({
        row: row.row,
        store: row.store,
        counts: row.counts ?? true,
        mismatch: row.mismatch ?? false,
        unseenChangeOf: row.unseenChange === true ? "identity-1" : undefined,
        secondLook: row.look ?? false,
        endsSuspicion: row.ends ?? false,
      });
    },
  );

  test("The cases visit every row of the settlement.", () => {
    const visited = new Set(Object.values(settlementCases).map((one) => one.row));
    expect(settlementRows.filter((row) => !visited.has(row))).toEqual([]);
  });

  const instant = option(integer({ min: 95, max: 105 }), { nil: undefined });
  const circumstances = record({
    answer: constantFrom<SettlementCase["answer"][]>(
      "ours",
      "other session",
      "other identity",
      "ours, cookie renewed",
      "ours, not storable",
      "anonymous",
      "not-active",
      "truncated",
      "refused",
      "403",
      "limited",
      "foreign",
      "unavailable",
      "other",
    ),
    entryBegan: instant,
    settledBegan: instant,
    fencedAt: instant,
    inDoubt: boolean(),
    pending: boolean(),
    sameBody: boolean(),
    originsFull: boolean(),
    alone: boolean(),
    given: boolean(),
    tooOld: boolean(),
    looksFull: boolean(),
    suspected: option(
      record({ begun: integer({ min: 95, max: 105 }), lookFrom: integer({ min: 95, max: 105 }) }),
      { nil: undefined },
    ),
  });

  test("An answer that is overtaken changes nothing, and one that is fenced or in doubt is never stored.", () => {
    assert(
      property(circumstances, (drawn) => {
        const { answer, entryBegan, settledBegan, fencedAt, inDoubt, pending } = drawn;
        const { sameBody, originsFull, alone, given, tooOld, looksFull, suspected } = drawn;
        const { store, unseenChangeOf, counts, secondLook } = settleOf({
          answer,
          ...(entryBegan === undefined ? {} : { entryBegan }),
          ...(settledBegan === undefined ? {} : { settledBegan }),
          ...(fencedAt === undefined ? {} : { fencedAt }),
          ...(inDoubt ? { inDoubt } : {}),
          ...(pending ? { pending } : {}),
          ...(sameBody ? { sameBody } : {}),
          ...(originsFull ? { originsFull } : {}),
          ...(alone ? { alone } : {}),
          ...(given ? { given } : {}),
          ...(tooOld ? { tooOld } : {}),
          ...(looksFull ? { looksFull } : {}),
          ...(suspected === undefined ? {} : { suspected }),
        });
        const overtaken = Math.max(entryBegan ?? 0, settledBegan ?? 0) > begunAtMs;
        const mayNotPut = overtaken || inDoubt || tooOld || (fencedAt ?? 0) > begunAtMs;
        const known = entryBegan !== undefined || suspected !== undefined;
        const mayNotTell = overtaken || inDoubt || pending || !known;
        const saysNothing = ["limited", "unavailable", "foreign"].includes(answer);
        expect(overtaken && store !== "keep").toBe(false);
        expect(mayNotPut && store === "put").toBe(false);
        expect(mayNotTell && unseenChangeOf !== undefined).toBe(false);
        // What is newer, given and not put leaves nothing older behind (L9).
        expect(given && !overtaken && !saysNothing && store === "keep").toBe(false);
        // A refusal is published by a second look only.
        const refused = answer === "refused" || answer === "403";
        expect(refused && unseenChangeOf !== undefined && suspected === undefined).toBe(false);
        expect(secondLook && unseenChangeOf !== undefined).toBe(false);
        // An answer that is not believed does not block one that began before it.
        expect(refused && store === "keep" && !overtaken && counts).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  [false, 200, "refused", true],
  [true, 200, "refused", false],
  [false, 401, "refused", false],
  [false, 200, "refused/first", false],
] as const)(
  "With room for a look: %s, an entry of status %d and the row %s, a second look is missed: %s.",
  (room, status, row, expected) => {
    const entry = sampleEntry({ status });
    expect(missesSecondLook({ roomForLook: room, entry }, { row })).toBe(expected);
  },
);
