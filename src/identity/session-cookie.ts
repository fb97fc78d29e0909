// The session cookie: an encrypted and authenticated `{session token, session expiry, issue time}`.
// Each issue gives another value (random nonce); all of them stay good until their own lifespan ends.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { millisecondsOf } from "./clock.ts";
import type { Context } from "./context.ts";
import { cookieValues, setCookie } from "./http/cookies.ts";
import type { Session } from "./model.ts";

/** What a cookie holds. */
interface CookieContent {
  readonly token: string;
  /** `expires_at` of the session when the cookie was issued. */
  readonly expiresAt: string;
}

/** What the session cookies of a request amount to. */
export type CookieReading =
  | { readonly kind: "none" }
  | { readonly kind: "undecodable"; readonly why: string }
  | { readonly kind: "good"; readonly content: CookieContent };

/** Reads the session cookie: the first that decodes counts, however many come before it. */
export function readSessionCookie(context: Context, headers: readonly string[]): CookieReading {
  let why: string | undefined;
  for (const value of cookieValues(headers, context.config.cookieName)) {
    const opened = open(context, value);
    if (typeof opened !== "string") return { kind: "good", content: opened };
    why ??= opened;
  }
  return why === undefined ? { kind: "none" } : { kind: "undecodable", why };
}

/** A `Set-Cookie` header that hands out the session. */
export function issueSessionCookie(context: Context, session: Session): [string, string] {
  const now = context.clock.now();
  const content = { t: session.token, e: session.expiresAt, i: Math.floor(now / 1000) };
  // The margin keeps Max-Age whole and a second short of the session's end, as recorded.
  const restMs = Math.floor(millisecondsOf(session.expiresAt)) - now;
  const maxAgeSeconds = Math.max(0, Math.ceil(restMs / 1000) - 1);
  const life = { maxAgeSeconds, expiresMs: now + maxAgeSeconds * 1000 };
  return ["Set-Cookie", setCookie(context.config.cookieName, seal(context, content), life)];
}

/** A `Set-Cookie` header that removes the session cookie. */
export function dropSessionCookie(context: Context): [string, string] {
  const value = seal(context, { t: "", e: "", i: 0 });
  return [
    "Set-Cookie",
    setCookie(context.config.cookieName, value, { maxAgeSeconds: 0, expiresMs: 1000 }),
  ];
}

function seal(context: Context, content: { t: string; e: string; i: number }): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", context.secret, nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(content), "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url");
}

/** The content, or why there is none in the words of Kratos' cookie library. */
function open(context: Context, value: string): CookieContent | string {
  const invalid = "securecookie: the value is not valid";
  const bytes = Buffer.from(value, "base64url");
  // Other spellings of the same bytes are refused, as is anything too short to be a cookie.
  if (bytes.length < 40 || bytes.toString("base64url") !== value) return invalid;
  const decipher = createDecipheriv("aes-256-gcm", context.secret, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  let text: string;
  try {
    text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch (error) {
    if (error instanceof Error) return invalid;
    throw error;
  }
  const content = JSON.parse(text) as { t: string; e: string; i: number };
  // Whole seconds on both sides: a cookie of a five-second session lives into its sixth second (recording 15c).
  const ageSeconds = Math.floor(context.clock.now() / 1000) - content.i;
  if (ageSeconds > context.config.sessionLifespanMs / 1000)
    return "securecookie: expired timestamp";
  return { token: content.t, expiresAt: content.e };
}
