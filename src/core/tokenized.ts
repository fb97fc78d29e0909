// Checks that ask for a JSON Web Token made from the session (`tokenize_as`): which are cacheable, how long the token in
// an answer may be given, and whether two answers differ in more than their tokens.
import { tokenMarginMs } from "./limits.ts";
import { parseObject } from "./session.ts";

/** The name of a template whose checks are cacheable: Kratos' own alphabet, of which no character needs encoding. */
const templateName = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether checks for a template of this name can be cacheable. */
export function isTemplateName(name: string): boolean {
  return templateName.test(name);
}

/**
 * The template that a target asks for. Undefined unless the whole query is `tokenize_as=<name>`, without encoding, and
 * the name is in the list.
 */
export function requestedTemplate(
  target: string,
  templates: readonly string[],
): string | undefined {
  if (templates.length === 0) return undefined;
  const mark = target.indexOf("?");
  if (mark === -1 || !target.startsWith(queryStart, mark)) return undefined;
  const name = target.slice(mark + queryStart.length);
  return templates.includes(name) && isTemplateName(name) ? name : undefined;
}

const queryStart = "?tokenize_as=";

/** The query by which a canonical call asks for a token. Empty for a check without one. */
export function templateQuery(template: string | undefined): string {
  return template === undefined ? "" : queryStart + template;
}

/**
 * How long after a call's begin its answer may be given, in milliseconds: until shortly before its token expires. 0 if
 * the answer has no token, or if the token does not say when it expires. The token is read and not verified, because it
 * is the origin's own word.
 *
 * @param wallAtBeginMs - The wall-clock instant that `exp` is compared with, as for the session's expiry.
 */
export function tokenLimitMs(text: string, wallAtBeginMs: number): number {
  const expiresAtSeconds = readExpiry(tokenOf(text) ?? "");
  if (expiresAtSeconds === undefined) return 0;
  return Math.max(0, Math.floor(expiresAtSeconds * 1_000 - tokenMarginMs - wallAtBeginMs));
}

/** Whether two answers say the same about the session. Each answer has a token of its own. */
export function isSameButToken(one: string, other: string): boolean {
  const [first, second] = [withoutToken(one), withoutToken(other)];
  return first !== undefined && first === second;
}

/** An answer without its token. Undefined if it has none. Parsed, because a user may have copied a token into a trait. */
function withoutToken(text: string): string | undefined {
  const { tokenized, ...rest } = parseObject(text) ?? {};
  return typeof tokenized === "string" ? JSON.stringify(rest) : undefined;
}

function tokenOf(text: string): string | undefined {
  const token = parseObject(text)?.["tokenized"];
  return typeof token === "string" && token !== "" ? token : undefined;
}

/** `exp` in a token's claims (RFC 7519 section 4.1.4), in seconds since 1970. Undefined if it cannot be read. */
function readExpiry(token: string): number | undefined {
  const parts = token.split(".", 4);
  const claims = parts.length === 3 ? decodeBase64Url(parts[1] ?? "") : undefined;
  const exp = claims === undefined ? undefined : parseObject(claims)?.["exp"];
  return typeof exp === "number" && Number.isFinite(exp) ? exp : undefined;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Decodes base64url without padding (RFC 7515 section 2), one character for each byte. Characters outside of ASCII come
 * out wrong, but only within strings. Undefined if the text is not base64url.
 */
function decodeBase64Url(text: string): string | undefined {
  let decoded = "";
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value === -1) return undefined;
    held = ((held << 6) | value) & 0x3fff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded += String.fromCharCode((held >> bits) & 0xff);
  }
  return decoded;
}
