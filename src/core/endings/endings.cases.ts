// Which endings a mutation is, as data: by its request, its sender and its answer.

/** One mutation and its endings. */
export interface EndingCase {
  readonly request: string;
  /**
   * `user`: one confirmed credential of the session `mine` of `me`. `stranger`: a credential that nobody knows.
   * `key-holder`: the gateway to the admin API.
   */
  readonly by: "user" | "stranger" | "key-holder";
  /** Status and kind of body; `clears` or `sets` the session cookie; or `lost`. */
  readonly answer: string;
  /** The submitted method of a settings flow. */
  readonly method?: string;
  /** A removed entry names these, beyond what was fenced: session and identity. */
  readonly removed?: readonly [session: string, identity: string];
  /** The answer names a new session and its identity. */
  readonly signsIn?: readonly [session: string, identity: string];
  /** The ids in a bulk request's body. */
  readonly bulk?: readonly string[];
  /** What subscribers are told, in any order. */
  readonly told: readonly string[];
}

/** Every row of the mutation table, and what makes an ending more or less certain. */
export const endingCases: Readonly<Record<string, EndingCase>> = {
  "a browser signs out": {
    request: "GET /self-service/logout",
    by: "user",
    answer: "303 clears",
    told: ["session-revoked mine me"],
  },
  "a sign-out fails, and the browser is redirected all the same": {
    request: "GET /self-service/logout",
    by: "user",
    answer: "303",
    told: ["session-changed mine me"],
  },
  "a sign-out by fetch": {
    request: "GET /self-service/logout",
    by: "user",
    answer: "204",
    told: ["session-revoked mine me"],
  },
  "an API signs out": {
    request: "DELETE /self-service/logout/api",
    by: "user",
    answer: "204",
    told: ["session-revoked mine me"],
  },
  "the answer to a sign-out is lost": {
    request: "DELETE /self-service/logout/api",
    by: "user",
    answer: "lost",
    told: ["session-changed mine me"],
  },
  "the identity server fails at a sign-out": {
    request: "DELETE /self-service/logout/api",
    by: "user",
    answer: "500 json",
    told: ["session-changed mine me"],
  },
  "a sign-out is refused, because the session has ended before": {
    request: "DELETE /self-service/logout/api",
    by: "user",
    answer: "401 json",
    told: ["session-changed mine me"],
  },
  "a sign-out is refused": {
    request: "DELETE /self-service/logout/api",
    by: "user",
    answer: "403 json",
    told: [],
  },
  "a stranger signs out with a credential that another edge may know": {
    request: "DELETE /self-service/logout/api",
    by: "stranger",
    answer: "204",
    told: ["by credential session-revoked"],
  },
  "somebody ends all other sessions": {
    request: "DELETE /sessions",
    by: "user",
    answer: "200 json",
    told: ["session-revoked - me"],
  },
  "somebody ends another session": {
    request: "DELETE /sessions/{named}",
    by: "user",
    answer: "204",
    told: ["session-revoked named me"],
  },
  "a page in front of the identity server answers a stranger": {
    request: "DELETE /sessions/{named}",
    by: "stranger",
    answer: "200 html",
    told: ["session-changed named -"],
  },
  "a password is changed by fetch": {
    request: "POST /self-service/settings",
    by: "user",
    answer: "200 json",
    method: "password",
    told: ["credential-changed - me"],
  },
  "a password is changed by a form": {
    request: "POST /self-service/settings",
    by: "user",
    answer: "303",
    method: "password",
    told: ["credential-changed - me"],
  },
  "a link of another site names a password": {
    request: "GET /self-service/settings",
    by: "user",
    answer: "303",
    method: "password",
    told: ["identity-changed - me"],
  },
  "a profile is changed": {
    request: "POST /self-service/settings",
    by: "user",
    answer: "200 json",
    method: "profile",
    told: ["identity-changed - me"],
  },
  "settings without a method that can be read": {
    request: "POST /self-service/settings",
    by: "user",
    answer: "200 json",
    told: ["identity-changed - me"],
  },
  "settings with a mistake": {
    request: "POST /self-service/settings",
    by: "user",
    answer: "400 json",
    method: "password",
    told: [],
  },
  "a sign-in": {
    request: "POST /self-service/login",
    by: "stranger",
    answer: "200 json",
    signsIn: ["new", "me"],
    // A hook of the identity server may have ended the other sessions.
    told: ["identity-changed - me", "by credential assurance-changed"],
  },
  "a step-up": {
    request: "POST /self-service/login",
    by: "user",
    answer: "200 json",
    told: ["assurance-changed mine me", "identity-changed - me"],
  },
  "a step-up by a form": {
    request: "POST /self-service/login",
    by: "user",
    answer: "303 sets",
    told: ["assurance-changed mine me", "identity-changed - me"],
  },
  "a step-up that a browser has to repeat": {
    request: "POST /self-service/login",
    by: "user",
    answer: "303",
    told: ["session-changed mine me"],
  },
  "a registration makes only something new": {
    request: "POST /self-service/registration",
    by: "stranger",
    answer: "200 json",
    signsIn: ["new", "newcomer"],
    told: [],
  },
  "a token is exchanged": {
    request: "GET /sessions/token-exchange",
    by: "user",
    answer: "200 json",
    told: [],
  },
  "a recovery by somebody who is signed in": {
    request: "POST /self-service/recovery",
    by: "user",
    answer: "200 json",
    told: ["session-changed mine me", "identity-changed - me"],
  },
  "an address is verified": {
    request: "POST /self-service/verification",
    by: "user",
    answer: "200 json",
    told: ["identity-changed - me"],
  },
  "a provider is linked": {
    request: "GET /self-service/methods/oidc/callback/google",
    by: "user",
    answer: "303",
    told: ["identity-changed - me"],
  },
  "a request that no row knows": {
    request: "POST /anything",
    by: "user",
    answer: "200 json",
    told: ["session-changed mine -"],
  },
  "an operator ends a session": {
    request: "DELETE /admin/sessions/{named}",
    by: "key-holder",
    answer: "204",
    told: ["session-revoked named -"],
  },
  "an operator ends a session that has an entry here": {
    request: "DELETE /admin/sessions/{named}",
    by: "key-holder",
    answer: "204",
    removed: ["named", "me"],
    told: ["session-revoked named me"],
  },
  "an operator ends all sessions of an identity": {
    request: "DELETE /admin/identities/{named}/sessions",
    by: "key-holder",
    answer: "204",
    told: ["session-revoked - named"],
  },
  "an operator changes an identity": {
    request: "PATCH /admin/identities/{named}",
    by: "key-holder",
    answer: "200 json",
    told: ["identity-changed - named"],
  },
  "an operator's change is refused": {
    request: "PATCH /admin/identities/{named}",
    by: "key-holder",
    answer: "404 json",
    told: [],
  },
  "an operator's change by the public listener fails": {
    request: "DELETE /admin/sessions/{named}",
    by: "stranger",
    answer: "500 json",
    told: ["session-changed named -"],
  },
  "an operator removes a credential": {
    request: "DELETE /admin/identities/{named}/credentials/totp",
    by: "key-holder",
    answer: "204",
    told: ["credential-changed - named"],
  },
  "an operator extends a session": {
    request: "PATCH /admin/sessions/{named}/extend",
    by: "key-holder",
    answer: "200 json",
    told: ["session-changed named -"],
  },
  "an operator changes many sessions": {
    request: "POST /admin/sessions",
    by: "key-holder",
    answer: "200 json",
    bulk: ["one"],
    told: ["session-changed one -", "identity-changed - one"],
  },
  "an operator changes all sessions": {
    request: "POST /admin/sessions",
    by: "key-holder",
    answer: "200 json",
    bulk: ["*"],
    told: ["project-changed - -"],
  },
  "an entry under several credentials is removed": {
    request: "GET /self-service/logout",
    by: "stranger",
    answer: "303 clears",
    removed: ["theirs", "them"],
    told: ["session-changed theirs -", "by credential session-changed"],
  },
};
