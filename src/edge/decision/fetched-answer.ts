// The answer to a check that was fetched for a decision: its text, and what a gateway gets of a failure.
import { isHeadAlone } from "../../core/framing.ts";
import { failureLines } from "../../core/policy/decision-lines.ts";
import { failureStatus } from "../../core/policy/origin-word.ts";
import { readBody } from "../call/body.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import type { EdgeAnswer, EdgeRequest } from "../ports.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The text of an answer's body. Empty if it is cut off or longer than any session. */
export async function readText(context: EdgeContext, { body }: EdgeAnswer): Promise<string> {
  if (body === undefined) return "";
  if (body instanceof Uint8Array) return decoder.decode(body);
  const bytesMax = limitsOf(context).sharedBodyBytesMax;
  const { bytes, ending, rest } = await readBody(body, bytesMax);
  await rest?.[Symbol.asyncIterator]().return?.();
  return ending === "whole" ? decoder.decode(bytes) : "";
}

/** Passes a failure on: what it is, when to try again, and the body, which is an error of Ory's form or nothing. */
export function passFailure(request: EdgeRequest, answer: EdgeAnswer, text: string): EdgeAnswer {
  const body = encoder.encode(text);
  const length = ["Content-Length", String(body.byteLength)];
  const headers = [...failureLines(answer.headers), ...length];
  const headAlone = isHeadAlone(request.method);
  return { status: failureStatus(answer.status), headers, body: headAlone ? undefined : body };
}
