// A check that waits for a call, and what it gets from it.
import type { CacheableCheck } from "../../core/check.ts";
import type { FetchWhy } from "../../core/decide.ts";
import { decideDelivery, type WaitingCheck } from "../../core/delivery.ts";
import type { Scope } from "../../core/invalidation.ts";
import type { FillResult } from "../../core/outcome.ts";
import { checkError, filledAnswer, holdAnswer, storedAnswer } from "./answers.ts";
import type { EdgeContext } from "../context.ts";
import type { CheckResult } from "../events.ts";
import type { ByteStream, EdgeAnswer } from "../ports.ts";
import type { SettledCall } from "./settlement.ts";

/** A check that must be fetched. Instants are milliseconds of the edge's clock. */
export interface FetchRequest extends WaitingCheck {
  readonly check: CacheableCheck;
  readonly why: FetchWhy;
  readonly forced: boolean;
  /** Whether the key or its credential has an entry. This decides the lane of its call. */
  readonly known: boolean;
  readonly requestId: string | undefined;
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** The answer to a fetched check, and how it is counted. */
export interface Fetched {
  readonly answer: EdgeAnswer;
  readonly result: CheckResult;
}

/** A check that waits for a call. */
export interface Waiter {
  readonly request: FetchRequest;
  readonly resolve: (fetched: Fetched) => void;
}

/** A finished call, seen from one of the checks that waited for it. */
export interface Delivered {
  readonly result: FillResult;
  readonly settled: SettledCall;
  /** The scopes that the answer concerns. Undefined if it names none. */
  readonly scopes: readonly Scope[] | undefined;
  /** The rest of a body that is too large to be read whole. Undefined once another check has it. */
  readonly rest: ByteStream | undefined;
  /** Whether this client's request started the call. */
  readonly starter: boolean;
}

/** Asks for a call that begins from now on. */
export interface Again {
  readonly again: FetchRequest;
}

/** Gives a waiting check its answer. Calls `again` if only a call that begins from now on can answer it. */
export function deliver(
  context: EdgeContext,
  request: FetchRequest,
  { result, settled, scopes, rest, starter }: Delivered,
): Fetched | Again {
  const { store, clock } = context.ports;
  const { check, requestId, arrivedAtMs, why } = request;
  const to = { method: check.method, requestId };
  const { outcome, begunAtMs, wallAtBeginMs, disobeyed } = settled;
  const delivery = decideDelivery(request, {
    result,
    outcome,
    begunAtMs,
    wallAtBeginMs,
    disobeyed,
    unfenced: context.fences.mayAnswer(scopes, begunAtMs, arrivedAtMs),
    stored: store.peek(check.key),
    nowMs: clock.nowMs(),
    hasRest: rest !== undefined,
  });
  switch (delivery.kind) {
    case "stand-in": {
      const { entry, serving } = delivery;
      const answer = storedAnswer(context, entry, to, arrivedAtMs, serving);
      return { answer: holdAnswer(answer), result: serving };
    }
    case "error":
      return { answer: checkError(context, delivery.id, to, why), result: "error" };
    case "again": {
      const { retried } = delivery;
      return { again: { ...request, forced: true, retried, fallback: undefined } };
    }
    case "answer": {
      const { answer, echoes, detail } = delivery;
      const how = { why, stored: settled.stored, starter, rest, echoes, detail };
      const filled = filledAnswer(context, answer, to, how);
      return { answer: filled, result: starter ? why : "collapsed" };
    }
    default:
      return delivery satisfies never;
  }
}
