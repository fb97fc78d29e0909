// A request's body as Node parses it, handed to the edge as a stream that is read once.
import type { IncomingMessage } from "node:http";
import type { ByteStream } from "../edge/ports.ts";

/** What happens around the reading of a body. */
export interface BodyWatch {
  /** Called before the first chunk is waited for. */
  readonly begins: () => void;
  /** Called when the client sent nothing for `stallMs` although it was waited for. */
  readonly stalls: () => void;
  readonly stallMs: number;
}

/**
 * The body of a request. Iteration throws where the client breaks off or its chunking is malformed.
 * Ending the iteration early leaves the connection open, so that an answer can still be sent.
 */
export function bodyOf(request: IncomingMessage, watch: BodyWatch): ByteStream {
  return { [Symbol.asyncIterator]: () => chunksOf(request, watch) };
}

async function* chunksOf(
  request: IncomingMessage,
  watch: BodyWatch,
): AsyncGenerator<Uint8Array, void, undefined> {
  watch.begins();
  const chunks: AsyncIterator<Uint8Array> = request.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const stalled = setTimeout(watch.stalls, watch.stallMs);
      stalled.unref();
      const step = await chunks.next().finally(() => clearTimeout(stalled));
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    await chunks.return?.();
  }
}
