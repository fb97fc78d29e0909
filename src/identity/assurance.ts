// Authenticator assurance: what a session has proved, and what its identity could prove.

import type { RequiredAal } from "./config.ts";
import type { Aal, Identity, MethodUse, Session } from "./model.ts";

/** The level that some completed methods amount to. */
export function levelOf(methods: readonly MethodUse[]): Aal {
  return methods.some((use) => use.aal === "aal2") ? "aal2" : "aal1";
}

/** Whether the identity has a second factor. */
function hasSecondFactor(identity: Identity): boolean {
  const { totp, lookup_secret: lookup } = identity.credentials;
  return totp !== undefined || lookup !== undefined;
}

/** Whether a session is good enough. */
export function satisfies(session: Session, identity: Identity, required: RequiredAal): boolean {
  return required === "aal1" || session.aal === "aal2" || !hasSecondFactor(identity);
}
