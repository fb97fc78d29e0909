// The settings of Ory Kratos that files and guides of this project may name. Each was looked up in
// `embedx/config.schema.json` of ory/kratos at commit b86338da (2026-07-29); `npm test` has no copy of that file.
const flows = ["settings", "login", "registration", "recovery", "verification"];

const hook = [
  "hook",
  "config.url",
  "config.method",
  "config.body",
  "config.auth.type",
  "config.auth.config.in",
  "config.auth.config.name",
  "config.auth.config.value",
  "config.response.ignore",
  "config.response.parse",
];

/** Their paths, with `[]` for the items of a list. */
export const kratosSettings: ReadonlySet<string> = new Set([
  "serve.public.base_url",
  "serve.public.cors.enabled",
  "serve.public.cors.allowed_origins[]",
  "serve.public.cors.allowed_headers[]",
  "serve.public.cors.exposed_headers[]",
  "serve.public.cors.allow_credentials",
  "serve.admin.base_url",
  "feature_flags.cacheable_sessions",
  "feature_flags.cacheable_sessions_max_age",
  "cookies.domain",
  "cookies.path",
  "cookies.same_site",
  "session.cookie.name",
  "session.whoami.required_aal",
  "identity.default_schema_id",
  "identity.schemas[].id",
  "identity.schemas[].url",
  "courier.smtp.connection_uri",
  "log.leak_sensitive_values",
  "selfservice.default_browser_return_url",
  "selfservice.allowed_return_urls[]",
  "selfservice.methods.password.enabled",
  "selfservice.methods.profile.enabled",
  "selfservice.methods.totp.enabled",
  "selfservice.methods.totp.config.issuer",
  "selfservice.methods.lookup_secret.enabled",
  "selfservice.methods.code.enabled",
  "selfservice.flows.error.ui_url",
  "selfservice.flows.logout.after.default_browser_return_url",
  ...flows.flatMap((flow) => [
    `selfservice.flows.${flow}.ui_url`,
    ...hook.map((path) => `selfservice.flows.${flow}.after.hooks[].${path}`),
  ]),
  "selfservice.flows.recovery.enabled",
  "selfservice.flows.recovery.use",
  "selfservice.flows.verification.enabled",
  "selfservice.flows.verification.use",
]);

/** The members at the top of Kratos' settings: a YAML block with one of them is meant for Kratos. */
export const kratosRoots: ReadonlySet<string> = new Set(
  [...kratosSettings].map((path) => path.split(".")[0] ?? ""),
);
