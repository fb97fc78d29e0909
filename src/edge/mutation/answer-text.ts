// The text of an answer that somebody's sessions depend on, read before its head may leave.
import { dependsOnBody } from "../../core/mutation-effects.ts";
import { readBody, streamOf, type ReadBody } from "../call/body.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import type { Passage } from "./passage.ts";
import type { ByteStream, OriginAnswer } from "../ports.ts";
import type { Who } from "../call/who.ts";

/** Reads a JSON answer that may hand out a token or name a session; any other passes unread. */
export async function readAnswer(
  passage: Passage,
  who: Who,
  answer: OriginAnswer,
): Promise<{ readonly text: string; readonly body: ByteStream }> {
  const { context, request, mutation } = passage;
  const needed =
    context.settings.cacheableSessions &&
    dependsOnBody(mutation, request.method, who.namesIdentity, answer);
  if (!needed) return { text: "", body: answer.body };
  const read = await readInTime(context, answer);
  const broken = read.ending === "broken" ? { cause: read.cause } : undefined;
  const text = read.ending === "whole" ? new TextDecoder().decode(read.bytes) : "";
  return { text, body: streamOf(read.bytes, read.rest, broken) };
}

/** Reads a body for as long as its head might have taken. One that stays away longer is broken off, else its call's place would be lost. */
async function readInTime(context: EdgeContext, answer: OriginAnswer): Promise<ReadBody> {
  const { forwardTimeoutMs } = context.options;
  const late = Promise.withResolvers<ReadBody>();
  const cancel = context.ports.clock.after(forwardTimeoutMs, () => {
    const cause = new Error(`no whole body within ${forwardTimeoutMs} ms`);
    late.resolve({ bytes: new Uint8Array(), ending: "broken", rest: undefined, cause });
    answer.discard();
  });
  const reading = readBody(answer.body, limitsOf(context).readBodyBytesMax);
  const read = await Promise.race([reading, late.promise]);
  cancel();
  return read;
}
