// Reading `Cookie` lines exactly as Go's net/http does, because which of several cookies counts
// depends on it (recording 01c).

import { headerLines } from "./request.ts";

/** Beyond this many cookies Go sees none at all. */
const cookiesMax = 3000;

/** The values of every cookie of one name, in order. */
export function cookieValues(headers: readonly string[], name: string): string[] {
  const lines = headerLines(headers, "cookie");
  const parts = lines.flatMap((line) => line.split(";"));
  if (parts.length > cookiesMax) return [];
  const values: string[] = [];
  for (const part of parts) {
    const trimmed = trim(part);
    const cut = trimmed.indexOf("=");
    if (trim(cut < 0 ? trimmed : trimmed.slice(0, cut)) !== name) continue;
    const value = unquoted(cut < 0 ? "" : trimmed.slice(cut + 1));
    if (/^[\x20\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]*$/u.test(value)) values.push(value);
  }
  return values;
}

/** How a cookie is set. */
export interface CookieLife {
  /** Whole seconds; 0 removes the cookie. */
  readonly maxAgeSeconds: number;
  /** The matching `Expires`; undefined: only `Max-Age` is sent. */
  readonly expiresMs?: number;
}

/** A `Set-Cookie` value with the attributes Kratos uses in development mode (no `Secure`). */
export function setCookie(name: string, value: string, life: CookieLife): string {
  const expires =
    life.expiresMs === undefined ? "" : `; Expires=${new Date(life.expiresMs).toUTCString()}`;
  return `${name}=${value}; Path=/${expires}; Max-Age=${life.maxAgeSeconds}; HttpOnly; SameSite=Lax`;
}

function trim(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/gu, "");
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1)
    : value;
}
