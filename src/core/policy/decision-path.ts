// The paths of the edge's own end points for gateways.
import { defaultPolicyName } from "./policy.ts";

/** Where gateways ask, below the base path. */
export const authorizePath = "/edge-sessions/authorize";

/** What a target below such a path names. */
export interface NamedPolicy {
  readonly policy: string;
  /** What follows the policy's name, with the query: Envoy appends the path of the original request. */
  readonly rest: string;
}

/** Reads a target of the given end point. Undefined if it is for something else. */
export function readPolicyTarget(
  target: string,
  basePath: string,
  endPoint: string,
): NamedPolicy | undefined {
  if (!target.startsWith(basePath) || !target.startsWith(endPoint, basePath.length)) {
    return undefined;
  }
  const after = target.slice(basePath.length + endPoint.length);
  if (after === "" || after.startsWith("?")) return { policy: defaultPolicyName, rest: "" };
  if (!after.startsWith("/")) return undefined;
  const end = after.slice(1).search(/[/?]/);
  if (end === -1) return { policy: after.slice(1), rest: "" };
  const rest = after.slice(1 + end);
  return { policy: after.slice(1, 1 + end), rest: rest.startsWith("/") ? rest : "" };
}
