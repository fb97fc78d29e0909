// What a request that is passed on means: whether it may be sent at all, and whether it may change what checks answer.
import { whoamiPath } from "./check.ts";
import { findMutation, originPath, type Mutation } from "./mutation.ts";
import { couldLeavePath, stripBasePath } from "./origin-path.ts";

/** Where a request is passed on to. */
export interface PassedTo {
  /** The prefix of this edge's paths. It is removed before a request is sent on. */
  readonly basePath: string;
  /** Whether the origin's URL has a path, which no target may leave. */
  readonly hasPath: boolean;
}

/** What a request that is passed on means. */
export type RequestMeaning =
  /** Its target could name another host, or leave the path of the origin's URL. */
  | { readonly kind: "refused" }
  | { readonly kind: "mutation"; readonly mutation: Mutation }
  /** A check that is not answered here. A new cookie in its answer renews a session, in any spelling of the path. */
  | { readonly kind: "check" }
  /** Any other request. An answer that sets or clears the session cookie changes what checks answer. */
  | { readonly kind: "other" };

/** Decides what a request that is passed on means. */
export function classifyPassed(method: string, target: string, to: PassedTo): RequestMeaning {
  const below = stripBasePath(target, to.basePath);
  if (!below.startsWith("/") || (to.hasPath && couldLeavePath(below))) return { kind: "refused" };
  const mutation = findMutation(method, target, to.basePath);
  if (mutation !== undefined) return { kind: "mutation", mutation };
  return { kind: originPath(target, to.basePath) === whoamiPath ? "check" : "other" };
}
