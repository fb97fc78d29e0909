// What each setting means, for people. Names and bounds are the API's; a setting without its text does not compile.
import type { FeatureFlags } from "../../api/project.ts";

/** A setting with a field; Edge Sessions itself has a switch. */
type SettingName = Exclude<keyof FeatureFlags, "cacheable_sessions">;

interface Words {
  /** The form that it stands in. */
  readonly form: "checks" | "identity";
  readonly label: string;
  /** `duration`, `url` and `text` are written in one line, `list` one item a line. */
  readonly kind: "duration" | "tick" | "url" | "text" | "list";
  readonly meaning: string;
}

/** A setting and its words. */
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
      "No check is answered from the store with anything older. Less, if the check asks for less with Cache-Control: max-age, or the identity server’s own hint is shorter. From 1ms to 24h.",
  },
  refresh_after: {
    form: "checks",
    label: "Refresh after",
    kind: "duration",
    meaning:
      "A hit starts a background refresh once the last call for its session is this old. Callers do not wait for it. 0s: with every hit.",
  },
  stale_if_error: {
    form: "checks",
    label: "Stand in while the identity server fails",
    kind: "duration",
    meaning:
      "How far past the cache duration a stored answer may stand in while the identity server fails. Such answers are marked, never outlive the session, and never go to a check that states a limit. 0s: never.",
  },
  degraded_max_age: {
    form: "checks",
    label: "Cache duration while news may be missing",
    kind: "duration",
    meaning:
      "Counts instead at an edge that may have missed news of changes, until it has caught up. 0s: ask each time.",
  },
  session_tokens: {
    form: "checks",
    label: "Cache session tokens",
    kind: "tick",
    meaning:
      "Checks by X-Session-Token, or by a bearer token without a session cookie, are answered from the store too. Off: only checks by cookie.",
  },
  require_origin_hint: {
    form: "checks",
    label: "Store only what carries the identity server’s hint",
    kind: "tick",
    meaning:
      "An answer without Ory-Session-Cache-For is not stored. Off: without a hint, the cache duration alone counts.",
  },
  ignore_no_cache: {
    form: "checks",
    label: "Ignore no-cache and no-store in requests",
    kind: "tick",
    meaning:
      "A reload in the browser and a framework’s fetch with cache: no-store no longer ask the identity server. A check that needs a fresh answer sends Cache-Control: max-age=0, which always counts.",
  },
  origin_url: {
    form: "identity",
    label: "Identity server URL",
    kind: "url",
    meaning: "Its public API, such as http://kratos.internal:4433.",
  },
  admin_origin_url: {
    form: "identity",
    label: "Identity server admin URL (optional)",
    kind: "url",
    meaning:
      "Its admin API. Changes made through this control plane’s admin gateway then reach the edges at once.",
  },
  cookie_name: {
    form: "identity",
    label: "Session cookie name",
    kind: "text",
    meaning:
      "Exactly session.cookie.name of Kratos; on Ory Network ory_session_ and the slug without dashes. With a wrong name no check by cookie is ever a hit.",
  },
  hosts: {
    form: "identity",
    label: "Further hosts (optional)",
    kind: "list",
    meaning: "Host names besides the project’s own, one a line, without port.",
  },
};

/** The settings of one form, in the order shown. */
export function settingsIn(form: Words["form"]): readonly SettingText[] {
  return (Object.keys(words) as SettingName[])
    .map((name) => ({ name, ...words[name] }))
    .filter((setting) => setting.form === form);
}
