// The rows of each table, as queries see them. `migrations.ts` creates the tables.
import type { GeneratedAlways } from "kysely";
import type { Delivered, SubscriberKind } from "../../core/subscribers/subscriber.ts";
import type { ProjectRecord } from "../storage.ts";

/** The control database. Instants are wall-clock milliseconds. A column that ends in `_json` holds JSON as text. */
export interface Tables {
  schema_migrations: MigrationRow;
  projects: ProjectRow;
  project_hosts: HostRow;
  deleted_projects: DeletedProjectRow;
  keys: KeyRow;
  sign_ins: SignInRow;
  audit: AuditTable;
  traffic: TrafficRow;
  traffic_written: { minute: number };
  subscribers: SubscriberRow;
  deliveries: DeliveryRow;
  ending_watchers: WatcherRow;
}

/** A migration that has run on this database. */
export interface MigrationRow {
  number: number;
  name: string;
}

/** A project. */
export interface ProjectRow {
  id: string;
  slug: string;
  name: string;
  environment: ProjectRecord["environment"];
  home_region: string;
  plan: string;
  revision: number;
  revision_id: string;
  flags_json: string;
  signing_keys_json: string;
  created_at_ms: number;
  updated_at_ms: number;
}

/** A host in a project's flags. Hosts have a separate table because no two projects may share one. */
interface HostRow {
  host: string;
  project_id: string;
}

/** A project that was deleted. */
interface DeletedProjectRow {
  id: string;
  deleted_at_ms: number;
}

/** An API key. `project_id` is null for an operator key. */
export interface KeyRow {
  id: string;
  name: string;
  digest: string;
  last_characters: string;
  project_id: string | null;
  scopes_json: string;
  made_by: string | null;
  parent_id: string | null;
  created_at_ms: number;
  expires_at_ms: number | null;
  last_used_at_ms: number | null;
}

/** A sign-in to the Console. It is deleted with its key. */
export interface SignInRow {
  digest: string;
  key_id: string;
  used_at_ms: number;
  ends_at_ms: number;
}

/** A line of the audit log as it is written. The database numbers it. */
export interface AuditRow {
  id: string;
  at_ms: number;
  actor_key_id: string | null;
  actor_name: string;
  action: string;
  project_id: string | null;
  subject: string;
  before_json: string | null;
  after_json: string | null;
}

/** The audit log. */
export interface AuditTable extends AuditRow {
  sequence: GeneratedAlways<number>;
}

/** A subscriber. `enabled` is 0 or 1, because SQLite has no booleans. */
export interface SubscriberRow {
  id: string;
  project_id: string;
  kind: SubscriberKind;
  url: string;
  types_json: string | null;
  enabled: number;
  secret: string | null;
  issuer: string | null;
  audience: string | null;
  created_at_ms: number;
  updated_at_ms: number;
  failing_since_ms: number | null;
  stopped: "gone" | null;
  gap_at_ms: number | null;
}

/** One ending for one subscriber. A delivery that a process has taken is due when it may be taken again. */
export interface DeliveryRow {
  subscriber_id: string;
  ending_id: string;
  type: Delivered["type"];
  session_id: string | null;
  identity_id: string | null;
  noticed_at_ms: number;
  written_at_ms: number;
  attempts: number;
  state: "waiting" | "delivered" | "rejected";
  due_at_ms: number;
  attempted_at_ms: number | null;
  status: number | null;
  detail: string | null;
  duration_ms: number | null;
}

/** A process that hears endings. `settled` is 0 or 1. */
interface WatcherRow {
  process: string;
  beats: number;
  settled: number;
}

/** What was counted of a project in a minute or an hour. Minutes are numbered since 1970. Times are texts of bins. */
export interface TrafficRow {
  project_id: string;
  /** 1 or 60. */
  unit_minutes: number;
  /** The first minute of the row. */
  minute: number;
  edges: number;
  hits: number;
  misses: number;
  forced: number;
  bypass: number;
  errors: number;
  origin_calls: number;
  invalidations: number;
  hit_times: string;
  call_times: string;
  lags: string;
}
