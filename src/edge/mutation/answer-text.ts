// Reads the text of an answer that the effects of a mutation depend on, before its head may leave.
import { readBody, streamOf, type ReadBody } from "../call/body.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import type { ByteStream, OriginAnswer } from "../ports.ts";

/** Reads an answer's text. It is empty if the answer is too long or breaks off. The returned body is still whole. */
export async function readAnswerText(
  context: EdgeContext,
  answer: OriginAnswer,
): Promise<{ readonly text: string; readonly body: ByteStream }> {
  const read = await readInTime(context, answer);
  const broken = read.ending === "broken" ? { cause: read.cause } : undefined;
  const text = read.ending === "whole" ? new TextDecoder().decode(read.bytes) : "";
  return { text, body: streamOf(read.bytes, read.rest, broken) };
}

/**
 * Reads a body for as long as the head was allowed to take. A slower one is broken off, because its call would keep its
 * place forever.
 */
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
