// Finds every slot that a scope concerns without looking at the others.
import type { CredentialDigest } from "../core/credential.ts";
import type { Scope } from "../core/invalidation.ts";
import type { Slot } from "./slot.ts";

type Slots = Set<Slot>;
/** Slots by the `Origin` of their request. Those without one are together. */
type SlotsByOrigin = Map<string | undefined, Slots>;

const noSlots: SlotsByOrigin = new Map();

/** The slots of one project. */
interface ProjectIndex {
  readonly all: Slots;
  readonly anonymous: SlotsByOrigin;
  readonly bySession: Map<string, SlotsByOrigin>;
  readonly byIdentity: Map<string, Slots>;
  /**
   * Slots whose only credential this is. They are few, so they are kept apart from slots that have other credentials
   * too.
   */
  readonly byOnlyCredential: Map<CredentialDigest, Slots>;
  readonly bySharedCredential: Map<CredentialDigest, Slots>;
}

/** An index of slots by project, credential, session and identity. */
export interface ScopeIndex {
  add(slot: Slot): void;
  /** Removes a slot. Its entry must still be the one that it was added with. */
  remove(slot: Slot): void;
  /** Every slot that the scope concerns, as a new list. */
  concerned(project: string, scope: Scope): readonly Slot[];
  /** Slots whose only credential this is. */
  withOnlyCredential(project: string, credential: CredentialDigest): Iterable<Slot>;
  /** Slots by the `Origin` of their request, for a session or for the anonymous answers. */
  bySession(
    project: string,
    sessionId: string | undefined,
  ): ReadonlyMap<string | undefined, ReadonlySet<Slot>>;
}

/** An empty index. */
export function createScopeIndex(): ScopeIndex {
  const projects = new Map<string, ProjectIndex>();
  return {
    add(slot) {
      const { project, credentials, origin, sessionId, identityId } = slot.entry;
      const index = obtain(projects, project, makeProjectIndex);
      index.all.add(slot);
      const byOrigin =
        sessionId === undefined ? index.anonymous : obtain(index.bySession, sessionId, makeMap);
      obtain(byOrigin, origin, makeSet).add(slot);
      if (identityId !== undefined) obtain(index.byIdentity, identityId, makeSet).add(slot);
      const byCredential = credentialMap(index, credentials);
      for (const credential of credentials) obtain(byCredential, credential, makeSet).add(slot);
    },
    remove(slot) {
      const { project, credentials, origin, sessionId, identityId } = slot.entry;
      const index = projects.get(project);
      if (index === undefined) return;
      index.all.delete(slot);
      if (sessionId === undefined) {
        take(index.anonymous, origin, slot);
      } else {
        const byOrigin = index.bySession.get(sessionId);
        if (byOrigin !== undefined) {
          take(byOrigin, origin, slot);
          if (byOrigin.size === 0) index.bySession.delete(sessionId);
        }
      }
      if (identityId !== undefined) take(index.byIdentity, identityId, slot);
      const byCredential = credentialMap(index, credentials);
      for (const credential of credentials) take(byCredential, credential, slot);
      if (index.all.size === 0) projects.delete(project);
    },
    concerned(project, scope) {
      const index = projects.get(project);
      return index === undefined ? [] : concernedOf(index, scope);
    },
    withOnlyCredential: (project, credential) =>
      projects.get(project)?.byOnlyCredential.get(credential) ?? [],
    bySession(project, sessionId) {
      const index = projects.get(project);
      const byOrigin = sessionId === undefined ? index?.anonymous : index?.bySession.get(sessionId);
      return byOrigin ?? noSlots;
    },
  };
}

function concernedOf(index: ProjectIndex, scope: Scope): Slot[] {
  switch (scope.kind) {
    case "credential":
      return [
        ...(index.byOnlyCredential.get(scope.value) ?? []),
        ...(index.bySharedCredential.get(scope.value) ?? []),
      ];
    case "session":
      return [...(index.bySession.get(scope.value)?.values() ?? [])].flatMap((slots) => [...slots]);
    case "identity":
      return [...(index.byIdentity.get(scope.value) ?? [])];
    case "project":
      return [...index.all];
    default:
      return scope satisfies never;
  }
}

/** The map for a credential's kind. The same token in both token headers is one credential. */
function credentialMap(
  index: ProjectIndex,
  credentials: readonly CredentialDigest[],
): Map<CredentialDigest, Slots> {
  const first = credentials[0];
  return credentials.every((credential) => credential === first)
    ? index.byOnlyCredential
    : index.bySharedCredential;
}

function makeProjectIndex(): ProjectIndex {
  return {
    all: new Set(),
    anonymous: new Map(),
    bySession: new Map(),
    byIdentity: new Map(),
    byOnlyCredential: new Map(),
    bySharedCredential: new Map(),
  };
}

function makeSet(): Slots {
  return new Set();
}

function makeMap(): SlotsByOrigin {
  return new Map();
}

function obtain<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** Removes a slot from a group. Drops an empty group, so that the index does not grow with entries that are gone. */
function take<Key>(map: Map<Key, Slots>, key: Key, slot: Slot): void {
  const slots = map.get(key);
  if (slots === undefined) return;
  slots.delete(slot);
  if (slots.size === 0) map.delete(key);
}
