// Writes the head of an answer as the bytes of HTTP/1.1.
import { STATUS_CODES } from "node:http";
import type { EdgeAnswer } from "../../../edge/ports.ts";
import { announcesClose, mayHaveBody } from "../head.ts";

/** How the body is framed: by its length in bytes, in chunks, or not at all because there is none. */
export type Framing = number | "chunked" | "none";

/** The head of an answer, and how its body is framed. */
export interface WrittenHead {
  readonly text: string;
  readonly framing: Framing;
}

/** What may be sent as a name and as a value: a token, and bytes without control characters. */
const nameForm = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const valueForm = /^[\t\x20-\x7e\x80-\xff]*$/;
const digits = /^\d{1,15}$/;

/** The end of a head that announces the end of the connection. */
const closingEnd = "Connection: close\r\n\r\n";

/** The start of an answer: its status line. */
function statusLine(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n`;
}

/** How an answer begins and ends whose header lines are text already. Only few statuses are stored. */
export const preparedParts = {
  200: Buffer.from(statusLine(200), "latin1"),
  401: Buffer.from(statusLine(401), "latin1"),
  open: Buffer.from("\r\n", "latin1"),
  /** Announces the end of the connection. */
  last: Buffer.from(closingEnd, "latin1"),
} as const;

/**
 * The head of an answer with a list of lines. `last` announces the end of the connection. Throws if HTTP cannot carry the
 * status or the lines.
 */
export function writtenHead(method: string, answer: EdgeAnswer, last: boolean): WrittenHead {
  const { status, headers } = answer;
  if (!(status >= 200 && status <= 999)) {
    throw new Error(`the status must be a final one, not ${status}`);
  }
  let text = statusLine(status);
  let announced: number | undefined;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = "", value = ""] = [headers[at], headers[at + 1]];
    if (!nameForm.test(name) || !valueForm.test(value)) {
      throw new Error(`a header line cannot be sent: ${JSON.stringify(name)}`);
    }
    if (name.toLowerCase() === "content-length" && digits.test(value)) announced = Number(value);
    text += `${name}: ${value}\r\n`;
  }
  const framing = mayHaveBody(method, status) ? (announced ?? "chunked") : "none";
  if (framing === "chunked") text += "Transfer-Encoding: chunked\r\n";
  return { text: text + (last && !announcesClose(headers) ? closingEnd : "\r\n"), framing };
}
