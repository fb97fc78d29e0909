// Bodies on their way through: read up to a bound, or streamed with a hand on the end.
import type { ByteStream } from "../ports.ts";

/** What reading a body up to a bound gave. */
export interface ReadBody {
  readonly bytes: Uint8Array;
  /** `large`: `rest` has what follows. `broken`: the sender broke off, for the cause given. */
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

/** Gives up a body that nobody will read, so that its connection and its place in a lane come free. */
export async function giveUp(body: Uint8Array | ByteStream | undefined): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) return;
  await body[Symbol.asyncIterator]().return?.();
}

/** Bytes as a stream of one chunk, then what follows; after `broken` it fails as its sender did. */
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
        // A generator that has not come to its second part would not give that up.
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

/** The same stream, which calls `onEnd` once: when it has ended, failed or been given up, begun or not. */
export function endingWith(body: ByteStream, onEnd: (finished: boolean) => void): ByteStream {
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
