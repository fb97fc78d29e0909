// The settling table: what an answer does to the store, in the order the calls began (L3, L4, L9).
import { assert, boolean, constantFrom, integer, option, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleEntry } from "../../test/contract/sample-entry.ts";
import { settlementCases, type SettlementCase } from "../../test/cases/settlements.ts";
import type { Outcome } from "./outcome.ts";
import { settle, settlementRows, type Settlement } from "./settle.ts";

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
    case "not-active":
    case "truncated":
    case "refused":
    case "unavailable":
    case "other":
      return { kind: answer };
    default:
      return answer satisfies never;
  }
}

type Circumstances = Omit<SettlementCase, "row" | "store" | "counts" | "mismatch" | "news">;

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
  });
}

describe("settle", () => {
  test.each(Object.entries(settlementCases))("%s", (_, row) => {
    expect(settleOf(row)).toEqual({
      row: row.row,
      store: row.store,
      counts: row.counts ?? true,
      mismatch: row.mismatch ?? false,
      newsOf: row.news === true ? "identity-1" : undefined,
    });
  });

  test("the cases visit every row of the table", () => {
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
      "limited",
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
  });

  test("what is overtaken touches nothing, and what is fenced or in doubt is never put", () => {
    assert(
      property(circumstances, (drawn) => {
        const { answer, entryBegan, settledBegan, fencedAt, inDoubt, pending } = drawn;
        const { sameBody, originsFull, alone } = drawn;
        const { store, newsOf } = settleOf({
          answer,
          ...(entryBegan === undefined ? {} : { entryBegan }),
          ...(settledBegan === undefined ? {} : { settledBegan }),
          ...(fencedAt === undefined ? {} : { fencedAt }),
          ...(inDoubt ? { inDoubt } : {}),
          ...(pending ? { pending } : {}),
          ...(sameBody ? { sameBody } : {}),
          ...(originsFull ? { originsFull } : {}),
          ...(alone ? { alone } : {}),
        });
        const overtaken = Math.max(entryBegan ?? 0, settledBegan ?? 0) > begunAtMs;
        const mayNotPut = overtaken || inDoubt || (fencedAt ?? 0) > begunAtMs;
        const mayNotTell = overtaken || inDoubt || pending || entryBegan === undefined;
        expect(overtaken && store !== "keep").toBe(false);
        expect(mayNotPut && store === "put").toBe(false);
        expect(mayNotTell && newsOf !== undefined).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
