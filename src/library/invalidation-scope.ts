// The scope that an application says has changed elsewhere.
import type { Scope } from "../core/invalidation.ts";
import { canonicalUuid } from "../core/mutation.ts";

/** The scope of an invalidation: one identity's sessions, one session, or everything that is stored. */
export type InvalidationScope =
  | { readonly identity: string }
  | { readonly session: string }
  | { readonly everything: true };

/**
 * The scope in the form that entries are indexed by. Throws a `TypeError` if an id is not a UUID, because it would
 * silently match nothing.
 */
export function scopeOf(scope: InvalidationScope): Scope {
  if ("identity" in scope) return { kind: "identity", value: idOf(scope.identity) };
  if ("session" in scope) return { kind: "session", value: idOf(scope.session) };
  return { kind: "project" };
}

function idOf(text: string): string {
  const id = canonicalUuid(text);
  if (id === undefined) throw new TypeError("invalidate: the id must be a UUID");
  return id;
}
