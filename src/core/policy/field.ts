// Reads fields of a session by JSON pointers (RFC 6901), and writes their values so that they fit in a header.
import { fieldMembersMax } from "../limits.ts";
import { isRecord } from "../session.ts";
import type { Scalar } from "./policy.ts";

/** A value of a session's field that a policy works with: one scalar, or a list of them. */
export type FieldValue = Scalar | readonly Scalar[];

/** The tokens of a pointer. Undefined if it is malformed. */
export function pointerTokens(pointer: string): readonly string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * The value of a field. Undefined if there is none, if it is null, if it is a whole number beyond 2⁵³ - 1, or if it is an
 * object or a list with anything but scalars. Null if it is a list of more than `fieldMembersMax` members.
 */
export function readField(session: unknown, pointer: string): FieldValue | null | undefined {
  const tokens = pointerTokens(pointer);
  if (tokens === undefined) return undefined;
  let value: unknown = session;
  for (const token of tokens) value = memberOf(value, token);
  if (isScalar(value)) return value;
  if (!Array.isArray(value)) return undefined;
  if (value.length > fieldMembersMax) return null;
  return value.every(isScalar) ? value : undefined;
}

/** The characters that a value has at least, wherever it is written. Costs nothing for each of them. */
export function leastCharacters(value: FieldValue): number {
  if (typeof value !== "object") return String(value).length;
  return value.reduce((sum: number, member) => sum + String(member).length, 0);
}

function memberOf(value: unknown, token: string): unknown {
  if (Array.isArray(value)) {
    return /^(?:0|[1-9]\d{0,8})$/.test(token) ? (value as unknown[])[Number(token)] : undefined;
  }
  return isRecord(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/**
 * Whether a value is a string, a boolean, or a number that is what was written. A longer whole number was rounded when it
 * was parsed: two accounts with such numbers could look like one.
 */
function isScalar(value: unknown): value is Scalar {
  if (typeof value === "number") {
    return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  }
  return typeof value === "string" || typeof value === "boolean";
}

/**
 * A field as the value of a header. What is not visible ASCII, `%`, and blanks at either end are percent-encoded as
 * UTF-8, so no value can end its header, and a reader who decodes it gets exactly the field. The members of a list are
 * joined by commas, and commas within them are encoded: no member can look like two. Undefined if it is longer than
 * `bytesMax`.
 */
export function headerValue(value: FieldValue, bytesMax: number): string | undefined {
  if (typeof value !== "object") return encodeScalar(value, bytesMax);
  if (value.length === 0) return encodeScalar("", bytesMax);
  let joined: string | undefined;
  for (const member of value) {
    const start: string = joined === undefined ? "" : `${joined},`;
    const encoded = encodeScalar(member, bytesMax - start.length);
    if (encoded === undefined) return undefined;
    joined = start + encoded.replaceAll(",", "%2C");
  }
  return joined !== undefined && joined.length <= bytesMax ? joined : undefined;
}

/** Stops as soon as the limit is passed, because people choose what stands in their traits. */
function encodeScalar(value: Scalar, bytesMax: number): string | undefined {
  const text = String(value);
  if (text.length > bytesMax) return undefined;
  if (/^(?:[!-$&-~](?:[ -$&-~]*[!-$&-~])?)?$/.test(text)) return text;
  let encoded = "";
  let at = 0;
  for (const character of text) {
    const atEnd = at === 0 || at + character.length === text.length;
    const plain = character === " " ? !atEnd : /^[!-$&-~]$/.test(character);
    encoded += plain ? character : percentEncoded(character);
    if (encoded.length > bytesMax) return undefined;
    at += character.length;
  }
  return encoded;
}

/** What stands for half of a surrogate pair, which UTF-8 has no bytes for. */
const replacementCode = 0xfffd;

/** The UTF-8 bytes of one character, each as `%` and two digits. */
function percentEncoded(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return utf8(code >= 0xd800 && code <= 0xdfff ? replacementCode : code)
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}

function utf8(code: number): readonly number[] {
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), tail(code, 0)];
  if (code < 0x1_0000) return [0xe0 | (code >> 12), tail(code, 6), tail(code, 0)];
  return [0xf0 | (code >> 18), tail(code, 12), tail(code, 6), tail(code, 0)];
}

function tail(code: number, shift: number): number {
  return 0x80 | ((code >> shift) & 0x3f);
}
