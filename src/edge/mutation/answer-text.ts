// The text of an answer that somebody's sessions depend on, read before its head may leave.
import { readBody, streamOf, type ReadBody } from "../call/body.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import type { ByteStream, OriginAnswer } from "../ports.ts";

/** Reads an answer's text; it is empty for one that is too long or breaks off. The body returned is still whole. */
export async function readAnswerText(
  context: EdgeContext,
  answer: OriginAnswer,
): Promise<{ readonly text: string; readonly body: ByteStream }> {
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
