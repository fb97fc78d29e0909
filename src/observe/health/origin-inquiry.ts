// Asks an identity server how it is, through the same port as every own call, so that the same rules for addresses hold.
import { isPlainJson } from "../../core/own-words.ts";
import { whoamiPath } from "../../core/check.ts";
import type { OriginObservation } from "../../core/health/origin-record.ts";
import { ask } from "../../edge/call/ask.ts";
import { giveUp } from "../../edge/call/body.ts";
import type { AskedAnswer, Origin, OriginFailure } from "../../edge/ports.ts";

/** How long the identity server may take to answer one question, in milliseconds. */
const inquiryWaitMs = 1_500;
/** The answers are short. What is longer is not read. */
const bodyBytesMax = 4_096;
const readyPath = "/health/ready";

type Reply =
  | { readonly kind: "answer"; readonly answer: AskedAnswer }
  | { readonly kind: "failure"; readonly failure: OriginFailure };

/**
 * Asks for readiness, which includes the database of Kratos. A proxy may answer that path itself with an error page. Then a
 * check without a session decides. Never rejects. Undefined if the question was given up.
 */
export async function inquire(origin: Origin): Promise<OriginObservation | undefined> {
  const ready = await askFor(origin, readyPath);
  if (ready.kind === "answer") {
    const { status, headers } = ready.answer;
    if (status === 200 && isPlainJson(headers))
      return { kind: "answered", sure: true, ofCheck: false };
    if (status < 500 || isPlainJson(headers)) return observed(ready, false);
    return observed(await askFor(origin, whoamiPath), true);
  }
  return observed(ready, false);
}

function observed(reply: Reply, ofCheck: boolean): OriginObservation | undefined {
  if (reply.kind === "failure") {
    const { kind } = reply.failure;
    return kind === "aborted" ? undefined : { kind: "failed", how: { kind }, ofSession: false };
  }
  const { status, ending, failure } = reply.answer;
  if (status >= 500) return { kind: "failed", how: { kind: "status", status }, ofSession: false };
  if (ending === "broken") {
    const kind = failure?.kind === "timeout" ? "timeout" : "broken";
    return { kind: "failed", how: { kind }, ofSession: false };
  }
  if (status === 429) return { kind: "limited" };
  return { kind: "answered", sure: false, ofCheck };
}

function askFor(origin: Origin, target: string): Promise<Reply> {
  return new Promise((resolve) => {
    ask(origin, {
      method: "GET",
      target,
      headers: ["Accept", "application/json"],
      waitMs: inquiryWaitMs,
      bodyBytesMax,
      knownBody: undefined,
      onLeaving: () => undefined,
      onAnswer: (answer) => {
        void giveUp(answer.rest);
        resolve({ kind: "answer", answer });
      },
      onFailure: (failure) => resolve({ kind: "failure", failure }),
    });
  });
}
