// What an examination says.

/** Every finding there is, by its id; the guide tells of each. */
export const findingIds = [
  "origin-unreachable",
  "origin-failing",
  "not-kratos",
  "hint-missing",
  "clock-skew",
  "edge-unreachable",
  "edge-failing",
  "feature-off",
  "base-url",
  "client-address",
  "cors-origin",
  "cors-cache-control",
  "admin-unreachable",
  "admin-refused",
  "edge-not-ready",
  "changes-unseen",
  "forced-share",
  "cookie-name",
  "cookie-name-changed",
  "session-mismatch",
  "origin-too-old",
  "preflights-passed",
  "session-ended",
  "session-aal2",
  "no-hit",
  "answers-differ",
  "edge-behind",
  "database-unreachable",
  "database-drift",
  "bus-unreachable",
  "bus-refused",
  "bus-layout",
  "bus-silent",
  "region-silent",
  "edge-silent",
  "edge-degraded",
  "edge-unpublished",
  "edge-settings",
  "edge-clock",
  "edge-version",
  "edge-name",
  "control-unanswered",
  "project-state",
] as const;

/** The name of a finding. */
type FindingId = (typeof findingIds)[number];

/** `problem`: something does not work as meant, exit code 1. `warning`: it works, but look at it. `info`: good to know. */
export type Severity = "problem" | "warning" | "info";

/** One finding, in sentences. Holds no secret. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: Severity;
  /** What was seen. */
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do, as exactly as it can be said. May have several lines. */
  readonly mend: string;
}
