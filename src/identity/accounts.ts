// Making identities and changing their traits; addresses follow from the traits.

import { randomUUID } from "node:crypto";
import type { Context } from "./context.ts";
import { memberOf, stringOf, treeText, type JsonTree } from "./json-tree.ts";
import type { Identity } from "./model.ts";
import { schemaId } from "./person-schema.ts";

/** An identity that is not stored yet. */
export function newIdentity(context: Context, traits: JsonTree): Identity {
  const stateChangedAt = context.clock.nano();
  const at = context.clock.micro();
  const identity: Identity = {
    id: randomUUID(),
    schemaId,
    state: "active",
    stateChangedAt,
    traits: "{}",
    metadataPublic: "null",
    metadataAdmin: "null",
    verifiable: [],
    recovery: [],
    credentials: {},
    createdAt: at,
    updatedAt: at,
  };
  setTraits(context, identity, traits);
  identity.credentials.code = { createdAt: at, updatedAt: at };
  return identity;
}

/** Replaces the traits; a new address has to be verified again. */
export function setTraits(context: Context, identity: Identity, traits: JsonTree): void {
  const email = normalAddress(stringOf(memberOf(traits, "email")) ?? "");
  identity.traits = treeText(traits);
  if (identity.verifiable[0]?.value !== email) {
    identity.verifiable = [
      { id: randomUUID(), value: email, status: "pending", createdAt: context.clock.micro() },
    ];
  }
  if (identity.recovery[0]?.value !== email) {
    identity.recovery = [{ id: randomUUID(), value: email, createdAt: context.clock.micro() }];
  }
}

/** Stores a password hash. */
export function setPassword(context: Context, identity: Identity, hash: string): void {
  const at = context.clock.micro();
  const createdAt = identity.credentials.password?.createdAt ?? at;
  identity.credentials.password = { hash, createdAt, updatedAt: at };
}

/** What the identity signs in with. */
function identifiersOf(identity: Identity): string[] {
  return identity.recovery.map((address) => address.value);
}

/** Stores an identity whose traits may have changed. */
export function saveIdentity(context: Context, identity: Identity): void {
  context.store.identities.put(identity, identifiersOf(identity));
}

/** Whether an address already belongs to somebody else. */
export function isTaken(context: Context, identity: Identity): boolean {
  return identifiersOf(identity).some((value) => {
    const owner = context.store.identities.byIdentifier(value);
    return owner !== undefined && owner.id !== identity.id;
  });
}

/** Ends every session of an identity but one; returns how many there were, ended ones included. */
export function endOtherSessions(context: Context, identityId: string, keepId: string): number {
  const others = context.store.sessions.ofIdentity(identityId).filter(({ id }) => id !== keepId);
  for (const session of others) context.store.sessions.put({ ...session, active: false });
  return others.length;
}

/** An address as it is stored. */
export function normalAddress(value: string): string {
  return value.trim().toLowerCase();
}
