// The paths of signed sessions, and when they exist.
import type { Policy } from "../policy/policy.ts";

/** Where a client gets a signed session, below the base path. The name of a policy may follow. */
export const tokenPath = "/edge-sessions/token";

/** Where verifiers get the public keys, below the base path. */
export const keySetPath = "/edge-sessions/jwks.json";

/** Whether a project has signed sessions. Without any, their paths do not exist. */
export function hasSignedSessions(policies: readonly Policy[]): boolean {
  return policies.some(({ signedSession }) => signedSession !== undefined);
}
