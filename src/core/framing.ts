// Whether a message has a body, and the length that it announces.
import { headerValues } from "./header-lines.ts";

/** Whether an answer to this method consists of its head alone (RFC 9110 section 9.3.2). */
export function isHeadAlone(method: string): boolean {
  return method === "HEAD";
}

/** Whether an answer has no body by its method or its status (RFC 9110 section 6.4.1). */
export function hasNoBody(method: string, status: number): boolean {
  return isHeadAlone(method) || status === 204 || status === 304;
}

/** The length that a message's head announces. Undefined if it announces none, or if it is malformed. */
export function announcedBytes(lines: readonly string[]): number | undefined {
  const [length] = headerValues(lines, "content-length");
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** Whether a body of this many bytes has the announced length, if one was announced. */
export function isAsLongAsAnnounced(announced: number | undefined, bytes: number): boolean {
  return announced === undefined || announced === bytes;
}
