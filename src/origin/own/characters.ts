// The characters of HTTP/1.1 heads, by their codes.

/** Codes that have a meaning in a head. */
export const tab = 9;
export const lineFeed = 10;
export const carriageReturn = 13;
export const space = 32;
export const zero = 48;
export const colon = 58;
export const semicolon = 59;

const names = tableOf((code) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]$/.test(String.fromCharCode(code)));
const texts = tableOf((code) => code === tab || (code >= space && code !== 127));

/** Whether a field's name may contain this character (RFC 9110 section 5.6.2). */
export function isNameCode(code: number): boolean {
  return names[code] === 1;
}

/**
 * Whether a field's value may contain this character: tab, space, visible ASCII, or a byte above ASCII (RFC 9110
 * section 5.5). A reason phrase has the same characters.
 */
export function isTextCode(code: number): boolean {
  return texts[code] === 1;
}

/** Whether every character may stand in a value. */
export function isText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (texts[text.charCodeAt(at)] !== 1) return false;
  }
  return true;
}

/** Whether every character may stand in a name, and there is one. */
export function isName(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (names[text.charCodeAt(at)] !== 1) return false;
  }
  return text !== "";
}

function tableOf(allows: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (allows(code) ? 1 : 0));
}
