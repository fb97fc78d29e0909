// Protection of browser flows against cross-site requests: a random secret in a cookie, and a masked
// copy of it in each form (the scheme of Go's nosurf).

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "./context.ts";
import { cookieValues, setCookie } from "./http/cookies.ts";
import type { Request } from "./http/request.ts";

const secretBytes = 32;
const yearSeconds = 31_536_000;

/** Name of the cookie; it depends on the base URL, as in Kratos. */
function csrfCookieName(context: Context): string {
  const digest = createHash("sha256").update(`${context.publicBase()}/`).digest("hex");
  return `csrf_token_${digest}`;
}

/** The browser's secret in base64; undefined if it has none or a malformed one. */
export function csrfSecret(context: Context, request: Request): string | undefined {
  const value = cookieValues(request.headers, csrfCookieName(context))[0];
  return value !== undefined && Buffer.from(value, "base64").length === secretBytes
    ? value
    : undefined;
}

/** A new secret and the header that sets it. */
export function newCsrfSecret(context: Context): { secret: string; header: [string, string] } {
  const secret = randomBytes(secretBytes).toString("base64");
  const life = { maxAgeSeconds: yearSeconds };
  return { secret, header: ["Set-Cookie", setCookie(csrfCookieName(context), secret, life)] };
}

/** A form's token: a random pad and the secret under it, so that no two forms show the same text. */
export function maskedToken(secret: string): string {
  const pad = randomBytes(secretBytes);
  return Buffer.concat([pad, xor(pad, Buffer.from(secret, "base64"))]).toString("base64");
}

/** Whether a form's token belongs to the secret. */
export function tokenMatches(secret: string | undefined, token: string): boolean {
  const bytes = Buffer.from(token, "base64");
  if (secret === undefined || bytes.length !== 2 * secretBytes) return false;
  const shown = xor(bytes.subarray(0, secretBytes), bytes.subarray(secretBytes));
  return timingSafeEqual(shown, Buffer.from(secret, "base64"));
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, at) => byte ^ (right[at] ?? 0)));
}
