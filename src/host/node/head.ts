// An answer's head on a Node response: the edge's header lines as they are, and nothing of Node's own but framing.
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { EdgeAnswer } from "../../edge/ports.ts";

/**
 * Gives the response its head. `last` announces the connection's end.
 * Throws, with nothing sent, if status or headers are none that HTTP can carry.
 */
export function writeHead(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers }: EdgeAnswer,
  last: boolean,
): void {
  if (status < 200) throw new Error(`the status must be a final one, not ${status}`);
  // HTTP/1.1 persists unsaid; without this Node would add `Connection` and `Keep-Alive` lines to every answer.
  if (!last && response.shouldKeepAlive && request.httpVersionMinor === 1) {
    response.removeHeader("Connection");
  }
  const lines = last && !announcesClose(headers) ? [...headers, "Connection", "close"] : headers;
  // Node reads the list only, but its type asks for one it may change.
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

/** Whether an answer of this status to this request has a body at all (RFC 9110 §6.4.1). */
export function mayHaveBody(request: IncomingMessage, status: number): boolean {
  return request.method !== "HEAD" && status !== 204 && status !== 304;
}
