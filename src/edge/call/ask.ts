// Own calls of origins that can only send.
import { readBody } from "./body.ts";
import {
  OriginBodyError,
  type Origin,
  type OriginFailure,
  type OriginOutcome,
  type OriginQuestion,
  type OriginRequest,
} from "../ports.ts";

/** Asks an origin, in the way that costs it least. */
export function ask(origin: Origin, question: OriginQuestion): void {
  if (origin.ask !== undefined) origin.ask(question);
  else void askBySending(origin, question);
}

async function askBySending(origin: Origin, question: OriginQuestion): Promise<void> {
  const { method, target, headers, waitMs, bodyBytesMax } = question;
  const request: OriginRequest = {
    method,
    target,
    headers,
    body: undefined,
    bodyBytes: undefined,
    headWaitMs: waitMs,
    totalWaitMs: waitMs,
    purpose: "own",
    onLeaving: () => question.onLeaving(),
    signal: undefined,
  };
  const outcome = await origin.send(request).catch(brokenBy);
  if (outcome.kind === "failure") {
    question.onFailure(outcome.failure);
    return;
  }
  const { answer } = outcome;
  const { bytes, ending, rest, cause } = await readBody(answer.body, bodyBytesMax);
  question.onAnswer({
    status: answer.status,
    headers: answer.headers,
    body: bytes,
    ending,
    rest,
    failure: ending === "broken" ? failureOf(cause) : undefined,
  });
}

/** An origin of an application may reject, although it should not. */
function brokenBy(cause: unknown): OriginOutcome {
  return { kind: "failure", failure: { kind: "broken", cause } };
}

function failureOf(cause: unknown): OriginFailure {
  return cause instanceof OriginBodyError ? cause.failure : { kind: "broken", cause };
}
