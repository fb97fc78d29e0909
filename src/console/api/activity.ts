// The audit log.
import type { Schemas } from "./wire.ts";

/** One page of the audit log, newest line first. */
export type ActivityPage = Schemas["AuditPage"];

/** One line. */
export type ActivityLine = Schemas["AuditLine"];

/** Which lines are listed. Members that are not set, or empty, choose all. */
export interface ActivityFilter {
  /** Id or slug of a project. Only for the activity of everything. */
  readonly project?: string;
  /** Name or id of an API key. */
  readonly actor?: string;
  /** An action, or with a dot at its end what actions begin with. */
  readonly action?: string;
  readonly search?: string;
  /** ISO 8601. */
  readonly from?: string;
  readonly to?: string;
}

/** Which page of them. */
export interface ActivityQuery extends ActivityFilter {
  readonly before?: number;
  readonly after?: number;
  readonly limit?: number;
}

/** What is exported. */
export interface ActivityExport extends ActivityFilter {
  readonly format: "csv" | "jsonl";
}
