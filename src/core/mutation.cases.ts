// Requests that may change what a check answers, and requests that may not. The public and admin API of Ory Kratos, call by call.

/** One request: its row, and the scopes that its path names. `row` is undefined for requests that change nothing. */
export interface MutationCase {
  readonly request: string;
  readonly basePath?: string;
  readonly row: string | undefined;
  readonly names?: string;
}

const uuid = "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061";

const changes = (row: string, ...requests: readonly string[]): MutationCase[] =>
  requests.map((request) => ({ request, row }));
const names = (row: string, name: string, ...requests: readonly string[]): MutationCase[] =>
  requests.map((request) => ({ request, row, names: name }));
const nothing = (...requests: readonly string[]): MutationCase[] =>
  requests.map((request) => ({ request, row: undefined }));

/** Requests, and what they are. */
export const mutationCases: readonly MutationCase[] = [
  // Public.
  ...changes(
    "login",
    "POST /self-service/login?flow=x",
    "GET /self-service/login?flow=x",
    "HEAD /self-service/login",
  ),
  ...changes(
    "oidc-callback",
    "GET /self-service/methods/oidc/callback?code=x",
    "POST /self-service/methods/oidc/callback",
  ),
  ...changes(
    "oidc-callback-provider",
    "GET /self-service/methods/oidc/callback/google",
    "POST /self-service/methods/oidc/callback/apple",
  ),
  ...changes(
    "oidc-callback-organization",
    "GET /self-service/methods/oidc/organization/acme/callback/okta",
    "POST /self-service/methods/oidc/organization/acme/callback/okta",
  ),
  ...changes(
    "oidc-callback-provider",
    "GET /self-service/methods/oidc/callback/auth",
    "GET /self-service/methods/oidc/callback/metadata",
  ),
  ...changes(
    "saml-callback",
    "GET /self-service/methods/saml/callback/okta",
    "POST /self-service/methods/saml/callback/okta",
  ),
  ...changes(
    "saml-acs",
    "POST /self-service/methods/saml/acs/okta",
    "GET /self-service/methods/saml/acs/okta",
  ),
  ...changes(
    "method-callback",
    "GET /self-service/methods/oidc/callback/",
    "GET /self-service/methods/oidc/organization//callback/okta",
    "POST /self-service/methods/saml/organization/acme/acs/okta",
    "GET /self-service/methods/link/back",
    "GET /self-service/methods/x",
    `GET /self-service/methods/x${"/y".repeat(40)}`,
  ),
  ...changes("fed-cm-token", "POST /self-service/fed-cm/token"),
  ...changes("token-exchange", "GET /sessions/token-exchange?init_code=x&return_to_code=y"),
  ...changes(
    "registration",
    "POST /self-service/registration?flow=x",
    "GET /self-service/registration?flow=x",
  ),
  ...changes("settings", "POST /self-service/settings?flow=x", "GET /self-service/settings?flow=x"),
  ...changes("logout", "GET /self-service/logout?token=x", "HEAD /self-service/logout?token=x"),
  ...changes("logout-api", "DELETE /self-service/logout/api"),
  ...changes(
    "recovery",
    "POST /self-service/recovery?flow=x",
    "GET /self-service/recovery?token=x",
  ),
  ...changes(
    "verification",
    "POST /self-service/verification?flow=x",
    "GET /self-service/verification?code=x",
  ),
  ...changes("revoke-my-sessions", "DELETE /sessions"),
  ...names("revoke-my-session", `session ${uuid}`, `DELETE /sessions/${uuid}`),

  // Admin, on the public listener too.
  ...names(
    "admin-identity",
    `identity ${uuid}`,
    `PUT /admin/identities/${uuid}`,
    `PATCH /admin/identities/${uuid}`,
    `DELETE /admin/identities/${uuid}`,
  ),
  ...names(
    "admin-credentials",
    `identity ${uuid}`,
    `DELETE /admin/identities/${uuid}/credentials/totp`,
    `DELETE /admin/identities/${uuid}/credentials/oidc?identifier=google:x`,
  ),
  ...names(
    "admin-identity-sessions",
    `identity ${uuid}`,
    `DELETE /admin/identities/${uuid}/sessions`,
  ),
  ...names("admin-session", `session ${uuid}`, `DELETE /admin/sessions/${uuid}`),
  ...names("admin-session-extend", `session ${uuid}`, `PATCH /admin/sessions/${uuid}/extend`),
  ...changes("admin-sessions-bulk", "POST /admin/sessions"),

  // Percent-encoded spellings, matched as the origin matches.
  ...changes("logout", "GET /self-service/log%6fut?token=x", "GET /%73elf-service/logout"),
  ...changes("logout-api", "DELETE /self-service/logout/%61pi"),
  ...changes("revoke-my-sessions", "DELETE /%73essions?x=1"),
  ...names("revoke-my-session", `session ${uuid}`, `DELETE /sessions/%30${uuid.slice(1)}`),
  ...names("admin-identity", `identity ${uuid}`, `DELETE /%61dmin/identities/${uuid}`),

  // Spellings of one UUID that the origin reads as the same.
  ...names(
    "revoke-my-session",
    `session ${uuid}`,
    `DELETE /sessions/${uuid.toUpperCase()}`,
    `DELETE /sessions/${uuid.replaceAll("-", "")}`,
    `DELETE /sessions/{${uuid}}`,
    `DELETE /sessions/%7B${uuid}%7d`,
    `DELETE /sessions/urn:uuid:${uuid}`,
    `DELETE /sessions/URN:UUID:${uuid.toUpperCase()}`,
  ),
  // An id that is not a UUID names no scope, and the origin refuses it.
  ...changes(
    "unlisted",
    "DELETE /sessions/not-a-uuid",
    `DELETE /sessions/${"a".repeat(60_000)}`,
    "PUT /admin/identities/Other-Id",
    `DELETE /admin/identities/${uuid}x/sessions`,
  ),

  // Under a base path, and beside it.
  { basePath: "/ory", request: "GET /ory/self-service/logout?token=x", row: "logout" },
  { basePath: "/ory", request: "GET /self-service/logout?token=x", row: "logout" },
  {
    basePath: "/ory",
    request: `DELETE /ory/sessions/${uuid}`,
    row: "revoke-my-session",
    names: `session ${uuid}`,
  },
  { basePath: "/ory", request: "GET /oryx/self-service/logout", row: undefined },
  { basePath: "/ory", request: "GET /ory", row: undefined },
  { basePath: "", request: "GET /ory/self-service/logout", row: undefined },

  // Unsafe methods that no row knows.
  ...changes(
    "unlisted",
    "POST /",
    "PUT /self-service/login",
    "DELETE /self-service/logout",
    "POST /self-service/logout/api",
    "DELETE /sessions/",
    `DELETE /sessions/${uuid}/x`,
    "DELETE /Sessions",
    "PATCH /admin/identities",
    "POST /admin/identities",
    "POST /admin/recovery/code",
    "POST /sessions/whoami",
    "POST /self-service/fed-cm/token/",
    "post /self-service/login",
    "FROB /",
    "DELETE /sessions/%zz/x",
  ),

  // What changes nothing.
  ...nothing(
    "GET /",
    "GET /sessions",
    "HEAD /sessions",
    "GET /sessions/whoami",
    "OPTIONS /self-service/login",
    "TRACE /sessions",
    "OPTIONS /sessions",
    "GET /self-service/login/browser?refresh=true",
    "GET /self-service/login/api",
    "GET /self-service/login/flows?id=x",
    "GET /self-service/registration/browser",
    "GET /self-service/registration/api",
    "GET /self-service/settings/browser",
    "GET /self-service/settings/flows?id=x",
    "GET /self-service/recovery/browser",
    "GET /self-service/verification/api",
    "GET /self-service/logout/browser",
    "GET /self-service/logout/api",
    "GET /self-service/errors?id=x",
    "GET /self-service/fed-cm/token",
    "GET /self-service/fed-cm/parameters",
    "GET /self-service/methods",
    "GET /self-service/methods/oidc/auth/f1",
    "GET /self-service/methods/oidc/organization/acme/auth/f1",
    "GET /self-service/methods/saml/browser",
    "GET /self-service/methods/saml/metadata/okta",
    "GET /self-service/login/",
    "GET //self-service/login",
    "GET /Self-Service/Login",
    "GET /schemas",
    "GET /schemas/cGVyc29u",
    "GET /health/ready",
    "GET /admin/identities",
    `GET /admin/identities/${uuid}`,
    `GET /admin/sessions/${uuid}`,
    "GET /x?y=/self-service/logout",
  ),
];
