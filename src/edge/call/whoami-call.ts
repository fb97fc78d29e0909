// The canonical call behind every fill.
import { canonicalLines, type CanonicalRequest } from "../../core/canonical-request.ts";
import type { FillResult } from "../../core/outcome.ts";
import { statusClass } from "../../core/status-class.ts";
import { whoamiPath } from "../../core/check.ts";
import { readBody } from "./body.ts";
import { CallAnswer } from "./call-answer.ts";
import type { EdgeContext } from "../context.ts";
import type { CallOutcome, CallPurpose, LaneName } from "../events.ts";
import type { LaneClient } from "./lanes.ts";
import { OriginBodyError, type ByteStream, type OriginFailure } from "../ports.ts";

/** One canonical call. */
export interface WhoamiCall extends CanonicalRequest {
  readonly lane: LaneName;
  readonly purpose: CallPurpose;
  /** The longest time that it may take in all, in milliseconds. */
  readonly waitMs: number;
  /** The client that a place is for, in lanes where each client has a share. */
  readonly client?: LaneClient | undefined;
}

/** The result of a canonical call. */
export interface WhoamiAnswer {
  readonly result: FillResult;
  /** The rest of a body that is too large to be read whole. */
  readonly rest: ByteStream | undefined;
  /**
   * When the request was sent, by the edge's clock and by the wall clock. If it was never sent, when it would have
   * been. A call that waited for its place counts from the end of the wait, because its answer may be newer than that
   * of a call that was started meanwhile.
   */
  readonly startedAtMs: number;
  readonly startedWallMs: number;
}

type CallFailure = Extract<FillResult, { kind: "failure" }>["failure"];

/** Calls the origin. Never rejects: a failure is part of the result. */
export async function callWhoami(context: EdgeContext, call: WhoamiCall): Promise<WhoamiAnswer> {
  const { clock, origin, emit } = context.ports;
  const { project } = context.settings;
  const enteredAtMs = clock.nowMs();
  let startedAtMs = enteredAtMs;
  let startedWallMs = clock.wallMs();
  const starts = (): void => {
    startedAtMs = clock.nowMs();
    startedWallMs = clock.wallMs();
  };
  const ended = (result: FillResult, rest?: ByteStream): WhoamiAnswer => ({
    result,
    rest,
    startedAtMs,
    startedWallMs,
  });
  const failed = (failure: CallFailure): WhoamiAnswer => ended({ kind: "failure", failure });
  const release = await context.lanes.acquire(call.lane, project, call.waitMs, call.client);
  if (release === undefined) return failed("busy");
  try {
    const leftMs = call.waitMs - (clock.nowMs() - enteredAtMs);
    if (leftMs <= 0) return failed("busy");
    starts();
    const outcome = await origin.send({
      method: "GET",
      target: whoamiPath,
      headers: canonicalLines(call, context.settings.cookieName),
      body: undefined,
      bodyBytes: undefined,
      headWaitMs: leftMs,
      totalWaitMs: leftMs,
      purpose: "own",
      onLeaving: starts,
      signal: undefined,
    });
    const tell = (result: CallOutcome, status: number | undefined, cause?: unknown): void => {
      const durationMs = clock.nowMs() - enteredAtMs;
      const { lane, purpose } = call;
      emit({ kind: "call", project, lane, purpose, outcome: result, status, durationMs, cause });
    };
    if (outcome.kind === "failure") {
      tell(outcome.failure.kind, undefined, outcome.failure.cause);
      return failed(failureOf(outcome.failure));
    }
    const { status, headers, body } = outcome.answer;
    const { entryBodyBytesMax, sharedBodyBytesMax } = context.options.limits;
    const read = await readBody(body, Math.max(entryBodyBytesMax, sharedBodyBytesMax));
    if (read.cause instanceof OriginBodyError && read.cause.failure.kind === "timeout") {
      tell("timeout", status, read.cause);
      return failed("timeout");
    }
    tell(read.ending === "broken" ? "broken" : statusClass(status), status, read.cause);
    if (read.bytes.byteLength > entryBodyBytesMax) {
      emit({ kind: "limit-reached", project, limit: "entryBodyBytesMax" });
    }
    if (read.ending === "large") {
      emit({ kind: "limit-reached", project, limit: "sharedBodyBytesMax" });
    }
    const answer = new CallAnswer(status, headers, read.bytes, read.ending);
    return ended({ kind: "answer", answer }, read.rest);
  } finally {
    release();
  }
}

function failureOf(failure: OriginFailure): CallFailure {
  return failure.kind === "aborted" ? "broken" : failure.kind;
}
