// Invalidations: messages that stored answers are no longer true. They hold only ids and digests, are idempotent, and
// may arrive in any order.
import type { CredentialDigest } from "./credential.ts";
import type { Change } from "./endings/change.ts";

/** What a fence or an invalidation concerns, within one project. */
export type Scope =
  | { readonly kind: "credential"; readonly value: CredentialDigest }
  | { readonly kind: "session"; readonly value: string }
  | { readonly kind: "identity"; readonly value: string }
  | { readonly kind: "project" };

/**
 * Where an invalidation came from: an edge that passed on a mutation or noticed a change, or an intake. `collapsed`: it
 * takes the place of many that could not be published. `gap`: messages
 * of a region may have been missed. `region`: a region was not listened to until now. `unreadable`: a message was not
 * understood. `other`: a source of a later version.
 */
export type InvalidationSource = (typeof invalidationSources)[number];

/** Every source. */
export const invalidationSources = [
  "mutation",
  "refresh",
  "widening",
  "doubt",
  "admin",
  "hook",
  "api",
  "collapsed",
  "gap",
  "region",
  "unreadable",
  "other",
] as const;

/** In place of a project: the invalidation concerns every project. */
export const everyProject = "*";

/** One invalidation as it travels on the bus. */
export interface Invalidation {
  readonly version: 1;
  readonly id: string;
  /** The project, or `everyProject`. */
  readonly project: string;
  readonly scope: Scope;
  readonly source: InvalidationSource;
  /** The edge or intake that published it. An edge does not apply its own invalidations a second time. */
  readonly by: string;
  /** What it was, for subscribers outside. Members of versions before endings do not say so. */
  readonly change?: Change | undefined;
  /** Wall-clock milliseconds at publication. */
  readonly at: number;
}

/** A scope as one string, for indexes and coalescing. */
export function scopeId(project: string, scope: Scope): string {
  return scope.kind === "project"
    ? `${project} project`
    : `${project} ${scope.kind} ${scope.value}`;
}

/** The scopes without duplicates. */
export function distinctScopes(project: string, scopes: readonly Scope[]): readonly Scope[] {
  return [...new Map(scopes.map((scope) => [scopeId(project, scope), scope])).values()];
}
