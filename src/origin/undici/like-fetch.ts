// The undici adapter with the behaviour of `fetch`: it adds the same lines to requests, and decodes content codings. It
// is for the library, where callers know `fetch`.
import { headerValues } from "../../core/header-lines.ts";
import type { ByteStream } from "../../edge/ports.ts";
import { decoded } from "./content-coding.ts";
import {
  createUndiciOrigin,
  type UndiciOrigin,
  type UndiciOriginOptions,
} from "./undici-origin.ts";

/**
 * The lines that `fetch` on Node adds if its caller does not set them. Identity servers depend on them: without
 * `Accept`, they take the client for a browser and redirect it.
 */
const usualLines: readonly (readonly [name: string, value: string])[] = [
  ["Accept", "*/*"],
  ["Accept-Language", "*"],
  ["User-Agent", "node"],
];

/**
 * Creates an undici origin that behaves like `createFetchOrigin`, except for its connections and the order and case of
 * lines.
 */
export function createOriginLikeFetch(options: UndiciOriginOptions): UndiciOrigin {
  const origin = createUndiciOrigin(options);
  return {
    ...origin,
    // Its answers would not be decoded.
    ask: undefined,
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
 * The same body, copied into new arrays. Arrays from the wire are views of the socket's buffer. A reader could see the
 * bytes beside them. An entry would also need a copy, and then it would not hold the array that its first reader was
 * given.
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
