// Undoes the content codings of an answer's body (RFC 9110 section 8.4), as `fetch` does before it hands a body out.
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

/** Codings of one answer that are undone; `fetch` takes no more either. */
const codingsMax = 5;

/** Hands out what there is at once. A body that lacks nothing but its coding's last bytes counts as whole, as with `fetch`. */
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

/** The answer to a request of this method without the codings that are known here; any other is left as it came. */
export function decoded(answer: OriginAnswer, method: string): OriginAnswer {
  const { status, headers, body } = answer;
  if (method.toUpperCase() === "HEAD" || bodilessStatuses.has(status)) return answer;
  const makers = decodersOf(headers);
  if (makers.length === 0) return answer;
  const isTrue = (name: string): boolean =>
    name !== "content-encoding" && name !== "content-length";
  return { ...answer, headers: filterLines(headers, isTrue), body: through(body, makers) };
}

/** What undoes an answer's codings, that of the last one first; nothing where one of them is not known. */
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
  // An error goes down the line to the reader, and an end that the reader makes goes up to the origin's call.
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
