// The paths of the edge's own end points for gateways.
import { percentDecoded } from "../percent.ts";
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

/**
 * Whether some server may read a target as a path of the edge's own: with escapes, in capitals, with more slashes or dots, or
 * with another end. In a project with policies none of them leads to the identity server, because a gateway takes its 200 for
 * a decision.
 */
export function isOwnTarget(target: string, basePath: string): boolean {
  const [path = ""] = target.split(/[?#]/, 1);
  const segments = plainSegments(path);
  const base = plainSegments(basePath);
  if (base.some((segment, at) => segments[at] !== segment)) return false;
  return segments[base.length]?.startsWith("edge-sessions") ?? false;
}

function plainSegments(path: string): string[] {
  const segments: string[] = [];
  for (const segment of (percentDecoded(path) ?? path).toLowerCase().split(/[/\\]/)) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments;
}
