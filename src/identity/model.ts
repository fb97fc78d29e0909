// The things this server keeps: identities with their credentials, sessions, flows, mails.
// Instants are printed text (see clock.ts); traits and metadata are raw JSON text.

/** Somebody who can sign in. */
export interface Identity {
  readonly id: string;
  externalId?: string;
  schemaId: string;
  state: "active" | "inactive";
  stateChangedAt: string;
  /** Raw JSON. */
  traits: string;
  /** Raw JSON, `null` if unset. */
  metadataPublic: string;
  /** Raw JSON, `null` if unset; never shown to the identity itself. */
  metadataAdmin: string;
  verifiable: VerifiableAddress[];
  recovery: RecoveryAddress[];
  credentials: Credentials;
  readonly createdAt: string;
  updatedAt: string;
}

/** An address the identity may prove to hold. */
interface VerifiableAddress {
  readonly id: string;
  readonly value: string;
  status: "pending" | "sent" | "completed";
  verifiedAt?: string;
  readonly createdAt: string;
}

/** An address that recovery codes are mailed to. */
interface RecoveryAddress {
  readonly id: string;
  readonly value: string;
  readonly createdAt: string;
}

/** Ways to sign in; `totp` and `lookup_secret` are second factors. */
interface Credentials {
  password?: { hash: string; createdAt: string; updatedAt: string };
  code?: { createdAt: string; updatedAt: string };
  totp?: { secret: string; createdAt: string; updatedAt: string };
  lookup_secret?: { codes: LookupCode[]; createdAt: string; updatedAt: string };
}

/** One backup code; it can be used once. */
interface LookupCode {
  readonly code: string;
  usedAt?: string;
}

/** One signed-in browser or app. */
export interface Session {
  readonly id: string;
  /** `ory_st_…`; cookies carry it encrypted. */
  readonly token: string;
  /** `ory_lo_…` */
  readonly logoutToken: string;
  readonly identityId: string;
  active: boolean;
  expiresAt: string;
  authenticatedAt: string;
  aal: Aal;
  methods: MethodUse[];
  issuedAt: string;
  devices: Device[];
}

/** Authenticator assurance level. */
export type Aal = "aal1" | "aal2";

/** One completed authentication. */
export interface MethodUse {
  readonly method: string;
  readonly aal: Aal;
  readonly completedAt: string;
}

/** Where a session was made. */
export interface Device {
  readonly id: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly location: string;
}

/** Kinds of self-service flows. */
export type FlowKind = "login" | "registration" | "settings" | "recovery" | "verification";

/** A flow a browser or app has begun. */
export interface Flow {
  readonly id: string;
  readonly kind: FlowKind;
  readonly type: "browser" | "api";
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly requestUrl: string;
  /** Where its browser goes afterwards, if not to the start page. */
  readonly returnTo?: string;
  /** The browser's anti-CSRF secret when the flow began; empty for API flows. */
  readonly csrf: string;
  /** The masked copy that its form shows; empty for API flows. */
  formToken: string;
  /** Begun by an administrator's recovery code, so no browser's secret is known. */
  readonly fromAdmin: boolean;
  state: string;
  /** Method tried last. */
  active?: string;
  messages: UiMessage[];
  /** Messages by field name. */
  fieldMessages: Record<string, UiMessage[]>;
  /** Values a field shows instead of the stored ones. */
  fieldValues: Record<string, string>;
  refresh: boolean;
  requestedAal: Aal;
  /** Owner of a settings flow, or target of an administrator's recovery code. */
  identityId?: string;
  /** TOTP secret on offer in a settings flow. */
  totpSecret?: string;
  /** Lookup secrets on offer in a settings flow. */
  lookupCodes?: string[];
  /** Address that a code was asked for. */
  email?: string;
  /** The mailed or handed-out code; absent where the address is unknown. */
  code?: string;
}

/** A message beside a form or field. */
export interface UiMessage {
  readonly id: number;
  readonly text: string;
  readonly type: "info" | "error" | "success";
  readonly context?: Record<string, unknown>;
}

/** A mail that a real server would send. */
export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  /** `verification_code_valid` or `recovery_code_valid`. */
  readonly template: string;
  readonly code: string;
  readonly body: string;
  readonly sentAt: string;
}
