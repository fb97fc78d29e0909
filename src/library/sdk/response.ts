// An edge's answer as a web-standard `Response`.
import type { ByteStream, EdgeAnswer } from "../../edge/ports.ts";

/** Statuses whose responses have no body (Fetch standard, "null body status"). */
const nullBodyStatuses: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/**
 * A `Response` with the answer's status, lines and body. Its constructor copies the bytes, so no reader can change what
 * is stored.
 */
export function responseOf({ status, headers, body }: EdgeAnswer, method: string): Response {
  const none = body === undefined || method === "HEAD" || nullBodyStatuses.has(status);
  const response = new Response(none ? null : bodyInit(body), { status });
  // Added afterwards. As a `Headers` argument they would be copied and checked a second time.
  const lines = response.headers;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    lines.append(headers[i] ?? "", headers[i + 1] ?? "");
  }
  return response;
}

function bodyInit(
  body: Uint8Array | ByteStream,
): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  if (!(body instanceof Uint8Array)) return streamOf(body);
  return body.buffer instanceof ArrayBuffer ? (body as Uint8Array<ArrayBuffer>) : body.slice();
}

function streamOf(body: ByteStream): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}
