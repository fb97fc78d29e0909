// A web-standard `Request` in the form that the edge takes.
import { withCacheMode, type CacheMode } from "./cache-mode.ts";
import type { ByteStream, EdgeRequest } from "../../edge/ports.ts";

/** An authority that no name resolves to (RFC 6761 section 6.4). A URL without an authority is read against it. */
const nowhere = "http://in-process.invalid";

const encoder = new TextEncoder();

/** The arguments of `fetch` as one `Request`. Throws a `TypeError` if they are not one. */
export function toRequest(input: Request | string | URL, init: RequestInit | undefined): Request {
  const streams = init?.body instanceof ReadableStream;
  const url = input instanceof Request ? input : new URL(input, nowhere);
  return new Request(url, streams ? { duplex: "half", ...init } : init);
}

/** The length of a body, if it is known before the body is read. */
export function bodyBytesOf(init: RequestInit | undefined): number | undefined {
  const body = init?.body;
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return byteLengthOf(body);
  if (body instanceof URLSearchParams) return byteLengthOf(body.toString());
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength;
  if (body instanceof Blob) return body.size;
  return undefined;
}

function byteLengthOf(text: string): number {
  return encoder.encode(text).byteLength;
}

/** A request for the edge. `cacheMode` is the effective value of its `cache` option. */
export function toEdgeRequest(
  request: Request,
  bodyBytes: number | undefined,
  cacheMode: CacheMode,
): EdgeRequest {
  const { method, body, signal } = request;
  const url = new URL(request.url);
  const headers: string[] = [];
  request.headers.forEach((value, name) => {
    if (bodyBytes === undefined || name !== "content-length") headers.push(name, value);
  });
  if (bodyBytes !== undefined) headers.push("content-length", String(bodyBytes));
  const stream: ByteStream | undefined = body ?? undefined;
  return {
    method,
    target: url.pathname + url.search,
    headers: withCacheMode(headers, cacheMode),
    body: stream,
    peer: undefined,
    signal,
  };
}
