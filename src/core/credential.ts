// What identifies a session in a request: found without guessing, kept only as a digest.
import type { RequestHead } from "./head.ts";

/** SHA-256 of one credential with its kind and project, base64url. The only form in which a credential is kept. */
export type CredentialDigest = string & { readonly brand: "CredentialDigest" };

/** The request header that a credential came in. */
export type CredentialHeader = "cookie" | "x-session-token" | "authorization";

/** A raw credential. It prints as `[credential]`, so that no log, error or dump can show it by accident. */
export class RawCredential {
  readonly header: CredentialHeader;
  readonly #value: string;

  constructor(header: CredentialHeader, value: string) {
    this.header = header;
    this.#value = value;
  }

  /** The secret itself: for the digest and for the origin, nothing else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[credential]";
  }

  toJSON(): string {
    return "[credential]";
  }
}

/** Why a request's credentials can not be keyed; it is forwarded as it came. */
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
  | { readonly kind: "credentials"; readonly credentials: readonly RawCredential[] }
  /** Nothing at all, or only cookies that do not even mention the session cookie's name. */
  | { readonly kind: "none"; readonly otherCookies: boolean }
  | { readonly kind: "ambiguous"; readonly why: Ambiguity };

/** Bytes of a session cookie's value. Quotes are left out: the origin drops them, and one session would have two digests. */
const cookieValue = /^[\x21\x23-\x7e]+$/;
const plainText = /^[\x20-\x7e\t]*$/;
const token = /^[\x21\x23-\x2b\x2d-\x7e]+$/;
const bearer = /^bearer ([A-Za-z0-9\-._~+/]+=*)$/i;

/** More pairs than this and the origin might read the header in another way: Go stops at 3,000. */
const cookiePairsMax = 1_000;

/** Finds the credentials of a check, or says why they are ambiguous. The origin's precedence is never guessed: all that are present count. */
export function presentedCredentials(
  head: RequestHead,
  cookieName: string,
  credentialBytesMax: number,
): Presented {
  const found: RawCredential[] = [];
  let otherCookies = false;
  if (head.cookie !== undefined) {
    const cookie = sessionCookie(head.cookie, cookieName);
    if (cookie.kind === "ambiguous") return cookie;
    if (cookie.kind === "absent") otherCookies = true;
    else found.push(new RawCredential("cookie", cookie.value));
  }
  if (head.sessionTokenLines > 0) {
    const value = head.sessionToken ?? "";
    if (head.sessionTokenLines > 1) return { kind: "ambiguous", why: "token-repeated" };
    if (!token.test(value)) return { kind: "ambiguous", why: "token-malformed" };
    found.push(new RawCredential("x-session-token", value));
  }
  if (head.authorizationLines > 0) {
    if (head.authorizationLines > 1) return { kind: "ambiguous", why: "authorization-repeated" };
    const value = bearer.exec(head.authorization ?? "")?.[1];
    if (value === undefined) return { kind: "ambiguous", why: "authorization-malformed" };
    found.push(new RawCredential("authorization", value));
  }
  for (const credential of found) {
    if (credential.reveal().length > credentialBytesMax) {
      return { kind: "ambiguous", why: "credential-large" };
    }
  }
  if (found.length === 0) return { kind: "none", otherCookies };
  return { kind: "credentials", credentials: found };
}

type SessionCookie =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "absent" }
  | { readonly kind: "ambiguous"; readonly why: Ambiguity };

/** The session cookie by exact name. Segments end at `;`, only space and tab are trimmed, the value is taken raw. */
function sessionCookie(header: string, cookieName: string): SessionCookie {
  let value: string | undefined;
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
        if (value !== undefined) return { kind: "ambiguous", why: "cookie-repeated" };
        value = header.slice(after + 1, to);
        if (!cookieValue.test(value)) return { kind: "ambiguous", why: "cookie-malformed" };
      } else if (to === after || isBlank(header.charCodeAt(after))) {
        return { kind: "ambiguous", why: "cookie-malformed" };
      }
    }
    start = end + 1;
  }
  if (pairs > cookiePairsMax) return { kind: "ambiguous", why: "cookies-many" };
  if (value !== undefined) return { kind: "value", value };
  // Where the name shows up in any other spelling, or bytes are odd, the origin may see a session that we do not.
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

/** Every value that might be a session credential, read as leniently as an origin could: for mutations, where fencing too much is safe. */
export function possibleCredentials(
  lines: readonly string[],
  cookieName: string,
  credentialsMax: number,
): { readonly credentials: readonly RawCredential[]; readonly more: boolean } {
  const found = new Map<string, RawCredential>();
  const add = (header: CredentialHeader, value: string): void => {
    const trimmed = value.trim();
    if (trimmed !== "" && plainText.test(trimmed)) {
      found.set(`${header} ${trimmed}`, new RawCredential(header, trimmed));
    }
  };
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const name = (lines[i] ?? "").toLowerCase();
    const value = lines[i + 1] ?? "";
    if (name === "cookie") {
      for (const pair of value.split(";")) {
        const equals = pair.indexOf("=");
        if (equals > 0 && pair.slice(0, equals).trim() === cookieName) {
          add("cookie", pair.slice(equals + 1));
          const unquoted = /^\s*"(.*)"\s*$/.exec(pair.slice(equals + 1))?.[1];
          if (unquoted !== undefined) add("cookie", unquoted);
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
