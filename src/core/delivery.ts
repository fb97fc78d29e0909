// What a check that waited for a call is given: the call's answer, the entry that stands in, an error, or another call.
import type { Entry } from "./entry.ts";
import type { EdgeErrorId } from "./errors.ts";
import {
  isWithinOwnLimits,
  type AnswerBegin,
  type FillResult,
  type Outcome,
  type ReadAnswer,
} from "./outcome.ts";

/** A check that waits for a call. Instants are milliseconds of the edge's clock. */
export interface WaitingCheck {
  readonly arrivedAtMs: number;
  /** A call that answers this check must not have begun before this instant. */
  readonly notBeforeMs: number;
  /** Whether the request itself bounds its answer's age. */
  readonly bounded: boolean;
  /** Whether it has already waited for a call whose answer was too old. */
  readonly retried: boolean;
  /** The entry that is served if the call fails, and whether the answer is then marked as stale. */
  readonly fallback: { readonly entry: Entry; readonly marked: boolean } | undefined;
}

/** A finished call, seen from one of the checks that waited for it. */
export interface DeliverySituation extends AnswerBegin {
  readonly result: FillResult;
  readonly outcome: Outcome;
  /** Whether no fence of the answer's scopes lies between the call's begin and the check's arrival. */
  readonly unfenced: boolean;
  /** The key's entry as it is now. */
  readonly stored: Entry | undefined;
  readonly nowMs: number;
  /** Whether the rest of a body that is too large to be read whole is still available. */
  readonly hasRest: boolean;
}

/** What a check that waited is given. */
export type Delivery =
  | { readonly kind: "stand-in"; readonly entry: Entry; readonly serving: "hit" | "stale-if-error" }
  | {
      readonly kind: "answer";
      readonly answer: ReadAnswer;
      /** Whether a 401 carries the client's own request id. Only the origin's own refusals do. */
      readonly echoes: boolean;
      readonly detail: "origin-age" | undefined;
    }
  /** Only a call that begins from now on can answer. */
  | { readonly kind: "again"; readonly retried: boolean }
  | { readonly kind: "error"; readonly id: EdgeErrorId };

/** Decides what a check that waited is given. */
export function decideDelivery(check: WaitingCheck, call: DeliverySituation): Delivery {
  const { result } = call;
  const standIn = findStandIn(check, call);
  if (standIn !== undefined) return standIn;
  if (result.kind === "failure") return { kind: "error", id: fillError(result.failure) };
  const verdict = judgeAnswer(check, call);
  if (verdict === "again" || (result.answer.ending === "large" && !call.hasRest)) {
    return { kind: "again", retried: check.retried || call.disobeyed };
  }
  if (verdict === "too-old" && check.bounded) return { kind: "error", id: "edge_origin_disobeyed" };
  return {
    kind: "answer",
    answer: result.answer,
    echoes: call.outcome.kind !== "foreign",
    detail: verdict === "too-old" ? "origin-age" : undefined,
  };
}

/**
 * The entry that may stand in for a failed call. It must still be the key's entry, and its session must not have ended
 * meanwhile.
 */
function findStandIn(
  { fallback }: WaitingCheck,
  { result, outcome, stored, nowMs }: DeliverySituation,
): Delivery | undefined {
  if (fallback === undefined) return undefined;
  const { entry, marked } = fallback;
  // A 429, an answer that is not the origin's, and a full lane are passed on to the client. They count as failures only
  // for a check that waited to get its client a new cookie.
  const limited =
    outcome.kind === "limited" ||
    outcome.kind === "foreign" ||
    (result.kind === "failure" && result.failure === "busy");
  const failing = limited ? !marked : outcome.kind === "unavailable";
  if (!failing) return undefined;
  const stands = stored?.version === entry.version && nowMs < entry.endsAtMs;
  if (!stands) return undefined;
  return { kind: "stand-in", entry, serving: marked ? "stale-if-error" : "hit" };
}

/** Whether a check may have the call's answer: the call began late enough for its limit, and no fence lies between. */
function judgeAnswer(check: WaitingCheck, call: DeliverySituation): "yes" | "again" | "too-old" {
  const { outcome, begunAtMs, wallAtBeginMs } = call;
  if (outcome.kind === "unavailable" || outcome.kind === "limited") return "yes";
  const fits =
    begunAtMs >= check.notBeforeMs &&
    isWithinOwnLimits(outcome, begunAtMs, wallAtBeginMs, check.arrivedAtMs) &&
    call.unfenced;
  if (fits) return "yes";
  return call.disobeyed && check.retried ? "too-old" : "again";
}

/** The error that a client is answered with if a call failed. */
export function fillError(
  failure: Extract<FillResult, { kind: "failure" }>["failure"],
): EdgeErrorId {
  switch (failure) {
    case "timeout":
      return "edge_origin_timeout";
    case "busy":
      return "edge_busy";
    case "unreachable":
    case "broken":
      return "edge_origin_unreachable";
    default:
      return failure satisfies never;
  }
}
