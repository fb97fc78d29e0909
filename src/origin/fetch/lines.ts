// Converts header lines for `fetch` and from `fetch`.
import { eachSentLine } from "../sent-lines.ts";

/** Names and values by RFC 9110 sections 5.1 and 5.5. */
const token = /^[\w!#$%&'*+.^`|~-]+$/;
const plainValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether HTTP can carry every line. `fetch` throws at others. */
export function areHeaderLines(lines: readonly string[]): boolean {
  return lines.every((text, i) => (i % 2 === 0 ? token : plainValue).test(text));
}

/** The lines of a request as `fetch` takes them. All must pass `areHeaderLines`. */
export function requestHeaders(lines: readonly string[]): Headers {
  const headers = new Headers();
  eachSentLine(lines, (name, value) => headers.append(name, value));
  return headers;
}

/** Content codings that runtimes decode before they give a body to the caller. */
const undoneCodings: ReadonlySet<string> = new Set(["gzip", "x-gzip", "deflate", "br", "zstd"]);

/**
 * The lines of an answer. Lines about a coding that `fetch` has decoded are dropped, because they would be wrong about
 * the body.
 */
export function answerLines(response: Response, method: string): string[] {
  const decoded =
    response.body !== null &&
    method !== "HEAD" &&
    isUndone(response.headers.get("content-encoding"));
  const lines: string[] = [];
  response.headers.forEach((value, name) => {
    const untrue = decoded && (name === "content-encoding" || name === "content-length");
    if (name !== "set-cookie" && !untrue) lines.push(name, value);
  });
  // Joined cookies could not be separated again, because dates contain commas (RFC 6265 section 3).
  for (const cookie of response.headers.getSetCookie()) lines.push("set-cookie", cookie);
  return lines;
}

function isUndone(contentEncoding: string | null): boolean {
  if (contentEncoding === null) return false;
  return contentEncoding
    .split(",")
    .every((coding) => undoneCodings.has(coding.trim().toLowerCase()));
}
