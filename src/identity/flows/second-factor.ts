// Second factors: codes of an authenticator app (TOTP), and backup codes that work once.

import { Secret, TOTP } from "otpauth";
import type { Context } from "../context.ts";
import type { Identity, UiMessage } from "../model.ts";
import { error } from "./nodes.ts";
import type { Submission } from "./submission.ts";

const secretBytes = 20;

/** A new TOTP secret in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

/** Whether a code belongs to the secret now, or to the half minute before or after. */
export function totpMatches(context: Context, secret: string, code: string): boolean {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return totp.validate({ token: code, timestamp: context.clock.now(), window: 1 }) !== null;
}

/** Checks a submitted second factor; a backup code is used up. Returns what is wrong, or undefined. */
export function proveSecondFactor(
  context: Context,
  identity: Identity,
  submission: Submission,
  method: "totp" | "lookup_secret",
): UiMessage | undefined {
  if (method === "totp") {
    const secret = identity.credentials.totp?.secret;
    const good = secret !== undefined && totpMatches(context, secret, submission.text("totp_code"));
    return good
      ? undefined
      : error(4000008, "The provided authentication code is invalid, please try again.");
  }
  const code = submission.text("lookup_secret");
  const entry = identity.credentials.lookup_secret?.codes.find((each) => each.code === code);
  if (entry === undefined) return error(4000016, "The backup recovery code is not valid.");
  if (entry.usedAt !== undefined) {
    return error(4000012, "This backup recovery code has already been used.");
  }
  entry.usedAt = context.clock.micro();
  identity.updatedAt = context.clock.micro();
  context.store.identities.update(identity);
  return undefined;
}
