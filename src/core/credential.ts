// What identifies a session in a request. It is found without guessing, and only its digest is kept.
import type { RequestHead } from "./head.ts";
import { headerValues } from "./header-lines.ts";
import type { Limits } from "./limits.ts";
import { Secret } from "./secret.ts";

/** SHA-256 of one credential with its kind and project, base64url. The only form in which a credential is kept. */
export type CredentialDigest = string & { readonly brand: "CredentialDigest" };

/** The request header that a credential came in. */
export type CredentialHeader = "cookie" | "x-session-token" | "authorization";

/** A secret in a request. It prints as `[credential]`. */
class RequestSecret extends Secret {
  override get placeholder(): string {
    return "[credential]";
  }
}

/** A raw credential. It prints as `[credential]`. */
export class RawCredential extends RequestSecret {
  readonly header: CredentialHeader;

  constructor(header: CredentialHeader, value: string) {
    super(value);
    this.header = header;
  }
}

/**
 * The whole value of an `Authorization` that is not a session credential, such as HTTP Basic in front of a staging
 * site. The origin or a proxy before it may read it, so it is keyed and sent along. It identifies no session. It prints
 * as `[credential]`.
 */
export class OpaqueAuthorization extends RequestSecret {
  /** Distinguishes this type from a `RawCredential`, which is sent in another way. */
  readonly kind = "opaque-authorization";
}

/** Why a request's credentials cannot be keyed. The request is then forwarded as it came. */
export type Ambiguity =
  | "cookie-repeated"
  | "cookie-malformed"
  | "cookies-many"
  | "token-repeated"
  | "token-malformed"
  | "authorization-repeated"
  | "authorization-malformed"
  | "credential-large";

/** What a check presents. */
export type Presented =
  | {
      readonly kind: "credentials";
      /** All values of the session cookie in order, then the tokens. */
      readonly credentials: readonly RawCredential[];
      readonly opaque: OpaqueAuthorization | undefined;
    }
  /**
   * No session credential: nothing at all, an `Authorization` of another scheme, or cookies that do not mention the
   * session cookie's name.
   */
  | {
      readonly kind: "none";
      readonly otherCookies: boolean;
      readonly opaque: OpaqueAuthorization | undefined;
    }
  | { readonly kind: "ambiguous"; readonly why: Ambiguity };

/** Limits on what a check may present. */
export type CredentialLimits = Pick<Limits, "credentialBytesMax" | "sessionCookiesMax">;

/**
 * A session cookie's value: plain bytes, or the same in quotes. It is sent to the origin as it came, because only the
 * origin knows how to read it.
 */
const cookieValue = /^(?:[\x21\x23-\x7e]+|"[\x21\x23-\x7e]+")$/;
const plainText = /^[\x20-\x7e\t]*$/;
const blank = /^[ \t]*$/;
const token = /^[\x21\x23-\x2b\x2d-\x7e]+$/;
const bearer = /^bearer ([A-Za-z0-9\-._~+/]+=*)$/i;
/** A value that begins like a bearer token is either one or ambiguous. */
const beginsLikeBearer = /^[\s,]*bearer/i;
/** Another scheme, with or without parameters. */
const otherScheme = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+(?: [\x20-\x7e]*[\x21-\x7e])?$/;

/** With more pairs than this, the origin might read the header in another way: Go stops at 3,000. */
const cookiePairsMax = 1_000;

/**
 * Finds the credentials of a check, or says why they are ambiguous. It never guesses the origin's precedence: all that
 * are present count.
 */
export function presentedCredentials(
  head: RequestHead,
  cookieName: string,
  limits: CredentialLimits,
): Presented {
  const found: RawCredential[] = [];
  let otherCookies = false;
  let opaque: OpaqueAuthorization | undefined;
  if (head.cookie !== undefined) {
    const cookie = sessionCookies(head.cookie, cookieName, limits.sessionCookiesMax);
    if (cookie.kind === "ambiguous") return cookie;
    if (cookie.kind === "absent") otherCookies = true;
    else for (const value of cookie.values) found.push(new RawCredential("cookie", value));
  }
  if (head.sessionTokenLines > 0) {
    const value = head.sessionToken ?? "";
    if (head.sessionTokenLines > 1) return { kind: "ambiguous", why: "token-repeated" };
    // The origin treats an empty one as absent.
    if (!blank.test(value)) {
      if (!token.test(value)) return { kind: "ambiguous", why: "token-malformed" };
      found.push(new RawCredential("x-session-token", value));
    }
  }
  if (head.authorizationLines > 0) {
    if (head.authorizationLines > 1) return { kind: "ambiguous", why: "authorization-repeated" };
    const whole = head.authorization ?? "";
    const value = bearer.exec(whole)?.[1];
    if (value !== undefined) found.push(new RawCredential("authorization", value));
    else if (beginsLikeBearer.test(whole) || !otherScheme.test(whole)) {
      return { kind: "ambiguous", why: "authorization-malformed" };
    } else opaque = new OpaqueAuthorization(whole);
  }
  for (const secret of opaque === undefined ? found : [...found, opaque]) {
    if (secret.reveal().length > limits.credentialBytesMax) {
      return { kind: "ambiguous", why: "credential-large" };
    }
  }
  if (found.length === 0) return { kind: "none", otherCookies, opaque };
  return { kind: "credentials", credentials: found, opaque };
}

/**
 * The `Authorization` of a request if it is not a session credential. The edge sends it along when it asks the origin
 * about one of the request's credentials. Undefined if the request has none, or if it is ambiguous.
 */
export function opaqueAuthorization(
  lines: readonly string[],
  credentialBytesMax: number,
): OpaqueAuthorization | undefined {
  const [value, ...more] = headerValues(lines, "authorization");
  if (value === undefined || more.length > 0 || value.length > credentialBytesMax) return undefined;
  if (beginsLikeBearer.test(value) || !otherScheme.test(value)) return undefined;
  return new OpaqueAuthorization(value);
}

type SessionCookies =
  | { readonly kind: "values"; readonly values: readonly string[] }
  | { readonly kind: "absent" }
  | { readonly kind: "ambiguous"; readonly why: Ambiguity };

/**
 * The values of the session cookie, found by its exact name, in order. Segments end at `;`, only spaces and tabs are
 * trimmed, and values are taken raw.
 */
function sessionCookies(header: string, cookieName: string, valuesMax: number): SessionCookies {
  const values: string[] = [];
  let pairs = 0;
  for (let start = 0; start <= header.length;) {
    let end = header.indexOf(";", start);
    if (end === -1) end = header.length;
    pairs += 1;
    const from = skipBlanks(header, start, end);
    if (header.startsWith(cookieName, from)) {
      const after = from + cookieName.length;
      const to = trimBlanks(header, after, end);
      if (header.charCodeAt(after) === 0x3d && after < end) {
        if (values.length === valuesMax) return { kind: "ambiguous", why: "cookie-repeated" };
        const value = header.slice(after + 1, to);
        values.push(value);
        if (!cookieValue.test(value)) return { kind: "ambiguous", why: "cookie-malformed" };
      } else if (to === after || isBlank(header.charCodeAt(after))) {
        return { kind: "ambiguous", why: "cookie-malformed" };
      }
    }
    start = end + 1;
  }
  if (pairs > cookiePairsMax) return { kind: "ambiguous", why: "cookies-many" };
  if (values.length > 0) return { kind: "values", values };
  // If the name appears in another spelling, or some bytes are unusual, the origin may see a session that the edge does
  // not see.
  const suspicious =
    !plainText.test(header) || header.toLowerCase().includes(cookieName.toLowerCase());
  return suspicious ? { kind: "ambiguous", why: "cookie-malformed" } : { kind: "absent" };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function trimBlanks(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/**
 * Every value that might be a session credential, read as leniently as an origin could read it. This is for mutations,
 * where fencing too much is safe. A cookie's value with and without quotes is one credential, as in its digest. It is
 * returned in the spelling that came first.
 */
export function possibleCredentials(
  lines: readonly string[],
  cookieName: string,
  credentialsMax: number,
): { readonly credentials: readonly RawCredential[]; readonly more: boolean } {
  const found = new Map<string, RawCredential>();
  const add = (header: CredentialHeader, value: string): void => {
    const trimmed = value.trim();
    if (trimmed === "" || !plainText.test(trimmed)) return;
    const plain = header === "cookie" ? unquoted(trimmed) : trimmed;
    const name = `${header} ${plain}`;
    if (plain !== "" && !found.has(name)) found.set(name, new RawCredential(header, trimmed));
  };
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = (lines[i] ?? "").toLowerCase();
    const value = lines[i + 1] ?? "";
    if (name === "cookie") {
      for (const pair of value.split(";")) {
        const equals = pair.indexOf("=");
        if (equals > 0 && pair.slice(0, equals).trim() === cookieName) {
          add("cookie", pair.slice(equals + 1));
          if (found.size > credentialsMax) break;
        }
      }
    } else if (name === "x-session-token") {
      add("x-session-token", value);
    } else if (name === "authorization") {
      const bearerToken = /^\s*bearer\s+(.*)$/i.exec(value)?.[1];
      if (bearerToken !== undefined) add("authorization", bearerToken);
    }
    if (found.size > credentialsMax) {
      return { credentials: [...found.values()].slice(0, credentialsMax), more: true };
    }
  }
  return { credentials: [...found.values()], more: false };
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1)
    : value;
}
