// Reads the one shape of request that is answered without node:http: GET, HEAD or DELETE over HTTP/1.1, without a body,
// with ordinary header lines in strict grammar. Any other shape is not judged here. It is left to the parser of Node.js, so
// whatever is read here must mean the same there (test/hosts/simple-head.test.ts compares the two).
import { createHead, takeField, usedFieldLengths, type RequestHead } from "../../../core/head.ts";

/** The methods of simple requests. */
export type SimpleMethod = (typeof methods)[number];
const methods = ["GET", "HEAD", "DELETE"] as const;

/** The head of a simple request. */
export interface SimpleHead {
  readonly method: SimpleMethod;
  /** In origin form, of visible ASCII. */
  readonly target: string;
  readonly head: RequestHead;
}

const lineEnd = "\r\n";
const headEnd = "\r\n\r\n";
const version = " HTTP/1.1\r\n";
const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const slash = 0x2f;
const colon = 0x3a;
const del = 0x7f;

/** By character code: 1 for the characters of a token (RFC 9110 §5.6.2). */
const isTokenCode = codeTable((code) =>
  /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(code)),
);
/** By character code: 1 for what a field's value may contain. Bytes above ASCII are left to Node's parser. */
const isValueCode = codeTable((code) => code === tab || (code >= space && code !== del));
/** By character code: 1 for what `strict-head.ts` allows in a `Host`. */
const isHostCode = codeTable((code) =>
  /[A-Za-z0-9!$%&'()*+,\-.:;=[\]_~]/.test(String.fromCharCode(code)),
);

/** Bytes that have arrived, and the same as text with one character for each byte. */
export interface Arrived {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Where the head that begins at `from` ends, one past its last byte. -1 if it is not complete. */
export function endOfHead({ text }: Arrived, from: number): number {
  const at = text.indexOf(headEnd, from);
  return at === -1 ? -1 : at + headEnd.length;
}

/** Whether the bytes from `from` on, which are not a whole head, may still become a simple one. */
export function mayBecomeSimple({ bytes, text }: Arrived, from: number): boolean {
  const begins = methods.some((method) => {
    const begin = `${method} /`;
    return begin.startsWith(text.slice(from, from + begin.length));
  });
  if (!begins) return false;
  for (let at = from; at < text.length; at += 1) {
    const code = bytes[at] ?? 0;
    if (code === lineFeed) {
      if (bytes[at - 1] !== carriageReturn) return false;
    } else if (code === carriageReturn) {
      if (at + 1 < text.length && bytes[at + 1] !== lineFeed) return false;
    } else if (isValueCode[code] !== 1) return false;
  }
  return true;
}

/** Reads the head from `from` to `end`, which `endOfHead` has found. Undefined if it is not a simple one. */
export function readSimpleHead(
  arrived: Arrived,
  from: number,
  end: number,
): SimpleHead | undefined {
  const { bytes, text } = arrived;
  const method = methodAt(text, from);
  if (method === undefined) return undefined;
  const targetAt = from + method.length + 1;
  if (bytes[targetAt] !== slash) return undefined;
  let at = targetAt;
  while (isVisible(bytes[at])) at += 1;
  if (!text.startsWith(version, at)) return undefined;
  const head = createHead();
  const target = text.slice(targetAt, at);
  at += version.length;
  const last = end - lineEnd.length;
  while (at < last) {
    at = readLine(arrived, at, head);
    if (at === -1) return undefined;
  }
  return at === last && head.host !== undefined ? { method, target, head } : undefined;
}

function methodAt(text: string, from: number): SimpleMethod | undefined {
  if (text.startsWith("GET ", from)) return "GET";
  if (text.startsWith("HEAD ", from)) return "HEAD";
  return text.startsWith("DELETE ", from) ? "DELETE" : undefined;
}

/** Reads one header line, and returns where the next one begins. -1 if the head is not a simple one. */
function readLine({ bytes, text }: Arrived, from: number, head: RequestHead): number {
  let at = from;
  while (isTokenCode[bytes[at] ?? 0] === 1) at += 1;
  const nameEnd = at;
  if (nameEnd === from || bytes[at] !== colon) return -1;
  do at += 1;
  while (isBlank(bytes[at]));
  const valueAt = at;
  while (isValueCode[bytes[at] ?? 0] === 1) at += 1;
  if (bytes[at] !== carriageReturn || bytes[at + 1] !== lineFeed) return -1;
  if (matters[nameEnd - from] === 1) {
    let valueEnd = at;
    while (valueEnd > valueAt && isBlank(bytes[valueEnd - 1])) valueEnd -= 1;
    const name = text.slice(from, nameEnd).toLowerCase();
    const value = text.slice(valueAt, valueEnd);
    if (!isOrdinary(name, value, head)) return -1;
    takeField(head, name, value);
  }
  return at + lineEnd.length;
}

function isVisible(code: number | undefined): boolean {
  return code !== undefined && code > space && code < del;
}

function isBlank(code: number | undefined): boolean {
  return code === space || code === tab;
}

/** Whether a line leaves the framing and the connection as they are by default. */
function isOrdinary(name: string, value: string, head: RequestHead): boolean {
  switch (name) {
    case "host":
      return head.host === undefined && consistsOf(isHostCode, value);
    case "connection":
      return value.toLowerCase() === "keep-alive";
    case "content-length":
    case "transfer-encoding":
    case "expect":
    case "upgrade":
      return false;
    default:
      return true;
  }
}

/** By length of a name: 1 if a field with a name of that length may matter here or to the edge. */
const matters = new Uint8Array(64 * 1_024);
for (const length of usedFieldLengths) matters[length] = 1;
for (const name of ["content-length", "transfer-encoding", "upgrade"]) matters[name.length] = 1;

function consistsOf(table: Uint8Array, text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (table[text.charCodeAt(at)] !== 1) return false;
  }
  return true;
}

function codeTable(holds: (code: number) => boolean): Uint8Array {
  const table = new Uint8Array(256);
  for (let code = 0; code < 128; code += 1) if (holds(code)) table[code] = 1;
  return table;
}
