// The requests that may change what a check answers, as data. Source: Ory Kratos' public and admin API. HEAD is listed
// wherever GET is, because Go's router runs the GET handler for it.

/** One row: a request, and what is known about its effect before the origin answers. */
export interface MutationRow {
  readonly name: string;
  readonly methods: readonly string[];
  /**
   * `{id}` matches a UUID, another name in braces matches any one segment, and `{...}` at the end matches one or more.
   */
  readonly path: string;
  /** Segments below `{...}` that make it another request, one that changes nothing. */
  readonly except?: readonly string[];
  /** A scope that the path's `{id}` names. */
  readonly names?: "session" | "identity";
  /** What must be read from the request's body to know which sessions are affected. */
  readonly body?: "session-token" | "bulk";
  /** Whether the answer may issue a session of an identity that the request's credentials do not name. */
  readonly signsIn?: true;
  /** Whether it belongs to the admin API, where credentials are keys and not sessions. */
  readonly admin?: true;
}

const submit = ["POST", "GET", "HEAD"];

/** The mutation table. Paths are matched after percent-decoding, as at the origin. */
export const mutationTable: readonly MutationRow[] = [
  { name: "login", methods: submit, path: "/self-service/login", signsIn: true },
  { name: "registration", methods: submit, path: "/self-service/registration", signsIn: true },
  { name: "settings", methods: submit, path: "/self-service/settings" },
  { name: "recovery", methods: submit, path: "/self-service/recovery", signsIn: true },
  { name: "verification", methods: submit, path: "/self-service/verification", signsIn: true },
  {
    name: "oidc-callback",
    methods: submit,
    path: "/self-service/methods/oidc/callback",
    signsIn: true,
  },
  {
    name: "oidc-callback-provider",
    methods: submit,
    path: "/self-service/methods/oidc/callback/{provider}",
    signsIn: true,
  },
  {
    name: "oidc-callback-organization",
    methods: submit,
    path: "/self-service/methods/oidc/organization/{organization}/callback/{provider}",
    signsIn: true,
  },
  {
    name: "saml-callback",
    methods: submit,
    path: "/self-service/methods/saml/callback/{provider}",
    signsIn: true,
  },
  {
    name: "saml-acs",
    methods: submit,
    path: "/self-service/methods/saml/acs/{provider}",
    signsIn: true,
  },
  // Methods have other callbacks too, but only these three begin or describe a flow.
  {
    name: "method-callback",
    methods: submit,
    path: "/self-service/methods/{...}",
    except: ["auth", "browser", "metadata"],
    signsIn: true,
  },
  { name: "fed-cm-token", methods: ["POST"], path: "/self-service/fed-cm/token", signsIn: true },
  {
    name: "token-exchange",
    methods: ["GET", "HEAD"],
    path: "/sessions/token-exchange",
    signsIn: true,
  },
  { name: "logout", methods: ["GET", "HEAD"], path: "/self-service/logout" },
  {
    name: "logout-api",
    methods: ["DELETE"],
    path: "/self-service/logout/api",
    body: "session-token",
  },
  { name: "revoke-my-sessions", methods: ["DELETE"], path: "/sessions" },
  { name: "revoke-my-session", methods: ["DELETE"], path: "/sessions/{id}", names: "session" },
  {
    name: "admin-identity",
    methods: ["PUT", "PATCH", "DELETE"],
    path: "/admin/identities/{id}",
    names: "identity",
    admin: true,
  },
  {
    name: "admin-credentials",
    methods: ["DELETE"],
    path: "/admin/identities/{id}/credentials/{type}",
    names: "identity",
    admin: true,
  },
  {
    name: "admin-identity-sessions",
    methods: ["DELETE"],
    path: "/admin/identities/{id}/sessions",
    names: "identity",
    admin: true,
  },
  {
    name: "admin-session",
    methods: ["DELETE"],
    path: "/admin/sessions/{id}",
    names: "session",
    admin: true,
  },
  {
    name: "admin-session-extend",
    methods: ["PATCH"],
    path: "/admin/sessions/{id}/extend",
    names: "session",
    admin: true,
  },
  {
    name: "admin-sessions-bulk",
    methods: ["POST"],
    path: "/admin/sessions",
    body: "bulk",
    admin: true,
  },
];
