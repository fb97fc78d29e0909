// Which exchanges have a body, and how long it says it is.
import { headerValues } from "./header-lines.ts";

/** Whether an answer to this method is its head alone (RFC 9110 section 9.3.2). */
export function isHeadAlone(method: string): boolean {
  return method === "HEAD";
}

/** Whether an answer has no body by its method or its status (RFC 9110 section 6.4.1). */
export function hasNoBody(method: string, status: number): boolean {
  return isHeadAlone(method) || status === 204 || status === 304;
}

/** The length that a message's head announces; undefined without one, or where it is malformed. */
export function announcedBytes(lines: readonly string[]): number | undefined {
  const [length] = headerValues(lines, "content-length");
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** Whether a body of so many bytes is as long as its head announced, if that did. */
export function isAsLongAsAnnounced(announced: number | undefined, bytes: number): boolean {
  return announced === undefined || announced === bytes;
}
