// Converts between a host's requests and answers and the `Request` and `Response` that the API uses.
import type { ByteStream, EdgeAnswer, EdgeRequest } from "../../edge/ports.ts";
import type { FileReply } from "./route.ts";

/** A request for the API, without its body, which is read only after the caller is known. */
export function toWebRequest({ method, headers, peer }: EdgeRequest, target: string): Request {
  const lines = new Headers();
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? "";
    if (name.toLowerCase() !== "host") lines.append(name, headers[i + 1] ?? "");
  }
  // Where TLS ends here, no proxy says so.
  const isSecure = peer?.protocol === "https";
  if (isSecure && !lines.has("x-forwarded-proto")) lines.set("x-forwarded-proto", "https");
  const url = `${peer?.protocol ?? "http"}://control.invalid${target}`;
  return new Request(url, { method, headers: lines });
}

/** A response whose body is sent while it is made. Its length is not known before. */
class StreamedResponse extends Response {}

/** A response that the client stores as a file. Nothing of it is made before it is read. */
export function fileResponse({ status, type, file, pieces }: FileReply): Response {
  const texts = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await texts.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await texts.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  return new StreamedResponse(body, {
    status,
    headers: {
      "Cache-Control": "no-store",
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="${file}"`,
      "X-Content-Type-Options": "nosniff",
    },
  });
}

/** An answer of the API in the form that hosts send. */
export async function toAnswer(response: Response, method: string): Promise<EdgeAnswer> {
  const headers: string[] = [];
  response.headers.forEach((value, name) => {
    if (name !== "content-length") headers.push(titled(name), value);
  });
  const { body: stream } = response;
  if (response instanceof StreamedResponse && stream !== null)
    return { status: response.status, headers, body: bytesOf(stream) };
  const body = new Uint8Array(await response.arrayBuffer());
  const none = method === "HEAD" || response.status === 204 || response.status === 304;
  // The answer to HEAD has no body, so the length that belongs here is not known (RFC 9110 section 8.6).
  if (!none) headers.push("Content-Length", String(body.byteLength));
  return { status: response.status, headers, body: none ? undefined : body };
}

/** Reads a stream. It is cancelled if the reader stops before the end. */
async function* bytesOf(stream: ReadableStream<Uint8Array>): ByteStream {
  for await (const bytes of stream) yield bytes;
}

/** `content-type` as `Content-Type`. */
function titled(name: string): string {
  return name.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}
