// Converts between a host's requests and answers and the `Request` and `Response` that the API uses.
import type { EdgeAnswer, EdgeRequest } from "../../edge/ports.ts";

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

/** An answer of the API in the form that hosts send. */
export async function toAnswer(response: Response, method: string): Promise<EdgeAnswer> {
  const headers: string[] = [];
  response.headers.forEach((value, name) => {
    if (name !== "content-length") headers.push(titled(name), value);
  });
  const body = new Uint8Array(await response.arrayBuffer());
  const none = method === "HEAD" || response.status === 204;
  // The answer to HEAD has no body, so the length that belongs here is not known (RFC 9110 section 8.6).
  if (!none) headers.push("Content-Length", String(body.byteLength));
  return { status: response.status, headers, body: none ? undefined : body };
}

/** `content-type` as `Content-Type`. */
function titled(name: string): string {
  return name.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}
