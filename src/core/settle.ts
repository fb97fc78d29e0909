// What an origin's answer does to the store. Answers for one key settle in the order in which their calls began (L9).
import type { Entry } from "./entry.ts";
import type { FenceVerdict } from "./fence.ts";
import type { Outcome } from "./outcome.ts";

/** Everything that settling depends on. Instants are milliseconds of the edge's clock. */
export interface Settling {
  readonly outcome: Outcome;
  /** When the call began, with its answer's age subtracted. */
  readonly begunAtMs: number;
  /** The key's entry as it is now. */
  readonly entry: Entry | undefined;
  /** The begin of the latest call for this key that settled while this one was in flight. */
  readonly settledBegunAtMs: number;
  /**
   * What the fences say about the credentials, and about the session and identity that the answer names (or else the
   * entry).
   */
  readonly fence: FenceVerdict;
  /** Whether the answer's body equals the entry's, byte for byte. */
  readonly sameBody: boolean;
  /** Whether one more `Origin` partition may be stored. */
  readonly roomForOrigin: boolean;
  /** Whether this call was made to check a mismatch. There is no second such call. */
  readonly alone: boolean;
  /** Whether a client waits for this answer. */
  readonly given: boolean;
  /**
   * Whether clients wait for the answer and it is older than they asked for. They may still get it, but it is not
   * stored.
   */
  readonly tooOld: boolean;
  /** A refusal for this key that is not believed yet. */
  readonly suspicion: Suspicion | undefined;
  /** Whether one more refusal may have a second look. */
  readonly roomForLook: boolean;
}

/** An unexplained refusal of a credential that was good. It has a second look before it is published. */
export interface Suspicion {
  readonly sessionId: string;
  readonly identityId: string;
  /** When the session of the stored entry ends. */
  readonly endsAtMs: number;
  /** When the refused call began. */
  readonly begunAtMs: number;
  /** A call that begins from this instant on is the second look. */
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

/** What is done with an answer, in addition to giving it to the checks that wait. */
export interface Settlement {
  readonly row: SettlementRow;
  readonly store: "put" | "remove" | "keep";
  /** Whether this call counts as settled for later answers. */
  readonly counts: boolean;
  /**
   * Whether the answer names another session: the edge then asks once more, for the waiting checks alone, and reports
   * it.
   */
  readonly mismatch: boolean;
  /**
   * The identity whose change did not pass through the edges. It is fenced as of this call's begin, and the change is
   * published.
   */
  readonly unseenChangeOf: string | undefined;
  /**
   * Whether the edge takes a second look. Until then a kept entry stands, and the refusal of a removed one is not
   * published.
   */
  readonly secondLook: boolean;
  /** Whether this answer confirms or withdraws the suspicion. */
  readonly endsSuspicion: boolean;
}

/** Decides what one answer does. */
export function settle(now: Settling): Settlement {
  const settlement = settleOutcome(now);
  return endsSuspicion(now) ? { ...settlement, endsSuspicion: true } : settlement;
}

/**
 * Whether an answer ends the suspicion. The second look does, and so does a 200 from a call that began no earlier than
 * the refused one.
 */
function endsSuspicion({ suspicion, outcome, begunAtMs }: Settling): boolean {
  if (suspicion === undefined) return false;
  if (outcome.kind === "active" && begunAtMs >= suspicion.begunAtMs) return true;
  return begunAtMs >= suspicion.lookFromMs;
}

/** Whether a refusal is believed only because no further second look is possible. */
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
  // A newer answer that may not be stored has been given to the checks that waited. By L9, no older answer may be
  // served after it.
  if (isFenced(now)) return removal("active/fenced", false);
  if (now.fence.inDoubt) return removal("active/doubt", false);
  if (now.tooOld) return removal("active/too-old", false);
  const unseenChangeOf = now.sameBody ? undefined : findUnseenChange(now);
  if (!outcome.storable) return { ...removal("active/unstorable", false), unseenChangeOf };
  if (!now.roomForOrigin) return { ...removal("active/origins-many", false), unseenChangeOf };
  const kept = settlement(outcome.renew ? "active/renew" : "active/put", "put");
  return unseenChangeOf === undefined ? kept : { ...kept, unseenChangeOf };
}

/**
 * Settles a refusal. Under load an origin sometimes refuses good credentials, so an unexplained refusal gets a second
 * look. It is believed for its key at once only if a client has been given it (L9). It is never published before the
 * second look.
 */
function settleRefused(now: Settling, overtaken: boolean): Settlement {
  const { suspicion, entry, given } = now;
  if (overtaken) return settlement("refused", "keep");
  if (suspicion !== undefined && now.begunAtMs >= suspicion.lookFromMs) {
    return {
      ...settlement("refused/again", "remove"),
      unseenChangeOf: findConfirmedChange(now, suspicion),
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
    findUnseenChange(now) !== undefined &&
    !hasEnded(now, entry.endsAtMs);
  if (!unexplained) return settlement("refused", "remove");
  return given
    ? { ...settlement("refused/given", "remove"), secondLook: true }
    : { ...settlement("refused/first", "keep"), counts: false, secondLook: true };
}

/** The identity of a confirmed refusal. Undefined if the refusal has been explained since. */
function findConfirmedChange(now: Settling, suspicion: Suspicion): string | undefined {
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

/**
 * The identity whose change was not published: an entry is stored, so no invalidation since its begin explains the
 * difference.
 */
function findUnseenChange({ entry, fence }: Settling): string | undefined {
  return fence.pending || fence.inDoubt ? undefined : entry?.identityId;
}

/** Whether the session has simply ended, which explains a 401 without any change. It does not explain a 403. */
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
