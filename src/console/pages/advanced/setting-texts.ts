// What each setting means, for operators. Names and bounds are the API's. A setting without a text does not compile.
import type { FeatureFlags } from "../../api/project.ts";

/** A setting with a field. Edge Sessions itself has a switch, and policies have a page. */
type SettingName = Exclude<keyof FeatureFlags, "cacheable_sessions" | "policies">;

interface Words {
  /** The form that it stands in. */
  readonly form: "checks" | "identity";
  readonly label: string;
  /**
   * `duration`, `url` and `text` are entered on one line, a `list` with one item per line. An `interval` is a duration or
   * `auto`.
   */
  readonly kind: "duration" | "interval" | "tick" | "url" | "text" | "list";
  readonly meaning: string;
}

/** A setting and its texts. */
export interface SettingText extends Words {
  readonly name: SettingName;
}

/** In the order in which the page shows them. */
const words: Readonly<Record<SettingName, Words>> = {
  cacheable_sessions_max_age: {
    form: "checks",
    label: "Cache duration",
    kind: "duration",
    meaning:
      "The maximum age of a stored answer, from 1ms to 24h. It is lower if the check sends a lower Cache-Control: max-age, or if the identity server sends a lower Ory-Session-Cache-For.",
  },
  refresh_after: {
    form: "checks",
    label: "Refresh after",
    kind: "interval",
    meaning:
      "A hit starts a background refresh when the last call for its session is at least this old. Clients do not wait for it. 0s: refresh with every hit.",
  },
  stale_if_error: {
    form: "checks",
    label: "Extra time while the identity server fails",
    kind: "duration",
    meaning:
      "How long past the cache duration a stored answer may be used while the identity server fails. Its Cache-Status says so. It is never used after the session has ended, or for a check that asks for a fresher answer. 0s: never.",
  },
  degraded_max_age: {
    form: "checks",
    label: "Cache duration while an edge is degraded",
    kind: "duration",
    meaning:
      "An edge that may be missing invalidations uses this cache duration until it has caught up. 0s: fetch every check.",
  },
  session_tokens: {
    form: "checks",
    label: "Cache session tokens",
    kind: "tick",
    meaning:
      "Checks with X-Session-Token, or with a bearer token and no session cookie, are answered from the store too. Off: only checks with a cookie.",
  },
  require_origin_hint: {
    form: "checks",
    label: "Store only answers with a hint",
    kind: "tick",
    meaning:
      "An answer without the header Ory-Session-Cache-For is not stored. Off: it is stored for the cache duration.",
  },
  ignore_no_cache: {
    form: "checks",
    label: "Ignore no-cache and no-store in requests",
    kind: "tick",
    meaning:
      "A browser’s reload, or a framework’s fetch with cache: no-store, is then answered from the store. A check that needs a fresh answer must send Cache-Control: max-age=0, which always counts.",
  },
  preflights: {
    form: "checks",
    label: "Cache preflights",
    kind: "tick",
    meaning:
      "The preflights that browsers send before checks from another origin are answered from the store too, as long as the identity server’s own answer allows, at most 10m.",
  },
  tokenize_templates: {
    form: "checks",
    label: "Cache tokenized sessions (optional)",
    kind: "list",
    meaning:
      "Tokenizer templates of Kratos, one per line. Checks with tokenize_as for one of them are answered from the store too, until 10s before the token ends. Checks for other templates are always fetched.",
  },
  origin_url: {
    form: "identity",
    label: "Identity server URL",
    kind: "url",
    meaning: "The URL of the public API, such as http://kratos.internal:4433.",
  },
  admin_origin_url: {
    form: "identity",
    label: "Identity server admin URL (optional)",
    kind: "url",
    meaning:
      "The URL of the admin API. Changes made through this control plane’s admin gateway then reach the edges at once.",
  },
  session_lookup_by_email: {
    form: "identity",
    label: "Look up sessions by e-mail",
    kind: "tick",
    meaning:
      "Sessions can be found by a user’s e-mail address, for which the admin API is asked. API keys that may invalidate can then find out if an address has an account. Each look-up is in the activity, without the address.",
  },
  cookie_name: {
    form: "identity",
    label: "Session cookie name",
    kind: "text",
    meaning:
      "Must be the same as session.cookie.name in Kratos. On Ory Network it is ory_session_ and the slug without dashes. With a wrong name, no check with a cookie is ever a hit.",
  },
  hosts: {
    form: "identity",
    label: "More hosts (optional)",
    kind: "list",
    meaning: "Host names in addition to the project’s own. One per line, without port.",
  },
};

const otherLabels: Readonly<Record<string, string>> = {
  cacheable_sessions: "Edge Sessions",
  name: "Name",
  slug: "Slug",
  subscription_plan: "Plan",
};

/** What a value of a project is called. The name itself if it has no label. */
export function labelOf(name: string): string {
  if (name.startsWith("policies/")) return `Policy ${name.slice("policies/".length)}`;
  const labels = new Map(Object.entries(words).map(([key, { label }]) => [key, label]));
  return labels.get(name) ?? otherLabels[name] ?? name;
}

/** The settings of one form, in the order shown. */
export function settingsIn(form: Words["form"]): readonly SettingText[] {
  return (Object.keys(words) as SettingName[])
    .map((name) => ({ name, ...words[name] }))
    .filter((setting) => setting.form === form);
}
