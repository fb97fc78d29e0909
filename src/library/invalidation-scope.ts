// What the application says has changed elsewhere.
import type { Scope } from "../core/invalidation.ts";
import { canonicalUuid } from "../core/mutation.ts";

/** What an invalidation concerns: one identity's sessions, one session, or everything that is held. */
export type InvalidationScope =
  | { readonly identity: string }
  | { readonly session: string }
  | { readonly everything: true };

/** The scope in the form that entries are indexed by. Throws a `TypeError` for an id that is no UUID: it would change nothing, unseen. */
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
