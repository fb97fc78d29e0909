// The request id that the origin echoes into the body of its 401s. A fill carries none, so the edge puts in each
// client's own.

const unauthorizedHead = '{"error":{"code":401,"status":"Unauthorized",';

/**
 * Greatest length in characters of a request id that the edge puts into a body. A check with a longer one is forwarded,
 * because the origin echoes any length.
 */
export const requestIdCharactersMax = 1_024;

/**
 * The body of the origin's 401 as it would have been for a request with this `X-Request-ID`. Any other body is
 * unchanged.
 */
export function withRequestId(text: string, requestId: string | undefined): string {
  if (
    requestId === undefined ||
    requestId === "" ||
    !text.startsWith(`${unauthorizedHead}"reason"`)
  ) {
    return text;
  }
  return `${unauthorizedHead}"request":${encodeGoJson(requestId)},${text.slice(unauthorizedHead.length)}`;
}

/** Whether an answer carries the request's own id. The origin puts it into the body of its 401s. */
export function echoesRequestId(
  status: number,
  requestId: string | undefined,
): requestId is string {
  return status === 401 && requestId !== undefined;
}

const plain = /^[\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x5b\x5d-\x7e]*$/;

/**
 * A header value (one character per byte) as a JSON string of Go's encoder. The encoder reads it as UTF-8 and writes
 * `\ufffd` for every invalid byte.
 */
function encodeGoJson(value: string): string {
  if (plain.test(value)) return `"${value}"`;
  let text = "";
  for (let at = 0; at < value.length;) {
    const sequence = sequenceAt(value, at);
    text += sequence === undefined ? String.raw`\ufffd` : escapeCharacter(sequence.codePoint);
    at += sequence?.bytes ?? 1;
  }
  return `"${text}"`;
}

interface Sequence {
  readonly codePoint: number;
  readonly bytes: number;
}

/**
 * The lead bytes of UTF-8 by length: the least and the greatest byte, and the least code point of that length (RFC 3629
 * section 3).
 */
const leads = [
  { bytes: 2, from: 0xc2, to: 0xdf, least: 0x80 },
  { bytes: 3, from: 0xe0, to: 0xef, least: 0x800 },
  { bytes: 4, from: 0xf0, to: 0xf4, least: 0x1_0000 },
] as const;

/** The UTF-8 character at this position. Undefined if the bytes are not one. */
function sequenceAt(value: string, at: number): Sequence | undefined {
  const first = value.charCodeAt(at);
  if (first < 0x80) return { codePoint: first, bytes: 1 };
  const lead = leads.find(({ from, to }) => first >= from && first <= to);
  if (lead === undefined) return undefined;
  const { bytes, least } = lead;
  let codePoint = first & (0x7f >> bytes);
  for (let next = at + 1; next < at + bytes; next += 1) {
    const code = value.charCodeAt(next);
    // Past the end, `code` is NaN and the comparison fails.
    if (!(code >= 0x80 && code <= 0xbf)) return undefined;
    codePoint = (codePoint << 6) | (code & 0x3f);
  }
  const surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return codePoint < least || surrogate || codePoint > 0x10_ffff ? undefined : { codePoint, bytes };
}

/**
 * A character as Go writes it. In addition to what JSON requires, it escapes `<`, `>`, `&` and the two line separators.
 */
function escapeCharacter(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  if (codePoint < 0x20 || codePoint === 0x22 || codePoint === 0x5c) {
    return JSON.stringify(character).slice(1, -1);
  }
  return /[<>&\u2028\u2029]/.test(character)
    ? `\\u${codePoint.toString(16).padStart(4, "0")}`
    : character;
}
