// The wire of the undici adapter with the manners of `fetch`: the lines that it adds to requests, and bodies without their
// content codings. For the library, whose callers know `fetch`.
import { headerValues } from "../../core/header-lines.ts";
import type { ByteStream } from "../../edge/ports.ts";
import { decoded } from "./content-coding.ts";
import {
  createUndiciOrigin,
  type UndiciOrigin,
  type UndiciOriginOptions,
} from "./undici-origin.ts";

/**
 * What `fetch` on Node says where its caller says nothing. Identity servers answer by these: one that is told nothing of
 * `Accept` takes its client for a browser, and redirects.
 */
const usualLines: readonly (readonly [name: string, value: string])[] = [
  ["Accept", "*/*"],
  ["Accept-Language", "*"],
  ["User-Agent", "node"],
];

/** An undici origin that behaves as `createFetchOrigin` does, but for its connections and the order and case of lines. */
export function createOriginLikeFetch(options: UndiciOriginOptions): UndiciOrigin {
  const origin = createUndiciOrigin(options);
  return {
    ...origin,
    async send(request) {
      const outcome = await origin.send({ ...request, headers: withUsual(request.headers) });
      if (outcome.kind === "failure") return outcome;
      const answer = decoded(outcome.answer, request.method);
      return { kind: "answer", answer: { ...answer, body: ofItsOwn(answer.body) } };
    },
  };
}

function withUsual(lines: readonly string[]): readonly string[] {
  const missing = usualLines.filter(
    ([name]) => headerValues(lines, name.toLowerCase()).length === 0,
  );
  return missing.length === 0 ? lines : [...lines, ...missing.flat()];
}

/**
 * The same body, copied into new arrays. Those from the wire are windows on the socket's buffer: a reader could
 * see the bytes beside, and an entry, which has to copy them, would not be the array that its first reader was given.
 */
function ofItsOwn(body: ByteStream): ByteStream {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    async next() {
      const { done, value } = await chunks.next();
      return done === true
        ? { done, value: undefined }
        : { done: false, value: new Uint8Array(value) };
    },
    async return() {
      await chunks.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
