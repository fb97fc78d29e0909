// Decodes the content codings of an answer's body (RFC 9110 section 8.4), as `fetch` does before it gives a body to the
// caller.
import { pipeline, Readable, type Duplex } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from "node:zlib";
import { headerValues, filterLines } from "../../core/header-lines.ts";
import { OriginBodyError, type ByteStream, type OriginAnswer } from "../../edge/ports.ts";
import { loggableCause } from "../failure-cause.ts";

/** The most codings of one answer that are decoded. `fetch` has the same limit. */
const codingsMax = 5;

/**
 * Passes on what there is at once. A body that lacks only the last bytes of its coding counts as whole, as with
 * `fetch`.
 */
const zlib = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const brotli = {
  flush: constants.BROTLI_OPERATION_FLUSH,
  finishFlush: constants.BROTLI_OPERATION_FLUSH,
};
const zstd = { flush: constants.ZSTD_e_continue, finishFlush: constants.ZSTD_e_end };

type MakeDecoder = () => Duplex;

const decoders: ReadonlyMap<string, MakeDecoder> = new Map<string, MakeDecoder>([
  ["gzip", () => createGunzip(zlib)],
  ["x-gzip", () => createGunzip(zlib)],
  ["deflate", () => createInflate(zlib)],
  ["br", () => createBrotliDecompress(brotli)],
  ["zstd", () => createZstdDecompress(zstd)],
]);

/** Statuses whose answers have no body. */
const bodilessStatuses: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * The answer to a request with this method, without the codings that are known here. An answer with any other coding is
 * left as it arrived.
 */
export function decoded(answer: OriginAnswer, method: string): OriginAnswer {
  const { status, headers, body } = answer;
  if (method.toUpperCase() === "HEAD" || bodilessStatuses.has(status)) return answer;
  const makers = decodersOf(headers);
  if (makers.length === 0) return answer;
  const isTrue = (name: string): boolean =>
    name !== "content-encoding" && name !== "content-length";
  return { ...answer, headers: filterLines(headers, isTrue), body: through(body, makers) };
}

/** The decoders of an answer's codings, the last coding first. Undefined if one of them is not known. */
function decodersOf(headers: readonly string[]): MakeDecoder[] {
  const codings = headerValues(headers, "content-encoding")
    .flatMap((value) => value.split(","))
    .map((coding) => coding.trim().toLowerCase())
    .reverse();
  const makers = codings.flatMap((coding) => decoders.get(coding) ?? []);
  return makers.length === codings.length && makers.length <= codingsMax ? makers : [];
}

function through(body: ByteStream, makers: readonly MakeDecoder[]): ByteStream {
  let plain: Readable = Readable.from(body);
  // An error travels through the pipeline to the reader. If the reader ends early, that reaches the origin's call.
  for (const make of makers) plain = pipeline(plain, make(), () => undefined);
  const chunks: AsyncIterator<Uint8Array> = plain[Symbol.asyncIterator]();
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    async next() {
      try {
        const { done, value } = await chunks.next();
        return done === true ? ended : { done: false, value };
      } catch (error) {
        if (error instanceof OriginBodyError) throw error;
        throw new OriginBodyError({ kind: "broken", cause: loggableCause(error) });
      }
    },
    return() {
      plain.destroy();
      return Promise.resolve(ended);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

const ended = { done: true, value: undefined } as const;
