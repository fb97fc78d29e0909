// Bodies that pass through: read up to a bound, or streamed with a notice at their end.
import type { ByteStream } from "../ports.ts";

/** The result of reading a body up to a bound. */
export interface ReadBody {
  readonly bytes: Uint8Array;
  /** `large`: `rest` has what follows. `broken`: the sender broke off, for the given cause. */
  readonly ending: "whole" | "large" | "broken";
  readonly rest: ByteStream | undefined;
  readonly cause: unknown;
}

/** Reads a body until it ends, breaks off, or is longer than `bytesMax`. */
export async function readBody(body: ByteStream, bytesMax: number): Promise<ReadBody> {
  const iterator = body[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (length <= bytesMax) {
      const next = await iterator.next();
      if (next.done === true) {
        return {
          bytes: joined(chunks, length),
          ending: "whole",
          rest: undefined,
          cause: undefined,
        };
      }
      chunks.push(next.value);
      length += next.value.byteLength;
    }
  } catch (cause) {
    return { bytes: joined(chunks, length), ending: "broken", rest: undefined, cause };
  }
  const rest: ByteStream = { [Symbol.asyncIterator]: () => iterator };
  return { bytes: joined(chunks, length), ending: "large", rest, cause: undefined };
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** Gives up a body that will not be read, so that its connection and its place in a lane become free. */
export async function giveUp(body: Uint8Array | ByteStream | undefined): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) return;
  await body[Symbol.asyncIterator]().return?.();
}

/** Bytes as a stream of one chunk, followed by the rest. After `broken` the stream fails with the sender's cause. */
export function streamOf(
  bytes: Uint8Array,
  rest?: ByteStream,
  broken?: { readonly cause: unknown },
): ByteStream {
  const chunks = chunksOf(bytes, rest, broken);
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => chunks.next(),
      async return() {
        // A generator that has not reached its second part would not release it.
        await chunks.return(undefined);
        await rest?.[Symbol.asyncIterator]().return?.();
        return { done: true, value: undefined };
      },
    }),
  };
}

async function* chunksOf(
  bytes: Uint8Array,
  rest: ByteStream | undefined,
  broken: { readonly cause: unknown } | undefined,
): AsyncGenerator<Uint8Array> {
  if (bytes.byteLength > 0) yield bytes;
  if (broken !== undefined)
    throw new Error("The origin broke off its answer.", { cause: broken.cause });
  if (rest !== undefined) yield* rest;
}

/**
 * The same stream. It calls `onEnd` once: when it has ended, has failed, or has been given up, even if it was never
 * started.
 */
export function notifyEnd(body: ByteStream, onEnd: (finished: boolean) => void): ByteStream {
  let ended = false;
  const end = (finished: boolean): void => {
    if (ended) return;
    ended = true;
    onEnd(finished);
  };
  return {
    [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
      const inner = body[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const result = await inner.next();
            if (result.done === true) end(true);
            return result;
          } catch (error) {
            end(false);
            throw error;
          }
        },
        async return() {
          end(false);
          await inner.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
