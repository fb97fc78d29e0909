// Finds all strings in a JSON text that another program will read, in one pass. The text may be broken, or continue
// after its first value, and readers differ in how they treat that. So every string that could be meant is returned.

/** One string of a JSON text, with its escapes resolved. */
export interface JsonString {
  readonly value: string;
  /** The member whose value it is. Undefined for a member's name, and for a string in a list or on its own. */
  readonly member: string | undefined;
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** Every string of a text, in order. Strings with broken escapes and unclosed strings are left out. */
export function jsonStrings(text: string): readonly JsonString[] {
  const found: JsonString[] = [];
  let member: string | undefined;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    const end = findStringEnd(text, at);
    if (end === undefined) break;
    const value = resolveString(text.slice(at, end));
    at = skipBlanks(text, end);
    const names = text.charCodeAt(at) === colon;
    if (value !== undefined) found.push({ value, member });
    if (names) at = skipBlanks(text, at + 1);
    // Only a string directly after the colon is the member's value.
    member = names && text.charCodeAt(at) === quote ? value : undefined;
  }
  return found;
}

/**
 * A member's name in the form in which Go's encoding/json compares it: in any case, with `ſ` as `s` and the Kelvin sign
 * as `k` (simple folding).
 */
export function foldName(name: string): string {
  return name.replaceAll("\u017F", "s").toLowerCase();
}

/** The position after a string that begins at `from`. Undefined if the string is not closed. */
function findStringEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === backslash) at += 1;
  }
  return undefined;
}

/** JSON's white space (RFC 8259 section 2). */
function skipBlanks(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) break;
  }
  return at;
}

/** A quoted string's value. Undefined if its escapes are broken. */
function resolveString(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === "string" ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
