// Random names and codes.

import { randomInt } from "node:crypto";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A random token with a prefix that tells what it is, such as `ory_st_`. */
export function randomToken(prefix: string): string {
  return `${prefix}${randomText(letters, 32)}`;
}

/** A code of six digits, as it is mailed. */
export function randomCode(): string {
  return randomText("0123456789", 6);
}

/** Twelve backup codes. */
export function randomLookupCodes(): string[] {
  return Array.from({ length: 12 }, () => randomText("0123456789abcdefghijklmnopqrstuvwxyz", 8));
}

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}
