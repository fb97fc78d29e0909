// Writes an answer's head to a Node response: the edge's header lines unchanged, with framing by Node.
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { EdgeAnswer } from "../../edge/ports.ts";

/**
 * Writes the response's head. `last` announces the connection's end. Throws, with nothing sent, if HTTP cannot carry
 * the status or the headers.
 */
export function writeHead(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers }: EdgeAnswer,
  last: boolean,
): void {
  if (status < 200) throw new Error(`the status must be a final one, not ${status}`);
  // HTTP/1.1 connections persist by default. Without this, Node would add `Connection` and `Keep-Alive` lines to every
  // answer.
  if (!last && response.shouldKeepAlive && request.httpVersionMinor === 1) {
    response.removeHeader("Connection");
  }
  const lines = last && !announcesClose(headers) ? [...headers, "Connection", "close"] : headers;
  // Node only reads the list, although its type asks for a mutable one.
  response.writeHead(status, STATUS_CODES[status] ?? "", lines as string[]);
}

const closeOption = /\bclose\b/i;

/** Whether header lines say that the connection ends with this answer. */
export function announcesClose(headers: readonly string[]): boolean {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at];
    if (name?.length !== 10 || name.toLowerCase() !== "connection") continue;
    if (closeOption.test(headers[at + 1] ?? "")) return true;
  }
  return false;
}

/** Whether an answer of this status to this method has a body at all (RFC 9110 §6.4.1). */
export function mayHaveBody(method: string | undefined, status: number): boolean {
  return method !== "HEAD" && status !== 204 && status !== 304;
}
