// Hashing and checking passwords.

import { compare, hash } from "bcryptjs";
import type { Context } from "./context.ts";

const charactersMin = 8;
const bytesMax = 72;

/** Why a password is refused, or undefined. */
export function passwordFault(password: string): string | undefined {
  if (password.length < charactersMin) {
    return `The password must be at least ${charactersMin} characters long, but got ${password.length}.`;
  }
  if (Buffer.byteLength(password) > bytesMax) {
    return `The password must be at most ${bytesMax} bytes long.`;
  }
  return undefined;
}

/** The stored form of a password. */
export function hashPassword(context: Context, password: string): Promise<string> {
  return hash(password, context.config.passwordHashCost);
}

/** Whether the password is the one that was stored. */
export function passwordMatches(password: string, stored: string): Promise<boolean> {
  return compare(password, stored);
}
