// What each of those who waited for a call is given: its answer, the entry that stands in, an error, or another call.
import type { CacheableCheck } from "../../core/check.ts";
import type { FetchWhy } from "../../core/decide.ts";
import type { Entry } from "../../core/entry.ts";
import type { EdgeErrorId } from "../../core/errors.ts";
import { isWithinOwnLimits, type FillResult } from "../../core/outcome.ts";
import { checkError, filledAnswer, storedAnswer, type Delivery } from "./answers.ts";
import type { EdgeContext } from "../context.ts";
import type { CheckResult } from "../events.ts";
import type { ByteStream, EdgeAnswer } from "../ports.ts";
import type { SettledCall } from "./settlement.ts";

/** A check that has to be fetched. Instants are milliseconds of the edge's clock. */
export interface FetchRequest {
  readonly check: CacheableCheck;
  readonly why: FetchWhy;
  readonly forced: boolean;
  /** The request bounds its answer's age itself. */
  readonly bounded: boolean;
  /** It has had one answer before that was too old. */
  readonly askedAgain: boolean;
  readonly arrivedAtMs: number;
  /** The earliest begin of a call whose answer it may have. */
  readonly notBeforeMs: number;
  readonly fallback: { readonly entry: Entry; readonly marked: boolean } | undefined;
  /** Whether the key, or its credential, has an entry: which lane its call takes. */
  readonly known: boolean;
  readonly requestId: string | undefined;
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** A fetched check's answer, and how to count it. */
export interface Fetched {
  readonly answer: EdgeAnswer;
  readonly result: CheckResult;
}

/** A finished call, as one of those who waited for it sees it. */
export interface Delivered {
  readonly result: FillResult;
  readonly settled: SettledCall;
  /** What follows a body too large to be read whole; undefined once somebody else has it. */
  readonly rest: ByteStream | undefined;
  /** This client's request started the call. */
  readonly starter: boolean;
}

/** Asks for a call begun from now on. */
export interface Again {
  readonly again: FetchRequest;
}

/** Gives one of those who waited what is theirs; `again` where only a call begun from now on will do. */
export function deliver(
  context: EdgeContext,
  request: FetchRequest,
  delivered: Delivered,
): Fetched | Again {
  const { result, settled, rest, starter } = delivered;
  const to = { method: request.check.method, requestId: request.requestId };
  const standIn = fallbackFor(context, request, delivered);
  if (standIn !== undefined) {
    const serving = standIn.marked ? "stale-if-error" : "hit";
    const { arrivedAtMs } = request;
    const answer = storedAnswer(context, standIn.entry, to, arrivedAtMs, serving);
    return { answer, result: serving };
  }
  if (result.kind === "failure") return failed(context, request, failureId(result.failure));
  const verdict = mayHave(context, request, delivered);
  if (verdict === "again" || (result.answer.ending === "large" && rest === undefined)) {
    const askedAgain = request.askedAgain || settled.disobeyed;
    return { again: { ...request, forced: true, askedAgain, fallback: undefined } };
  }
  if (verdict === "too-old" && request.bounded) {
    return failed(context, request, "edge_origin_disobeyed");
  }
  const delivery: Delivery = {
    why: request.why,
    stored: settled.stored,
    starter,
    rest,
    // Only the origin's own refusals carry the request's id.
    echoes: settled.outcome.kind !== "foreign",
    detail: verdict === "too-old" ? "origin-age" : undefined,
  };
  return {
    answer: filledAnswer(context, result.answer, to, delivery),
    result: starter ? request.why : "collapsed",
  };
}

/** The entry that may stand in for a failed call: still the key's own, and its session has not ended meanwhile. */
function fallbackFor(
  context: EdgeContext,
  request: FetchRequest,
  { result, settled: { outcome } }: Delivered,
): FetchRequest["fallback"] {
  const { fallback, check } = request;
  if (fallback === undefined) return undefined;
  // A 429 and what is not the origin's are passed on and a full lane is told of, but for a check that waited only to bring its client
  // a new cookie.
  const limited =
    outcome.kind === "limited" ||
    outcome.kind === "foreign" ||
    (result.kind === "failure" && result.failure === "busy");
  const failing = limited ? !fallback.marked : outcome.kind === "unavailable";
  if (!failing) return undefined;
  const { store, clock } = context.ports;
  const stands =
    store.peek(check.key) === fallback.entry && clock.nowMs() < fallback.entry.endsAtMs;
  return stands ? fallback : undefined;
}

/** Whether a check may have the call's answer: begun late enough for its limit, and no fence between. */
function mayHave(
  context: EdgeContext,
  request: FetchRequest,
  { settled }: Delivered,
): "yes" | "again" | "too-old" {
  const { outcome, begunAtMs, wallAtBeginMs, scopes } = settled;
  const { arrivedAtMs, notBeforeMs } = request;
  if (outcome.kind === "unavailable" || outcome.kind === "limited") return "yes";
  const fits =
    begunAtMs >= notBeforeMs &&
    isWithinOwnLimits(outcome, begunAtMs, wallAtBeginMs, arrivedAtMs) &&
    context.fences.mayAnswer(scopes, begunAtMs, arrivedAtMs);
  if (fits) return "yes";
  return settled.disobeyed && request.askedAgain ? "too-old" : "again";
}

function failed(context: EdgeContext, request: FetchRequest, id: EdgeErrorId): Fetched {
  const to = { method: request.check.method, requestId: request.requestId };
  return { answer: checkError(context, id, to, request.why), result: "error" };
}

function failureId(failure: "timeout" | "unreachable" | "broken" | "busy"): EdgeErrorId {
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
