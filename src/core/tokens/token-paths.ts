// The paths of signed sessions, and when they exist.
import type { Policy } from "../policy/policy.ts";

/** Where a client gets a signed session, below the base path. The name of a policy may follow. */
export const tokenPath = "/edge-sessions/token";

/** Where verifiers get the public keys, below the base path. */
const keySetPath = "/edge-sessions/jwks.json";

/** Whether a project has signed sessions. Without any, their paths do not exist. */
export function hasSignedSessions(policies: readonly Policy[]): boolean {
  return policies.some(({ signedSession }) => signedSession !== undefined);
}

/** Whether the decisions of a policy carry the signed session. If not, it is given at its own path only. */
export function signsDecisions({ signedSession }: Policy): boolean {
  return signedSession?.header !== undefined;
}

/** Whether a target is that of the key set. A query is ignored. */
export function isKeySetTarget(target: string, basePath: string): boolean {
  if (!target.startsWith(basePath) || !target.startsWith(keySetPath, basePath.length)) return false;
  const end = basePath.length + keySetPath.length;
  return target.length === end || target[end] === "?";
}

/** Whether a method reads. No other one is accepted at these paths. */
export function readsTokens(method: string): boolean {
  return method === "GET" || method === "HEAD";
}
