// Which ending each mutation of the table is, as data.
import type { MutationRow } from "../mutation-table.ts";
import { mutationTable } from "../mutation-table.ts";
import type { EndingType } from "./ending.ts";

/** What a mutation changes, if its answer says that it was made. */
export interface EndingRule {
  readonly type: EndingType;
  /** `session`: the sender's session. `identity`: the sender's identity. `named`: what its path or body names. */
  readonly about: "session" | "identity" | "named";
  /**
   * What proves the change in an answer that redirects a browser, which looks the same after a failure. `cookie`: it
   * sets or clears the session cookie. `post`: the request could not have been caused by a link.
   */
  readonly proof: "cookie" | "post" | undefined;
  /** Whether hooks of the identity server may have ended the identity's other sessions. */
  readonly others: boolean;
}

const rule = (
  type: EndingType,
  about: EndingRule["about"],
  more: Partial<Pick<EndingRule, "proof" | "others">> = {},
): EndingRule => ({ type, about, proof: undefined, others: false, ...more });

const signIn = { proof: "cookie", others: true } as const;

const rules: Readonly<Record<string, EndingRule>> = {
  // A sign-in by somebody who had a session is a step-up or a confirmation.
  login: rule("assurance-changed", "session", signIn),
  // A credential if the submitted method says so; see `settingsType`.
  settings: rule("identity-changed", "identity", { proof: "post" }),
  recovery: rule("session-changed", "session", { others: true }),
  verification: rule("identity-changed", "identity"),
  // They sign in, step up, or link a provider to the identity.
  "oidc-callback": rule("identity-changed", "identity", { others: true }),
  "oidc-callback-provider": rule("identity-changed", "identity", { others: true }),
  "oidc-callback-organization": rule("identity-changed", "identity", { others: true }),
  "saml-callback": rule("identity-changed", "identity", { others: true }),
  "saml-acs": rule("identity-changed", "identity", { others: true }),
  "method-callback": rule("identity-changed", "identity", { others: true }),
  "fed-cm-token": rule("session-changed", "session", { others: true }),
  logout: rule("session-revoked", "session", { proof: "cookie" }),
  "logout-api": rule("session-revoked", "session"),
  "revoke-my-sessions": rule("session-revoked", "identity"),
  "revoke-my-session": rule("session-revoked", "named"),
  "admin-identity": rule("identity-changed", "named"),
  "admin-credentials": rule("credential-changed", "named"),
  "admin-identity-sessions": rule("session-revoked", "named"),
  "admin-session": rule("session-revoked", "named"),
  "admin-session-extend": rule("session-changed", "named"),
  // Its body may end or change any of what it names, and the edge does not know which ids are sessions.
  "admin-sessions-bulk": rule("session-changed", "named"),
  unlisted: rule("session-changed", "session"),
};

/** Rows after which nobody can hold anything that has changed: they only make something new. */
const makesNew: ReadonlySet<string> = new Set(["registration", "token-exchange"]);

/** The rule of a row of the mutation table. Undefined if it only makes something new. */
export function endingRule(row: string): EndingRule | undefined {
  return rules[row];
}

/** Rows that have neither a rule nor a reason to have none, for a test. */
export function rowsWithoutRule(table: readonly MutationRow[] = mutationTable): readonly string[] {
  return table.map(({ name }) => name).filter((name) => !(name in rules) && !makesNew.has(name));
}

/** The less certain type: what happened may have happened, so whoever holds something should ask. */
export function softenType(type: EndingType, about: "session" | "identity"): EndingType {
  if (type === "project-changed") return type;
  return about === "session" ? "session-changed" : "identity-changed";
}

/** The methods of a settings flow that set or remove a credential. */
const credentialMethods: ReadonlySet<string> = new Set([
  "password",
  "totp",
  "lookup_secret",
  "webauthn",
  "passkey",
  "oidc",
  "saml",
]);

/** What a settings flow changes, by the submitted method. Without one it may be anything of the identity. */
export function settingsType(method: string | undefined): EndingType {
  return method !== undefined && credentialMethods.has(method)
    ? "credential-changed"
    : "identity-changed";
}
