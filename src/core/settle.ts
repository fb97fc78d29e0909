// What an origin answer does to the store. Answers of one key settle in the order their calls began (L9).
import type { Entry } from "./entry.ts";
import type { FenceVerdict } from "./fence.ts";
import type { Outcome } from "./outcome.ts";

/** Everything that settling looks at. Instants are milliseconds of the edge's clock. */
export interface Settling {
  readonly outcome: Outcome;
  /** When the call began, its answer's age taken off. */
  readonly begunAtMs: number;
  /** The key's entry as it is now. */
  readonly entry: Entry | undefined;
  /** Begin of the latest call of this key that has settled while this one was in flight. */
  readonly settledBegunAtMs: number;
  /** What fences say about the credentials, and the session and identity that the answer (else the entry) names. */
  readonly fence: FenceVerdict;
  /** Whether the answer's body is the entry's, byte for byte. */
  readonly sameBody: boolean;
  /** Whether one more `Origin` partition may be stored. */
  readonly roomForOrigin: boolean;
  /** This call was already made to check a mismatch; there is no second one. */
  readonly alone: boolean;
}

/** The row of the settling table. */
export type SettlementRow =
  | "active/put"
  | "active/renew"
  | "active/fenced"
  | "active/doubt"
  | "active/overtaken"
  | "active/unstorable"
  | "active/origins-many"
  | "active/alone"
  | "mismatch"
  | "anonymous/put"
  | "anonymous/kept-out"
  | "not-active"
  | "truncated"
  | "refused"
  | "limited"
  | "unavailable"
  | "other";

/** What is to be done with an answer, besides giving it to those who wait. */
export interface Settlement {
  readonly row: SettlementRow;
  readonly store: "put" | "remove" | "keep";
  /** Whether this call counts when later answers ask what has settled. */
  readonly counts: boolean;
  /** The answer names somebody else: ask once more, alone, and raise an alarm. */
  readonly mismatch: boolean;
  /** Identity whose change went round the edges: fence it as of this call's begin, and tell the others. */
  readonly newsOf: string | undefined;
}

/** Decides what one answer does. */
export function settle(now: Settling): Settlement {
  const { outcome, entry } = now;
  const overtaken =
    now.begunAtMs < now.settledBegunAtMs ||
    (entry !== undefined && now.begunAtMs < entry.begunAtMs);
  switch (outcome.kind) {
    case "active":
      return settleActive(now, overtaken);
    case "anonymous": {
      const keep = !overtaken && !isFenced(now) && now.roomForOrigin && !now.fence.inDoubt;
      return settlement(keep ? "anonymous/put" : "anonymous/kept-out", keep ? "put" : "keep");
    }
    case "refused":
      return {
        ...removal("refused", overtaken),
        newsOf: overtaken || hasEnded(now) ? undefined : unseen(now),
      };
    case "not-active":
    case "truncated":
    case "other":
      return removal(outcome.kind, overtaken);
    case "limited":
    case "unavailable":
      return { ...settlement(outcome.kind, "keep"), counts: false };
    default:
      return outcome satisfies never;
  }
}

function settleActive(now: Settling, overtaken: boolean): Settlement {
  const { outcome, entry } = now;
  if (outcome.kind !== "active") return settlement("other", "keep");
  if (now.alone) return settlement("active/alone", overtaken ? "keep" : "remove");
  if (
    entry !== undefined &&
    (entry.sessionId !== outcome.session.sessionId ||
      entry.identityId !== outcome.session.identityId)
  ) {
    return { ...removal("mismatch", overtaken), mismatch: true };
  }
  if (overtaken) return settlement("active/overtaken", "keep");
  if (isFenced(now)) return settlement("active/fenced", "keep");
  if (now.fence.inDoubt) return settlement("active/doubt", "keep");
  const newsOf = now.sameBody ? undefined : unseen(now);
  if (!outcome.storable) return { ...removal("active/unstorable", false), newsOf };
  if (!now.roomForOrigin) return { ...removal("active/origins-many", false), newsOf };
  return { ...settlement(outcome.renew ? "active/renew" : "active/put", "put"), newsOf };
}

/** A call that began before a fence may not write (L3, L4). */
function isFenced({ begunAtMs, fence }: Settling): boolean {
  return begunAtMs < fence.lastAtMs;
}

/** The identity whose change nobody told of: an entry stands, so no invalidation since its begin explains the difference. */
function unseen({ entry, fence }: Settling): string | undefined {
  return fence.pending || fence.inDoubt ? undefined : entry?.identityId;
}

/** A session that is over by itself is refused without anybody having changed anything. */
function hasEnded({ entry, begunAtMs }: Settling): boolean {
  return entry !== undefined && begunAtMs >= entry.endsAtMs;
}

function settlement(row: SettlementRow, store: Settlement["store"]): Settlement {
  return { row, store, counts: true, mismatch: false, newsOf: undefined };
}

function removal(row: SettlementRow, overtaken: boolean): Settlement {
  return settlement(row, overtaken ? "keep" : "remove");
}

/** Every row of the settling table, for coverage. */
export const settlementRows: readonly SettlementRow[] = [
  "active/put",
  "active/renew",
  "active/fenced",
  "active/doubt",
  "active/overtaken",
  "active/unstorable",
  "active/origins-many",
  "active/alone",
  "mismatch",
  "anonymous/put",
  "anonymous/kept-out",
  "not-active",
  "truncated",
  "refused",
  "limited",
  "unavailable",
  "other",
];
