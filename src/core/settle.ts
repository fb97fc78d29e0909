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
  /** A client waits for this answer. */
  readonly given: boolean;
  /** Clients wait for it, and it is older than what was asked for: whom it goes to all the same, gets it unstored. */
  readonly tooOld: boolean;
  /** A refusal of this key that has not been believed yet. */
  readonly suspicion: Suspicion | undefined;
  /** Whether one more refusal may be asked about a second time. */
  readonly roomForLook: boolean;
}

/** A refusal of a credential that was good, which nothing explains. It is asked about once more before others are told. */
export interface Suspicion {
  readonly sessionId: string;
  readonly identityId: string;
  /** When the session of the entry that stood ends. */
  readonly endsAtMs: number;
  /** When the refused call began. */
  readonly begunAtMs: number;
  /** A call that begins from then on is the second look. */
  readonly lookFromMs: number;
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
  | "active/too-old"
  | "mismatch"
  | "anonymous/put"
  | "anonymous/kept-out"
  | "not-active"
  | "truncated"
  | "refused"
  | "refused/first"
  | "refused/given"
  | "refused/again"
  | "limited"
  | "foreign"
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
  readonly unseenChangeOf: string | undefined;
  /** Ask once more before the refusal is believed (kept) or others are told (removed). */
  readonly secondLook: boolean;
  /** This answer decides about the suspicion that stood, one way or the other. */
  readonly endsSuspicion: boolean;
}

/** Decides what one answer does. */
export function settle(now: Settling): Settlement {
  const settlement = settleOutcome(now);
  return { ...settlement, endsSuspicion: endsSuspicion(now) };
}

/** What the key is asked after the refusal decides; a 200 does already if it is from no earlier than the refusal. */
function endsSuspicion({ suspicion, outcome, begunAtMs }: Settling): boolean {
  if (suspicion === undefined) return false;
  if (outcome.kind === "active" && begunAtMs >= suspicion.begunAtMs) return true;
  return begunAtMs >= suspicion.lookFromMs;
}

/** Whether a refusal is believed only because no more may be asked about a second time. */
export function missesSecondLook(
  { roomForLook, entry }: Pick<Settling, "roomForLook" | "entry">,
  { row }: Pick<Settlement, "row">,
): boolean {
  return !roomForLook && row === "refused" && entry?.status === 200;
}

function settleOutcome(now: Settling): Settlement {
  const { outcome, entry } = now;
  const overtaken =
    now.begunAtMs < now.settledBegunAtMs ||
    (entry !== undefined && now.begunAtMs < entry.begunAtMs);
  switch (outcome.kind) {
    case "active":
      return settleActive(now, overtaken);
    case "anonymous": {
      const keep =
        !overtaken && !isFenced(now) && now.roomForOrigin && !now.fence.inDoubt && !now.tooOld;
      return keep ? settlement("anonymous/put", "put") : removal("anonymous/kept-out", overtaken);
    }
    case "refused":
      return settleRefused(now, overtaken);
    case "not-active":
    case "truncated":
    case "other":
      return removal(outcome.kind, overtaken);
    case "limited":
    case "foreign":
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
  // What is newer and may not be stored has been given to those who waited: nothing older may be served after it (L9).
  if (isFenced(now)) return removal("active/fenced", false);
  if (now.fence.inDoubt) return removal("active/doubt", false);
  if (now.tooOld) return removal("active/too-old", false);
  const unseenChangeOf = now.sameBody ? undefined : unseen(now);
  if (!outcome.storable) return { ...removal("active/unstorable", false), unseenChangeOf };
  if (!now.roomForOrigin) return { ...removal("active/origins-many", false), unseenChangeOf };
  return { ...settlement(outcome.renew ? "active/renew" : "active/put", "put"), unseenChangeOf };
}

/**
 * A refusal. Under load an origin refuses good credentials now and then: one that nothing explains is asked about once more, for its own
 * key unless a client has been given it (L9), and always before others are told.
 */
function settleRefused(now: Settling, overtaken: boolean): Settlement {
  const { suspicion, entry, given } = now;
  if (overtaken) return settlement("refused", "keep");
  if (suspicion !== undefined && now.begunAtMs >= suspicion.lookFromMs) {
    return {
      ...settlement("refused/again", "remove"),
      unseenChangeOf: stillUnexplained(now, suspicion),
    };
  }
  if (suspicion !== undefined && !given) {
    return { ...settlement("refused/first", "keep"), counts: false };
  }
  const unexplained =
    suspicion === undefined &&
    entry !== undefined &&
    now.roomForLook &&
    !isFenced(now) &&
    unseen(now) !== undefined &&
    !hasEnded(now, entry.endsAtMs);
  if (!unexplained) return settlement("refused", "remove");
  return given
    ? { ...settlement("refused/given", "remove"), secondLook: true }
    : { ...settlement("refused/first", "keep"), counts: false, secondLook: true };
}

/** The identity of a refusal that was confirmed, unless something has come to explain it since. */
function stillUnexplained(now: Settling, suspicion: Suspicion): string | undefined {
  const { fence } = now;
  const explained =
    fence.pending ||
    fence.inDoubt ||
    fence.lastAtMs > suspicion.begunAtMs ||
    hasEnded(now, suspicion.endsAtMs);
  return explained ? undefined : suspicion.identityId;
}

/** A call that began before a fence may not write (L3, L4). */
function isFenced({ begunAtMs, fence }: Settling): boolean {
  return begunAtMs < fence.lastAtMs;
}

/** The identity whose change nobody told of: an entry stands, so no invalidation since its begin explains the difference. */
function unseen({ entry, fence }: Settling): string | undefined {
  return fence.pending || fence.inDoubt ? undefined : entry?.identityId;
}

/** A session that is over by itself gets a 401 without anybody having changed anything; a 403 says something else. */
function hasEnded({ outcome, begunAtMs }: Settling, endsAtMs: number): boolean {
  return outcome.kind === "refused" && outcome.status === 401 && begunAtMs >= endsAtMs;
}

function settlement(row: SettlementRow, store: Settlement["store"]): Settlement {
  return {
    row,
    store,
    counts: true,
    mismatch: false,
    unseenChangeOf: undefined,
    secondLook: false,
    endsSuspicion: false,
  };
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
  "active/too-old",
  "mismatch",
  "anonymous/put",
  "anonymous/kept-out",
  "not-active",
  "truncated",
  "refused",
  "refused/first",
  "refused/given",
  "refused/again",
  "limited",
  "foreign",
  "unavailable",
  "other",
];
