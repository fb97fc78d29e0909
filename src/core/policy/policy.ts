// A policy: which requests a gateway may let through, and what it tells the application about the session. Policies are
// data. They travel with the settings of their project.

/** The name of the policy of a request that names none. */
export const defaultPolicyName = "default";

/** A JSON value that a field of a session can be compared with. */
export type Scalar = string | number | boolean;

/** The authenticator assurance levels of Ory, from the weakest to the strongest. */
export const assuranceLevels = ["aal0", "aal1", "aal2", "aal3"] as const;

/** An authenticator assurance level, as Ory writes it. */
export type AssuranceLevel = (typeof assuranceLevels)[number];

/** A header that an allowed request gets, and the field of the session that is its value. */
export interface MappedHeader {
  readonly name: string;
  /** A JSON pointer (RFC 6901) into the session. */
  readonly pointer: string;
}

/** What a field of the session must be. A list in the session must have a member that is. */
export interface Condition {
  /** A JSON pointer (RFC 6901) into the session. */
  readonly pointer: string;
  /** The values that are allowed. */
  readonly oneOf: readonly Scalar[];
}

/**
 * What a browser gets that may not go on. `redirect`: a redirect to sign-in or step-up. `location`: the same `Location`
 * with the status 401 or 403, for gateways that pass on no other status. `status`: the error, as for programs.
 */
export type BrowserRefusal = "redirect" | "location" | "status";

/** The signed session that allowed requests get. Lifetimes are milliseconds. */
export interface SignedSession {
  /** The header that carries it in a decision. Undefined if it is only given at its own path. */
  readonly header: string | undefined;
  /** The `iss` claim. The id of the project if not given. */
  readonly issuer?: string;
  /** The `aud` claim. */
  readonly audience: readonly string[];
  /** Claims beside the registered ones, and the fields of the session that are their values (JSON pointers). */
  readonly claims: readonly { readonly name: string; readonly pointer: string }[];
  /** From `iat` to `exp`, never beyond the end of the session. */
  readonly lifetimeMs: number;
}

/** One policy. Durations are milliseconds. */
export interface Policy {
  /** 1 to 64 of `a-z`, `0-9`, `-` and `_`. It is a segment of the path. */
  readonly name: string;
  readonly headers: readonly MappedHeader[];
  /** The weakest assurance level that is allowed. Undefined for any. */
  readonly requiredAal: AssuranceLevel | undefined;
  /** How long ago the last authentication of the session may be. Undefined for any time. */
  readonly authenticatedWithinMs: number | undefined;
  /** The ids of identity schemas that are allowed. Empty for any. */
  readonly schemas: readonly string[];
  /** The ids of organizations that are allowed. Empty for any. */
  readonly organizations: readonly string[];
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
  /** How old an answer may be, in addition to the project's own limit. Undefined for no further limit. */
  readonly maxAgeMs: number | undefined;
  /** Whether requests without a session go on too, without headers. */
  readonly anonymous: boolean;
  readonly browsers: BrowserRefusal;
  /** Where browsers sign in. Undefined for the flow of the identity server, below the edge's own URL. */
  readonly signInUrl: string | undefined;
  /** URLs that a browser may be sent back to: the same scheme, host and port, and a path below. */
  readonly returnUrls: readonly string[];
  readonly signedSession: SignedSession | undefined;
  /** Whether another version wrote it, and this one does not understand all of it. Such a policy allows nothing. */
  readonly unreadable: boolean;
}

/** A policy with the defaults of everything but its name. It lets every session through and gives no headers. */
export function makePolicy(name: string, parts: Partial<Omit<Policy, "name">> = {}): Policy {
  return {
    name,
    headers: [],
    requiredAal: undefined,
    authenticatedWithinMs: undefined,
    schemas: [],
    organizations: [],
    conditions: [],
    maxAgeMs: undefined,
    anonymous: false,
    browsers: "redirect",
    signInUrl: undefined,
    returnUrls: [],
    signedSession: undefined,
    unreadable: false,
    ...parts,
  };
}
