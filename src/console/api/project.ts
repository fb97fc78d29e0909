// Projects as the API tells and takes them.

/** Settings of a project, in the API's spelling: durations as Ory writes them, `1m` or `2m30s`. */
export interface FeatureFlags {
  readonly cacheable_sessions: boolean;
  readonly cacheable_sessions_max_age: string;
  readonly refresh_after: string;
  readonly stale_if_error: string;
  readonly degraded_max_age: string;
  readonly session_tokens: boolean;
  readonly require_origin_hint: boolean;
  readonly ignore_no_cache: boolean;
  readonly cookie_name: string;
  readonly origin_url: string;
  readonly admin_origin_url: string;
  readonly hosts: readonly string[];
}

/** A project in a list. */
export interface ProjectMetadata {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly environment: string;
  readonly home_region: string;
  readonly hosts: readonly string[];
  readonly subscription_plan: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A project with its settings. */
export interface Project {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly environment: string;
  readonly home_region: string;
  readonly revision_id: string;
  readonly revision: number;
  readonly subscription_plan: string;
  readonly services: { readonly identity: { readonly config: ProjectConfig } };
}

/** Where the settings are inside a project. */
interface ProjectConfig {
  readonly feature_flags: FeatureFlags;
}

/** What a new project is told. */
export interface NewProject {
  readonly name: string;
  readonly environment: "prod" | "stage" | "dev";
  readonly slug?: string;
}

/** One step of a JSON Patch (RFC 6902); the page only ever replaces. */
export interface Replacement {
  readonly op: "replace";
  readonly path: string;
  readonly value: unknown;
}

/** What a change came to. */
export interface ProjectChange {
  readonly project: Project;
  readonly warnings: readonly { readonly code: number; readonly message: string }[];
}

/** A plan of the operator's table. */
export interface Plan {
  readonly name: string;
  readonly title: string;
  /** Whether it may use Edge Sessions. */
  readonly cacheable_sessions: boolean;
  readonly default?: boolean;
}

/** Whether Edge Sessions is set, allowed and in force. */
export interface EdgeSessionsState {
  /** As set. */
  readonly cacheable_sessions: boolean;
  /** Whether the plan allows it. */
  readonly entitled: boolean;
  /** In force at the edges. */
  readonly effective: boolean;
  readonly plan: Plan;
  /** The project's URLs at the edge. */
  readonly urls: readonly string[];
  readonly applied_revision: number | null;
  readonly revision: number;
}
