// Sessions and identities as JSON, in the member order of Kratos.

import type { Context } from "./context.ts";
import { RawJson } from "./json-encode.ts";
import type { Identity, Session } from "./model.ts";

/** How much of an identity is shown. */
export interface IdentityView {
  /** Lists of sessions leave addresses out and have an empty schema URL. */
  readonly brief?: boolean;
  /** Administrators see `metadata_admin`. */
  readonly admin?: boolean;
  /** Administrators see credentials; these with their secrets' hashes. */
  readonly credentials?: readonly string[];
}

/** A session; `identity: null` is what an app learns before its second factor. */
export function sessionJson(
  context: Context,
  session: Session,
  identity: Identity | null | undefined,
  view: IdentityView = {},
): Record<string, unknown> {
  return {
    id: session.id,
    active: session.active,
    expires_at: session.expiresAt,
    authenticated_at: session.authenticatedAt,
    authenticator_assurance_level: session.aal,
    authentication_methods: session.methods.map((use) => ({
      method: use.method,
      aal: use.aal,
      completed_at: use.completedAt,
    })),
    issued_at: session.issuedAt,
    identity: identity ? identityJson(context, identity, view) : identity,
    devices: session.devices.map((device) => ({
      id: device.id,
      ip_address: device.ipAddress,
      user_agent: device.userAgent,
      location: device.location,
    })),
  };
}

/** An identity. */
export function identityJson(
  context: Context,
  identity: Identity,
  view: IdentityView = {},
): Record<string, unknown> {
  const brief = view.brief === true;
  const schema = Buffer.from(identity.schemaId).toString("base64url");
  return {
    id: identity.id,
    external_id: identity.externalId,
    credentials:
      view.credentials === undefined ? undefined : credentialsJson(identity, view.credentials),
    schema_id: identity.schemaId,
    schema_url: brief ? "" : `${context.publicBase()}/schemas/${schema}`,
    state: identity.state,
    state_changed_at: identity.stateChangedAt,
    traits: new RawJson(identity.traits),
    verifiable_addresses: brief
      ? undefined
      : identity.verifiable.map((address) => ({
          id: address.id,
          value: address.value,
          verified: address.verifiedAt !== undefined,
          via: "email",
          status: address.status,
          verified_at: address.verifiedAt,
          created_at: address.createdAt,
          updated_at: address.createdAt,
        })),
    recovery_addresses: brief
      ? undefined
      : identity.recovery.map((address) => ({
          id: address.id,
          value: address.value,
          via: "email",
          created_at: address.createdAt,
          updated_at: address.createdAt,
        })),
    metadata_public: new RawJson(identity.metadataPublic),
    metadata_admin: view.admin === true ? new RawJson(identity.metadataAdmin) : undefined,
    created_at: identity.createdAt,
    updated_at: identity.updatedAt,
    organization_id: null,
  };
}

function credentialsJson(identity: Identity, revealed: readonly string[]): Record<string, unknown> {
  const { password, totp, code, lookup_secret: lookup } = identity.credentials;
  const addresses = identity.recovery.map((address) => address.value);
  const entry = (
    type: string,
    identifiers: string[],
    times: { createdAt: string; updatedAt: string },
    config?: unknown,
  ): unknown => ({
    type,
    identifiers,
    config: revealed.includes(type) ? config : undefined,
    version: 1,
    created_at: times.createdAt,
    updated_at: times.updatedAt,
  });
  return {
    code: code && entry("code", addresses, code),
    lookup_secret: lookup && entry("lookup_secret", [identity.id], lookup),
    password:
      password && entry("password", addresses, password, { hashed_password: password.hash }),
    totp: totp && entry("totp", [identity.id], totp),
  };
}
