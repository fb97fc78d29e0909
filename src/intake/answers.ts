// Answers of the intake: small JSON, or an error of the table with what the sender can fix.
import { edgeErrors, type EdgeErrorId } from "../core/errors.ts";
import { errorAnswer } from "../edge/errors.ts";
import type { EdgeAnswer } from "../edge/ports.ts";
import { problemsMax } from "./limits.ts";

const encoder = new TextEncoder();

/** A request that is refused, and what about it is wrong. */
export interface Refusal {
  readonly error: EdgeErrorId;
  /** Header lines in addition to the usual ones. */
  readonly headers?: readonly string[];
  /** For `error.details`: places and rules, never a value of the request. */
  readonly problems?: readonly string[];
}

/** An answer with a JSON body. */
export function jsonAnswer(status: number, content: unknown): EdgeAnswer {
  const body = encoder.encode(`${JSON.stringify(content)}\n`);
  return { status, headers: jsonHeaders(body), body };
}

/** An answer without a body. */
export function emptyAnswer(): EdgeAnswer {
  return { status: 204, headers: ["Cache-Control", "no-store"], body: undefined };
}

/** A refusal as an answer. */
export function refusalAnswer(refusal: Refusal, method: string): EdgeAnswer {
  const { error: id, headers = [], problems } = refusal;
  if (problems === undefined) {
    const plain = errorAnswer(id, method);
    return { ...plain, headers: [...plain.headers, ...headers] };
  }
  const { status: code, statusText: status, reason, message } = edgeErrors[id];
  const details = { problems: problems.slice(0, problemsMax) };
  const answer = jsonAnswer(code, { error: { code, status, id, reason, message, details } });
  return {
    ...answer,
    headers: [...answer.headers, ...headers],
    body: method === "HEAD" ? undefined : answer.body,
  };
}

function jsonHeaders(body: Uint8Array): string[] {
  return [
    "Cache-Control",
    "no-store",
    "Content-Type",
    "application/json; charset=utf-8",
    "Content-Length",
    String(body.byteLength),
  ];
}
