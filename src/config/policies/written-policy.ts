// The types of policies as people write them. `policy-form.ts` checks them.
import type { AssuranceLevel, BrowserRefusal, Scalar } from "../../core/policy/policy.ts";

/** JSON pointers (RFC 6901) into a session, by the names of the headers or claims that get their values. */
export type WrittenPointers = Readonly<Record<string, string>>;

/** A policy as it is written in a file, in the project API and in a program. Durations are text such as `12h`. */
export interface WrittenPolicy {
  /** The headers that allowed requests get, and the fields of the session that are their values. */
  readonly headers?: WrittenPointers;
  /** The weakest assurance level that is allowed (any). */
  readonly required_aal?: AssuranceLevel;
  /** How long ago the last authentication may be (any time). */
  readonly authenticated_within?: string;
  /** The ids of identity schemas that are allowed (any). */
  readonly schemas?: readonly string[];
  /** The ids of organizations that are allowed (any). */
  readonly organizations?: readonly string[];
  /** What fields of the session must be. All of them must hold. */
  readonly conditions?: readonly { readonly field: string; readonly one_of: readonly Scalar[] }[];
  /** How old an answer may be, in addition to the project's own limit (no further limit). */
  readonly max_age?: string;
  /** Whether requests without a session go on too, without headers (no). */
  readonly anonymous?: boolean;
  /** What a browser gets that may not go on (`redirect` with a sign-in URL, otherwise `status`). */
  readonly browsers?: BrowserRefusal;
  /** Where browsers sign in. */
  readonly sign_in_url?: string;
  /** URLs that a browser may be sent back to, with everything below them (none). */
  readonly return_urls?: readonly string[];
  /** The signed session that allowed requests get (none). */
  readonly signed_session?: {
    /** The header that carries it (none; it is given at its own path). */
    readonly header?: string;
    /** The `iss` claim (the id of the project). */
    readonly issuer?: string;
    /** The `aud` claim. */
    readonly audience: readonly string[];
    /** Claims beside the registered ones, and the fields of the session that are their values. */
    readonly claims?: WrittenPointers;
    /** From `iat` to `exp` (`60s`). */
    readonly lifetime?: string;
  };
}

/** The policies of a project by name. */
export type WrittenPolicies = Readonly<Record<string, WrittenPolicy>>;
