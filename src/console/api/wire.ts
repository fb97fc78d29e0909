// What crosses the wire between the Console and the control plane. Written by `npm run docs:api` from
// docs/reference/openapi.json; changes made here are lost.

/** The named schemas. */
export interface Schemas {
  readonly ProjectMetadata: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly environment: "prod" | "stage" | "dev";
    readonly home_region: string;
    readonly state: "running";
    readonly workspace_id: null;
    readonly hosts: readonly string[];
    readonly created_at: string;
    readonly updated_at: string;
    readonly subscription_id: null;
    readonly subscription_plan: string;
  };
  readonly Error: {
    readonly error: {
      readonly code: number;
      readonly status: string;
      readonly id:
        | "control_key_required"
        | "control_key_insufficient"
        | "control_csrf"
        | "feature_not_available"
        | "control_not_found"
        | "control_method_not_allowed"
        | "control_conflict"
        | "control_signing_off"
        | "control_revision_changed"
        | "control_body_malformed"
        | "control_body_too_large"
        | "control_content_type_refused"
        | "control_settings_refused"
        | "control_sign_in_limited"
        | "control_failed"
        | "control_page_not_built";
      readonly reason: string;
      readonly message: string;
      readonly details?: {
        readonly problems: readonly {
          readonly path: string;
          readonly problem: string;
        }[];
      };
    };
  };
  readonly Project: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly environment: "prod" | "stage" | "dev";
    readonly home_region: string;
    readonly state: "running";
    readonly workspace_id: null;
    readonly organizations: readonly Readonly<Record<string, unknown>>[];
    readonly cors_admin: Schemas["ProjectCors"];
    readonly cors_public: Schemas["ProjectCors"];
    readonly revision_id: string;
    readonly revision: number;
    readonly subscription_plan: string;
    readonly services: {
      readonly identity: {
        readonly config: {
          readonly feature_flags: Schemas["FeatureFlags"];
        };
      };
    };
  };
  readonly ProjectCors: {
    readonly enabled: boolean;
    readonly origins: readonly string[];
  };
  readonly FeatureFlags: {
    /** Whether session checks are answered from the store. When it is off, everything passes through. */
    readonly cacheable_sessions: boolean;
    /** The maximum age of a stored answer, even if invalidations were lost. */
    readonly cacheable_sessions_max_age: string;
    /** A hit starts a refresh in the background when the last call for its entry is at least this old. 0s refreshes with every hit. auto starts at 1s, grows to half of the maximum age while no change is found that bypassed the edges, and goes back to 1s when one is. */
    readonly refresh_after: string;
    /** How long past its limit a stored answer may be used while the identity server fails. It is never used after the session has ended. 0s turns this off. */
    readonly stale_if_error: string;
    /** The limit while the edge may be missing invalidations from other edges. 0s fetches every check. */
    readonly degraded_max_age: string;
    /** Whether checks with a session token, or with a bearer token and no session cookie, are stored too. */
    readonly session_tokens: boolean;
    /** Whether only answers with Ory-Session-Cache-For are stored. */
    readonly require_origin_hint: boolean;
    /** Whether to ignore no-cache, no-store and Pragma in requests. max-age always counts. */
    readonly ignore_no_cache: boolean;
    /** The exact name of the session cookie (session.cookie.name in Kratos). */
    readonly cookie_name: string;
    /** Whether preflights of checks are answered from the store, as long as the identity server's own answer allows, at most 10m. */
    readonly preflights: boolean;
    /** The tokenizer templates (tokenize_as) whose answers are stored, until 10s before their token ends. Templates that are not listed are fetched every time. */
    readonly tokenize_templates: readonly string[];
    /** The URL of the identity server's public API. Empty if there is none. */
    readonly origin_url: string;
    /** The URL of the identity server's admin API, for the admin gateway. Empty for no gateway. */
    readonly admin_origin_url: string;
    /** Whether sessions may be looked up by e-mail, for which the admin API is asked. Needs admin_origin_url. */
    readonly session_lookup_by_email: boolean;
    /** Host names in addition to the project's own, in lower case and without port. */
    readonly hosts: readonly string[];
    /** Policies of decisions for gateways, by name. */
    readonly policies: {
      readonly [name: string]: Schemas["Policy"];
    };
  };
  readonly Policy: {
    /** The headers that allowed requests get, and JSON pointers to their values in the session. */
    readonly headers?: {
      readonly [name: string]: string;
    };
    /** The weakest assurance level that is allowed. Any if it is left out. */
    readonly required_aal?: "aal0" | "aal1" | "aal2" | "aal3";
    /** How long ago the last authentication may be, from 1s to 8760h. Any time if it is left out. */
    readonly authenticated_within?: string;
    /** The ids of identity schemas that are allowed. Any if it is empty or left out. */
    readonly schemas?: readonly string[];
    /** The ids of organizations that are allowed. Any if it is empty or left out. */
    readonly organizations?: readonly string[];
    /** What fields of the session must be. All of them must hold. */
    readonly conditions?: readonly {
      /** A JSON pointer into the session. */
      readonly field: string;
      readonly one_of: readonly (string | number | boolean)[];
    }[];
    /** How old an answer may be, from 0s to 24h, beside the project's own limit. */
    readonly max_age?: string;
    /** Whether requests without a session go on too, without headers. */
    readonly anonymous?: boolean;
    /** What a browser gets that may not go on. If it is left out, `redirect` with a `sign_in_url`, and otherwise `status`. */
    readonly browsers?: "redirect" | "location" | "status";
    /** Where browsers sign in. */
    readonly sign_in_url?: string;
    /** URLs that a browser may be sent back to, with everything below them. */
    readonly return_urls?: readonly string[];
    readonly signed_session?: {
      /** The header that carries it. If it is left out, it is only given at its own path. */
      readonly header?: string;
      /** The `iss` claim. The id of the project if it is left out. */
      readonly issuer?: string;
      readonly audience: readonly string[];
      /** Claims beside the registered ones, and JSON pointers to their values. */
      readonly claims?: {
        readonly [name: string]: string;
      };
      /** From 1s to 10m. 60s if it is left out. */
      readonly lifetime?: string;
    };
  };
  readonly CreateProjectBody: {
    readonly name: string;
    readonly environment: "prod" | "stage" | "dev";
    readonly home_region?: string;
    readonly workspace_id?: null;
    readonly slug?: string;
    readonly subscription_plan?: string;
  };
  readonly SuccessfulProjectUpdate: {
    readonly project: Schemas["Project"];
    readonly warnings: readonly {
      readonly code: number;
      readonly message: string;
    }[];
  };
  readonly SetProject: {
    readonly name: string;
    readonly services: {
      readonly [name: string]: unknown;
    };
    readonly [name: string]: unknown;
  };
  readonly JsonPatchDocument: readonly {
    readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
    readonly path: string;
    readonly from?: string;
    readonly value?: unknown;
  }[];
  readonly ProjectList: {
    readonly projects: readonly Schemas["ListedProject"][];
    /** The projects that were found, on all pages. */
    readonly total: number;
    readonly page: number;
    readonly page_size: number;
    readonly pages: number;
    /** How many of the projects that `q` and `environment` find are in each state, gravest first, whatever `state` is asked for. */
    readonly states: readonly {
      readonly state:
        | "not-set-up"
        | "no-edge"
        | "origin-failing"
        | "invalidations-missing"
        | "cookie-name-wrong"
        | "rate-limited"
        | "plan-excludes"
        | "settings-pending"
        | "off"
        | "serving";
      readonly count: number;
    }[];
  };
  readonly ListedProject: Schemas["ProjectMetadata"] & {
    readonly health: Schemas["ProjectHealth"];
    /** Whether it is set to on. */
    readonly cacheable_sessions: boolean;
    /** Whether it is on at the edges: it is set to on, and the plan includes it. */
    readonly effective: boolean;
    /** The edges that serve it, and those at which it is on. */
    readonly edges: {
      readonly total: number;
      readonly on: number;
    };
    /** Of the last minute. */
    readonly checks_per_second: number;
    /** Of the last minute, from 0 to 1. Null if there were no checks. */
    readonly hit_ratio: number | null;
    /** Calls to the identity server for each check that was not passed on, of the last minute. Null if there were none. */
    readonly origin_calls_per_check: number | null;
  };
  readonly ProjectHealth: {
    readonly state:
      | "not-set-up"
      | "no-edge"
      | "origin-failing"
      | "invalidations-missing"
      | "cookie-name-wrong"
      | "rate-limited"
      | "plan-excludes"
      | "settings-pending"
      | "off"
      | "serving";
    /** `bad` harms checks now, and `warning` may. `off` is as an operator chose it. */
    readonly severity: "good" | "warning" | "bad" | "off";
    /** Null if that is not known. */
    readonly since: string | null;
    readonly sentence: string;
    readonly reason: string;
    readonly fix: {
      readonly text: string;
      readonly page: "advanced" | "edges" | "set-up" | "overview";
    } | null;
    /** The other states that hold too, gravest first. */
    readonly also: readonly {
      readonly state:
        | "not-set-up"
        | "no-edge"
        | "origin-failing"
        | "invalidations-missing"
        | "cookie-name-wrong"
        | "rate-limited"
        | "plan-excludes"
        | "settings-pending"
        | "off"
        | "serving";
      /** `bad` harms checks now, and `warning` may. `off` is as an operator chose it. */
      readonly severity: "good" | "warning" | "bad" | "off";
      /** Null if that is not known. */
      readonly since: string | null;
      readonly sentence: string;
      readonly reason: string;
      readonly fix: {
        readonly text: string;
        readonly page: "advanced" | "edges" | "set-up" | "overview";
      } | null;
    }[];
  };
  readonly ProjectApiKey: {
    readonly id: string;
    readonly name: string;
    /** The key that created it, or `control-plane` for the first key. */
    readonly owner_id: string;
    /** The key whose revocation revokes this one too. Null if there is none. */
    readonly parent_id: string | null;
    readonly project_id: string | null;
    readonly created_at: string;
    readonly updated_at: string;
    readonly expires_at?: string;
    readonly last_characters: string;
    readonly scopes: readonly ("read" | "settings" | "keys" | "invalidate" | "hooks" | "admin")[];
    readonly last_used_at: string | null;
  };
  readonly CreatedProjectApiKey: {
    readonly id: string;
    readonly name: string;
    /** The key that created it, or `control-plane` for the first key. */
    readonly owner_id: string;
    /** The key whose revocation revokes this one too. Null if there is none. */
    readonly parent_id: string | null;
    readonly project_id: string | null;
    readonly created_at: string;
    readonly updated_at: string;
    readonly expires_at?: string;
    readonly last_characters: string;
    readonly scopes: readonly ("read" | "settings" | "keys" | "invalidate" | "hooks" | "admin")[];
    readonly last_used_at: string | null;
    /** The key. It is shown only once. */
    readonly value: string;
  };
  readonly CreateProjectApiKeyBody: {
    readonly name: string;
    readonly expires_at?: string | null;
    readonly scopes?: readonly ("read" | "settings" | "keys" | "invalidate" | "hooks" | "admin")[];
  };
  readonly SigningKey: {
    /** The thumbprint of the key: the `kid` of its tokens. */
    readonly key_id: string;
    readonly algorithm: "ES256" | "EdDSA";
    /** `next`: published, and does not sign yet. `active`: signs. `retiring`: published until its last token has ended. */
    readonly state: "next" | "active" | "retiring" | "retired";
    readonly created_at: string;
    readonly signs_from: string;
    /** Null while no later key is known. */
    readonly published_until: string | null;
    readonly public_jwk: {
      readonly kty: string;
      readonly crv: string;
      readonly x: string;
      readonly y?: string;
      readonly kid: string;
      readonly alg: "ES256" | "EdDSA";
      readonly use: "sig";
    };
  };
  readonly CreateSigningKeyBody: {
    /** ES256 if not given. */
    readonly algorithm?: "ES256" | "EdDSA";
    /** How long the key is published before it signs. A project's first key signs at once. `--signing-key-publish-for` if not given. */
    readonly publish_for?: string;
  };
  readonly Plan: {
    readonly name: string;
    readonly title: string;
    /** Whether its projects may use Edge Sessions. */
    readonly cacheable_sessions: boolean;
  };
  readonly Edge: {
    readonly name: string;
    /** Another one after each restart. */
    readonly instance: string;
    /** Null without a bus. */
    readonly region: string | null;
    /** `edge` answers checks. `control` is a control plane without an edge. */
    readonly role: "edge" | "control";
    readonly version: string;
    /** Whether it is in the process that answers this request. */
    readonly this_process: boolean;
    /** `healthy` hears of every invalidation in time. `degraded` may be missing some. `silent` sends no heartbeats any more, and said no goodbye: it has died, or is cut off. `stopped` said goodbye. Those that are gone are listed for an hour. */
    readonly state: "healthy" | "degraded" | "silent" | "stopped";
    /** When its state began. Null if that is not known. */
    readonly since: string | null;
    /** Why it is degraded. Known only of the edge in the process that answers. */
    readonly reason: string | null;
    /** Whether `state` is `healthy`. */
    readonly healthy: boolean;
    readonly started_at: string;
    /** When its latest heartbeat or its goodbye arrived. It has been silent or stopped since then. */
    readonly last_heard_at: string;
    readonly url: string | null;
    /** Where it is: its own `--location`, or that of its region (`--region-locations`). Null if neither is known. */
    readonly location: Schemas["Location"] | null;
    /** Of all projects of the edge. Null for a project's key. */
    readonly entries: number | null;
    /** Of all projects of the edge. Null for a project's key. */
    readonly bytes: number | null;
    /** The checks since it started. */
    readonly checks: number | null;
    /** The share of its checks that were hits. Null if there were none. */
    readonly hit_ratio: number | null;
    /** The time from the publication of the latest invalidation of another process until it was applied here, in milliseconds. Null if there was none. */
    readonly lag_ms: number | null;
    /** Invalidations that wait to be published. */
    readonly unpublished: number;
    /** `current` has every project in the revision that this control plane has. `behind` does not yet. `flags` does not follow a control plane: its one project is set by flags. */
    readonly settings: "current" | "behind" | "flags";
    /** Empty for edges that are gone, and for those that do not follow a control plane. */
    readonly projects: readonly Schemas["EdgeProject"][];
  };
  readonly Location: {
    readonly latitude: number;
    readonly longitude: number;
    readonly name: string;
  };
  readonly EdgeProject: {
    readonly id: string;
    /** Null if it is not known. */
    readonly revision: number | null;
    /** Null if it has another revision than this control plane. */
    readonly cacheable_sessions: boolean | null;
  };
  readonly EdgeSessionsState: {
    /** Whether it is set to on. */
    readonly cacheable_sessions: boolean;
    /** Whether the plan includes it. */
    readonly entitled: boolean;
    /** Whether it is on at the edges: it is set to on, and the plan includes it. */
    readonly effective: boolean;
    readonly plan: Schemas["Plan"];
    /** The URLs of the project at the edges. */
    readonly urls: readonly string[];
    readonly revision: number;
    readonly applied_revision: number | null;
  };
  readonly ProjectHealthAtEdges: Schemas["ProjectHealth"] & {
    /** How it is at each edge that should serve it. */
    readonly edges: readonly {
      /** `bad` harms checks now, and `warning` may. `off` is as an operator chose it. */
      readonly severity: "good" | "warning" | "bad" | "off";
      /** Null if that is not known. */
      readonly since: string | null;
      readonly sentence: string;
      readonly reason: string;
      readonly name: string;
      readonly instance: string;
    }[];
  };
  readonly SetUp: {
    readonly steps: readonly Schemas["SetUpStep"][];
    readonly done: number;
    readonly total: number;
  };
  readonly SetUpStep: {
    readonly id:
      | "identity-server-url"
      | "identity-server"
      | "cookie-name"
      | "own-changes"
      | "switch"
      | "hit"
      | "change";
    readonly title: string;
    /** `todo` waits for the operator, and `waiting` for another step or for an event. */
    readonly state: "done" | "todo" | "problem" | "waiting";
    /** What is so, or what is wrong and what would be right. */
    readonly sentence: string;
  };
  readonly CookieNameFound: {
    /** `session`: the cookie `name` is that of a live session. `second-factor`: it is, and the session lacks its second factor. `refused`: the identity server accepts none of the cookies. `unknown`: it did not say. */
    readonly result: "session" | "second-factor" | "refused" | "unknown";
    readonly name: string | null;
  };
  readonly CookieNameBody: {
    /** Cookies of a browser that is signed in, as `name=value; name2=value2`. They are sent to the identity server one by one, and neither stored nor logged. */
    readonly cookies: string;
  };
  readonly HookTested: {
    readonly published: boolean;
    readonly edges: {
      readonly applied: readonly {
        readonly name: string;
        readonly instance: string;
        readonly region: string | null;
      }[];
      readonly missing: readonly {
        readonly name: string;
        readonly instance: string;
        readonly region: string | null;
      }[];
      readonly silent: readonly {
        readonly name: string;
        readonly instance: string;
        readonly region: string | null;
      }[];
    };
  };
  readonly Traffic: {
    readonly now: string;
    readonly from: string;
    /** From when on traffic is known. Null if none is. Buckets before it are 0. */
    readonly known_from: string | null;
    /** Edges that had checks in this time. */
    readonly edges: number;
    readonly step_seconds: number;
    /** The time between the background refreshes of a stored answer that is in force. Null if no edge has said so. */
    readonly refresh_interval_ms: number | null;
    readonly buckets: readonly {
      readonly checks: number;
      readonly hits: number;
      readonly misses: number;
      /** Checks that asked for a fresh answer. */
      readonly forced: number;
      /** Checks that were passed on and not stored. */
      readonly bypass: number;
      readonly errors: number;
      readonly origin_calls: number;
      readonly hit_p50_ms: number | null;
      readonly hit_p95_ms: number | null;
      readonly hit_p99_ms: number | null;
      readonly origin_p50_ms: number | null;
      readonly origin_p95_ms: number | null;
      readonly origin_p99_ms: number | null;
    }[];
    readonly total: {
      readonly checks: number;
      readonly hits: number;
      readonly misses: number;
      /** Checks that asked for a fresh answer. */
      readonly forced: number;
      /** Checks that were passed on and not stored. */
      readonly bypass: number;
      readonly errors: number;
      readonly origin_calls: number;
      readonly hit_p50_ms: number | null;
      readonly hit_p95_ms: number | null;
      readonly hit_p99_ms: number | null;
      readonly origin_p50_ms: number | null;
      readonly origin_p95_ms: number | null;
      readonly origin_p99_ms: number | null;
      readonly calls_saved: number;
      readonly invalidations: number;
      /** Time from a change until an edge has applied it. */
      readonly news_p50_ms: number | null;
      readonly news_p99_ms: number | null;
    };
  };
  readonly SessionEntry: {
    readonly edge: string;
    readonly session_id: string;
    readonly identity_id: string;
    /** The number of credentials in its cache key. */
    readonly credentials: number;
    /** The `Origin` header of its checks. Null if they have none. */
    readonly origin: string | null;
    readonly begun_at: string;
    readonly age_seconds: number;
    /** Negative if it is past its limit. */
    readonly fresh_for_seconds: number;
    readonly expires_at: string | null;
    readonly renew: boolean;
    readonly bytes: number;
  };
  readonly EdgeEntries: {
    readonly edge: string;
    readonly instance: string;
    /** Null without a bus. */
    readonly region: string | null;
    readonly answered: boolean;
    /** Why it has not answered, as a sentence. Null if it has. */
    readonly reason: string | null;
    /** Whether there was more than is listed. */
    readonly truncated: boolean;
    readonly entries: readonly Schemas["SessionEntry"][];
  };
  readonly EdgeMostAsked: {
    readonly edge: string;
    readonly instance: string;
    /** Null without a bus. */
    readonly region: string | null;
    readonly answered: boolean;
    /** Why it has not answered, as a sentence. Null if it has. */
    readonly reason: string | null;
    /** Whether there was more than is listed. */
    readonly truncated: boolean;
    readonly sessions: readonly Schemas["AskedSession"][];
  };
  readonly AskedSession: {
    readonly session_id: string;
    readonly identity_id: string;
    /** About how many hits it had in the last 2.5 to 5 minutes. Exact if the edge had few, and otherwise estimated from one in 64. */
    readonly hits: number;
  };
  readonly FoundIdentities: {
    /** The ids of the identities that have the address. */
    readonly identities: readonly string[];
    /** Why the admin API could not be asked, as a sentence. Null if it answered. */
    readonly problem: string | null;
  };
  readonly EmailLookUp: {
    readonly email: string;
  };
  readonly AuditPage: {
    readonly lines: readonly Schemas["AuditLine"][];
    /** The `before` of the next page. Null if there are no older lines. With a filter a page may have few lines, or none, although older ones match. */
    readonly next: number | null;
    /** The newest line that was looked at. With it as `after`, a later request gets what has been added since. Null if there was none. */
    readonly newest: number | null;
  };
  readonly AuditLine: {
    readonly sequence: number;
    readonly id: string;
    readonly at: string;
    readonly actor: {
      readonly key_id: string | null;
      readonly name: string;
    };
    readonly action: string;
    readonly project_id: string | null;
    /** The project as it is called now. Null if the line is about none, or if it is gone. */
    readonly project: {
      readonly slug: string;
      readonly name: string;
    } | null;
    readonly subject: string;
    readonly before?: unknown;
    readonly after?: unknown;
  };
  readonly Subscriber: {
    readonly id: string;
    readonly kind: "web-hook" | "caep";
    readonly url: string;
    /** The types of endings that are sent. Null for all that its kind can carry. */
    readonly types:
      | readonly (
          | "session-revoked"
          | "session-changed"
          | "credential-changed"
          | "assurance-changed"
          | "identity-changed"
          | "project-changed"
        )[]
      | null;
    readonly enabled: boolean;
    /** `iss` of the tokens. Only for `caep`. */
    readonly issuer: string | null;
    /** `aud` of the tokens. Only for `caep`. */
    readonly audience: string | null;
    /** Whether deliveries carry a bearer token. Only for `caep`. */
    readonly has_bearer_token: boolean;
    readonly created_at: string;
    readonly updated_at: string;
    /** `gone`: it answered 410 and is sent nothing more, until it is enabled again with a PATCH. */
    readonly state: "healthy" | "failing" | "disabled" | "gone";
    readonly failing_since: string | null;
    /** When waiting deliveries were last given up for one `project-changed`. */
    readonly gap_at: string | null;
    /** Deliveries that wait. */
    readonly waiting: number;
  };
  readonly CreatedSubscriber: {
    readonly id: string;
    readonly kind: "web-hook" | "caep";
    readonly url: string;
    /** The types of endings that are sent. Null for all that its kind can carry. */
    readonly types:
      | readonly (
          | "session-revoked"
          | "session-changed"
          | "credential-changed"
          | "assurance-changed"
          | "identity-changed"
          | "project-changed"
        )[]
      | null;
    readonly enabled: boolean;
    /** `iss` of the tokens. Only for `caep`. */
    readonly issuer: string | null;
    /** `aud` of the tokens. Only for `caep`. */
    readonly audience: string | null;
    /** Whether deliveries carry a bearer token. Only for `caep`. */
    readonly has_bearer_token: boolean;
    readonly created_at: string;
    readonly updated_at: string;
    /** `gone`: it answered 410 and is sent nothing more, until it is enabled again with a PATCH. */
    readonly state: "healthy" | "failing" | "disabled" | "gone";
    readonly failing_since: string | null;
    /** When waiting deliveries were last given up for one `project-changed`. */
    readonly gap_at: string | null;
    /** Deliveries that wait. */
    readonly waiting: number;
    /** The secret that signs web hooks. It is shown only once. Null if none was made. */
    readonly secret: string | null;
  };
  readonly CreateSubscriberBody: {
    readonly kind: "web-hook" | "caep";
    readonly url: string;
    readonly types?:
      | readonly (
          | "session-revoked"
          | "session-changed"
          | "credential-changed"
          | "assurance-changed"
          | "identity-changed"
          | "project-changed"
        )[]
      | null;
    readonly enabled?: boolean;
    readonly issuer?: string;
    readonly audience?: string;
    readonly bearer_token?: string | null;
  };
  readonly ChangeSubscriberBody: {
    readonly url?: string;
    readonly types?:
      | readonly (
          | "session-revoked"
          | "session-changed"
          | "credential-changed"
          | "assurance-changed"
          | "identity-changed"
          | "project-changed"
        )[]
      | null;
    readonly enabled?: boolean;
    readonly issuer?: string;
    readonly audience?: string;
    readonly bearer_token?: string | null;
    readonly rotate_secret?: boolean;
  };
  readonly Delivery: {
    readonly ending_id: string;
    readonly type:
      | "session-revoked"
      | "session-changed"
      | "credential-changed"
      | "assurance-changed"
      | "identity-changed"
      | "project-changed"
      | "test";
    readonly state: "waiting" | "delivered" | "rejected";
    readonly attempts: number;
    readonly noticed_at: string;
    readonly attempted_at: string | null;
    readonly next_attempt_at: string | null;
    readonly status: number | null;
    /** Why there was no answer: `unreachable`, `timeout`, `refused-address`, `broken` or `unsigned`. Or the error code of a CAEP receiver. */
    readonly detail: string | null;
    readonly duration_ms: number | null;
  };
  readonly TestDelivery: {
    readonly ending_id: string;
  };
  readonly Map: {
    /** By region. At most 64. */
    readonly regions: readonly Schemas["MapRegion"][];
    /** Regions beyond that. The figures do not include them. */
    readonly regions_left_out: number;
    /** Running edges whose location is not known, and their regions. */
    readonly unplaced: {
      readonly edges: number;
      readonly regions: readonly string[];
    };
    /** The share of the checks of all running edges on the map that were hits. Null for a project's key. */
    readonly hit_ratio: number | null;
    /** Counts the calculations. `GET /map/cells` changes with it. 0 before the first. */
    readonly model: number;
    /** Whether figures for the present edges are being calculated. It takes seconds. */
    readonly calculating: boolean;
    /** Whether that failed. It is tried again after a minute. The log has the cause. */
    readonly failed: boolean;
    /** With the edges that run. Null if none does, or if not calculated yet. */
    readonly figures: Schemas["MapFigures"] | null;
    /** Null without `--edge-plan`. */
    readonly plan: Schemas["MapPlan"] | null;
  };
  readonly MapRegion: {
    /** Identifies it while its edges stay where they are. */
    readonly id: string;
    /** Null without a bus. */
    readonly region: string | null;
    readonly location: Schemas["Location"];
    /** The worst state of its edges: `silent`, then `degraded`, then `healthy`. `stopped` if all have stopped. An edge that is gone does not count if another one with its name has started since. */
    readonly state: "healthy" | "degraded" | "silent" | "stopped";
    /** The number of its edges in each state. */
    readonly states: {
      readonly healthy: number;
      readonly degraded: number;
      readonly silent: number;
      readonly stopped: number;
    };
    /** The names of its edges, at most 20. */
    readonly edges: readonly string[];
    /** Whether an edge runs there. */
    readonly serves: boolean;
    /** The checks of its running edges since they started. Null for a project's key. */
    readonly checks: number | null;
    /** The share of these checks that were hits. Null if there were none. */
    readonly hit_ratio: number | null;
    /** The longest of its running edges. */
    readonly lag_ms: number | null;
    /** The share of people that it is nearest to. Half of them wait at most `p50_ms` for a typical hit, 95 % of them at most `p95_ms`. Null if no edge runs there, or if not calculated yet. */
    readonly nearest: {
      readonly share: number;
      readonly p50_ms: number;
      readonly p95_ms: number;
    } | null;
    /** The figures if this region is lost. Null if no edge runs there, if it is the only one, or if the figures are not calculated yet. */
    readonly without: Schemas["MapFigures"] | null;
  };
  /** What the world's people wait for a hit on an open connection, as the model calculates it. It is not measured, and it includes no misses. */
  readonly MapFigures: {
    readonly p50_ms: number;
    readonly p95_ms: number;
    readonly p99_ms: number;
    /** The share of people whose nearest edge answers a hit within `ms`. */
    readonly within: readonly {
      readonly ms: number;
      readonly share: number;
    }[];
  };
  readonly MapPlan: {
    /** Why the file could not be read again. What it said before is shown then. */
    readonly problem: string | null;
    readonly edges: readonly {
      /** The code of the metro. */
      readonly code: string;
      readonly location: Schemas["Location"];
      /** Its share of all checks, as the plan says. */
      readonly share: number;
      /** 95 % of the hits there wait at most this long, as the plan says. */
      readonly p95_ms: number;
      /** Whether an edge runs within 100 km. */
      readonly running: boolean;
    }[];
    /** The figures if exactly the planned edges run. Null if not calculated yet. */
    readonly figures: Schemas["MapFigures"] | null;
  };
  readonly MapCells: {
    /** As in `GET /map`. */
    readonly model: number;
    /** The height and the width of a cell. */
    readonly degrees: number;
    /** The ids of the regions that serve. */
    readonly places: readonly string[];
    /** The southern edge of each cell, in degrees. */
    readonly south: readonly number[];
    /** The western edge of each cell, in degrees. */
    readonly west: readonly number[];
    /** The share of the world's people in each cell. */
    readonly share: readonly number[];
    /** The index of the nearest of `places`, or -1. */
    readonly place: readonly number[];
    /** The median wait for a hit. Empty without places. */
    readonly now_ms: readonly number[];
    /** The same if the nearest place is lost. */
    readonly without_ms: readonly (number | null)[];
    /** The same with the planned edges. */
    readonly planned_ms: readonly (number | null)[];
  };
  readonly Invalidated: {
    readonly applied: number;
    readonly published: boolean;
    readonly edges: {
      readonly applied: readonly {
        readonly name: string;
        readonly instance: string;
        readonly region: string | null;
      }[];
      readonly missing: readonly {
        readonly name: string;
        readonly instance: string;
        readonly region: string | null;
      }[];
      readonly silent: readonly {
        readonly name: string;
        readonly instance: string;
        readonly region: string | null;
      }[];
    };
  };
  readonly Invalidations: {
    readonly [name: string]: unknown;
  };
  readonly LiveCheck: {
    /** The edge that was asked, in the process that answers. Null if that process has no edge. A stand-in with the same settings was then asked. */
    readonly edge: string | null;
    readonly checks: readonly {
      readonly status: number;
      /** The id of the error in the answer of the edge, such as `edge_origin_unreachable`, or of the identity server. Null if it has none. */
      readonly error_id: string | null;
      readonly headers: readonly (readonly [string, string])[];
      readonly duration_ms: number;
    }[];
  };
  readonly LiveCheckBody: {
    readonly cookie?: string;
    readonly max_age?: number;
  };
  readonly TriedDecision: {
    /** The edge that was asked, in the process that answers. Null if that process has no edge. A stand-in with the same settings was then asked. */
    readonly edge: string | null;
    readonly decision: {
      readonly status: number;
      /** The id of the error in the answer of the edge, such as `edge_origin_unreachable`, or of the identity server. Null if it has none. */
      readonly error_id: string | null;
      readonly headers: readonly (readonly [string, string])[];
      readonly duration_ms: number;
    };
  };
  readonly DecisionQuestion: {
    /** The value of the session cookie. It is sent once, and neither stored nor logged. */
    readonly cookie?: string;
    /** A session token. It is sent once, and neither stored nor logged. */
    readonly token?: string;
    /** Whether the request is that of a browser which opens a page. */
    readonly browser: boolean;
    /** The URL that the browser wanted, as a trusted gateway states it. */
    readonly original_url?: string;
  };
}

/** Every call: what it sends, where it sends something, and what it is answered. */
export interface Calls {
  readonly "GET /projects": { readonly answer: readonly Schemas["ProjectMetadata"][] };
  readonly "POST /projects": {
    readonly body: Schemas["CreateProjectBody"];
    readonly answer: Schemas["Project"];
  };
  readonly "GET /projects/{project}": { readonly answer: Schemas["Project"] };
  readonly "PUT /projects/{project}": {
    readonly body: Schemas["SetProject"];
    readonly answer: Schemas["SuccessfulProjectUpdate"];
  };
  readonly "DELETE /projects/{project}": { readonly answer: undefined };
  readonly "PATCH /projects/{project}": {
    readonly body: Schemas["JsonPatchDocument"];
    readonly answer: Schemas["SuccessfulProjectUpdate"];
  };
  readonly "PATCH /projects/{project}/revision/{revision}": {
    readonly body: Schemas["JsonPatchDocument"];
    readonly answer: Schemas["SuccessfulProjectUpdate"];
  };
  readonly "GET /project-list": { readonly answer: Schemas["ProjectList"] };
  readonly "GET /projects/{project}/tokens": {
    readonly answer: readonly Schemas["ProjectApiKey"][];
  };
  readonly "POST /projects/{project}/tokens": {
    readonly body: Schemas["CreateProjectApiKeyBody"];
    readonly answer: Schemas["CreatedProjectApiKey"];
  };
  readonly "DELETE /projects/{project}/tokens/{token}": { readonly answer: undefined };
  readonly "GET /operator/tokens": { readonly answer: readonly Schemas["ProjectApiKey"][] };
  readonly "POST /operator/tokens": {
    readonly body: Schemas["CreateProjectApiKeyBody"];
    readonly answer: Schemas["CreatedProjectApiKey"];
  };
  readonly "DELETE /operator/tokens/{token}": { readonly answer: undefined };
  readonly "GET /projects/{project}/signing-keys": {
    readonly answer: readonly Schemas["SigningKey"][];
  };
  readonly "POST /projects/{project}/signing-keys": {
    readonly body: Schemas["CreateSigningKeyBody"];
    readonly answer: Schemas["SigningKey"];
  };
  readonly "DELETE /projects/{project}/signing-keys/{key}": { readonly answer: undefined };
  readonly "GET /plans": {
    readonly answer: readonly (Schemas["Plan"] & {
      readonly default: boolean;
    })[];
  };
  readonly "GET /edges": { readonly answer: readonly Schemas["Edge"][] };
  readonly "GET /projects/{project}/edge-sessions": {
    readonly answer: Schemas["EdgeSessionsState"];
  };
  readonly "GET /projects/{project}/health": { readonly answer: Schemas["ProjectHealthAtEdges"] };
  readonly "GET /projects/{project}/set-up": { readonly answer: Schemas["SetUp"] };
  readonly "POST /projects/{project}/set-up/cookie-name": {
    readonly body: Schemas["CookieNameBody"];
    readonly answer: Schemas["CookieNameFound"];
  };
  readonly "POST /projects/{project}/set-up/test-hook": { readonly answer: Schemas["HookTested"] };
  readonly "GET /projects/{project}/traffic": { readonly answer: Schemas["Traffic"] };
  readonly "GET /projects/{project}/sessions": {
    readonly answer: {
      /** Those of the edge in the process that answers. */
      readonly entries: readonly Schemas["SessionEntry"][];
      readonly truncated: boolean;
      /** The edge in the process that answers. Null if that process has no edge. */
      readonly edge: string | null;
      /** The edges of other processes. */
      readonly other_edges: readonly string[];
      /** What each edge has stored, first the one in the process that answers. Edges of other processes have about 1 s to answer, and list at most 20 entries. */
      readonly edges: readonly Schemas["EdgeEntries"][];
    };
  };
  readonly "GET /projects/{project}/sessions/most-asked": {
    readonly answer: {
      readonly edges: readonly Schemas["EdgeMostAsked"][];
    };
  };
  readonly "POST /projects/{project}/sessions/look-up": {
    readonly body: Schemas["EmailLookUp"];
    readonly answer: Schemas["FoundIdentities"];
  };
  readonly "GET /projects/{project}/activity": { readonly answer: Schemas["AuditPage"] };
  readonly "GET /projects/{project}/activity/export": { readonly answer: string };
  readonly "GET /activity": { readonly answer: Schemas["AuditPage"] };
  readonly "GET /activity/export": { readonly answer: string };
  readonly "GET /projects/{project}/subscribers": {
    readonly answer: readonly Schemas["Subscriber"][];
  };
  readonly "POST /projects/{project}/subscribers": {
    readonly body: Schemas["CreateSubscriberBody"];
    readonly answer: Schemas["CreatedSubscriber"];
  };
  readonly "GET /projects/{project}/subscribers/{subscriber}": {
    readonly answer: Schemas["Subscriber"];
  };
  readonly "PATCH /projects/{project}/subscribers/{subscriber}": {
    readonly body: Schemas["ChangeSubscriberBody"];
    readonly answer: Schemas["CreatedSubscriber"];
  };
  readonly "DELETE /projects/{project}/subscribers/{subscriber}": { readonly answer: undefined };
  readonly "GET /projects/{project}/subscribers/{subscriber}/deliveries": {
    readonly answer: readonly Schemas["Delivery"][];
  };
  readonly "POST /projects/{project}/subscribers/{subscriber}/test": {
    readonly answer: Schemas["TestDelivery"];
  };
  readonly "GET /map": { readonly answer: Schemas["Map"] };
  readonly "GET /map/cells": { readonly answer: Schemas["MapCells"] };
  readonly "POST /projects/{project}/invalidations": {
    readonly body: Schemas["Invalidations"];
    readonly answer: Schemas["Invalidated"];
  };
  readonly "POST /projects/{project}/live-check": {
    readonly body: Schemas["LiveCheckBody"];
    readonly answer: Schemas["LiveCheck"];
  };
  readonly "POST /projects/{project}/policies/{policy}/decision": {
    readonly body: Schemas["DecisionQuestion"];
    readonly answer: Schemas["TriedDecision"];
  };
}
