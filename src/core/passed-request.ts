// What a request is that is passed on: whether it may leave at all, and whether it may change what checks hear.
import { whoamiPath } from "./check.ts";
import { findMutation, originPath, type Mutation } from "./mutation.ts";
import { couldLeavePath, originTarget } from "./origin-path.ts";

/** Where a request is passed on to. */
export interface PassedTo {
  /** Prefix of this edge's paths that is taken off before. */
  readonly basePath: string;
  /** Whether the origin's URL has a path, which no target may leave. */
  readonly hasPath: boolean;
}

/** What a request is that is passed on. */
export type RequestMeaning =
  /** Its target could name another host, or leave the origin's path: everything beyond that is somebody else's. */
  | { readonly kind: "refused" }
  | { readonly kind: "mutation"; readonly mutation: Mutation }
  /** A check that is not answered here. A new cookie in its answer renews a session, however its path was spelt. */
  | { readonly kind: "check" }
  /** Anything else. An answer that sets or clears the session cookie changes what checks hear. */
  | { readonly kind: "other" };

/** Decides what a request is that is passed on. */
export function classifyPassed(method: string, target: string, to: PassedTo): RequestMeaning {
  const below = originTarget(target, to.basePath);
  if (!below.startsWith("/") || (to.hasPath && couldLeavePath(below))) return { kind: "refused" };
  const mutation = findMutation(method, target, to.basePath);
  if (mutation !== undefined) return { kind: "mutation", mutation };
  return { kind: originPath(target, to.basePath) === whoamiPath ? "check" : "other" };
}
