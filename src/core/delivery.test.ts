// What a check that waited for a call is given (L2, L3, L5).
import { expect, test } from "vitest";
import { sampleEntry } from "../../test/harness/sample-entry.ts";
import { deliveryCases, type DeliveryCase } from "./delivery.cases.ts";
import { decideDelivery, type Delivery } from "./delivery.ts";
import type { FillResult, Outcome } from "./outcome.ts";

const arrivedAtMs = 100_000;
const nowMs = 110_000;
const ms = (seconds: number): number => Math.round(seconds * 1_000);

function outcomeOf(row: DeliveryCase): Outcome {
  if (row.failure !== undefined) return { kind: "unavailable" };
  if (row.outcome === "limited") return { kind: "limited", pauseMs: undefined };
  if (row.outcome === "refused") return { kind: "refused", status: 401 };
  if (row.outcome !== undefined) return { kind: row.outcome };
  const expiresAtWallMs = row.expires === undefined ? Infinity : ms(row.expires);
  const session = { sessionId: "s1", identityId: "i1", expiresAtWallMs };
  const hintMs = row.hint === undefined ? undefined : ms(row.hint);
  return { kind: "active", session, storable: true, hintMs, renew: false };
}

function deliveryIn(row: DeliveryCase): Delivery {
  const { failure, fallback } = row;
  const entry = sampleEntry({ endsAtMs: nowMs + ms(row.lifeLeft ?? 60) });
  const body = new Uint8Array();
  const ending = row.large === undefined ? "whole" : "large";
  const result: FillResult =
    failure === undefined
      ? { kind: "answer", answer: { status: 200, headers: [], body, text: "", ending } }
      : { kind: "failure", failure };
  return decideDelivery(
    {
      arrivedAtMs,
      notBeforeMs: 90_000,
      bounded: row.bounded === true,
      retried: row.retried === true,
      fallback: fallback === undefined ? undefined : { entry, marked: fallback === "marked" },
    },
    {
      result,
      outcome: outcomeOf(row),
      begunAtMs: ms(row.begun ?? 100),
      wallAtBeginMs: 0,
      disobeyed: row.disobeyed === true,
      unfenced: row.fenced !== true,
      stored: row.replaced === true ? sampleEntry({ version: 1 }) : entry,
      nowMs,
      hasRest: row.large === "rest",
    },
  );
}

function told(delivery: Delivery): string {
  switch (delivery.kind) {
    case "stand-in":
      return delivery.serving;
    case "error":
      return delivery.id;
    case "again":
      return delivery.retried ? "again, once" : "again";
    case "answer": {
      const parts = ["answer", ...(delivery.echoes ? [] : ["no id"])];
      return [...parts, ...(delivery.detail === undefined ? [] : [delivery.detail])].join(", ");
    }
    default:
      return delivery satisfies never;
  }
}

test.each(Object.entries(deliveryCases))("A check gets an answer as in the case: %s.", (_, row) => {
  expect(told(deliveryIn(row))).toBe(row.given);
});
