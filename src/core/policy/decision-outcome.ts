// How a decision for a gateway came out, for events and metrics.

/**
 * Every outcome. `allowed`: by its session. `anonymous`: without one. `error`: nothing was decided, because the identity
 * server failed. The others are the reasons of refusals.
 */
export const decisionOutcomes = [
  "allowed",
  "anonymous",
  "session",
  "aal",
  "age",
  "schema",
  "organization",
  "condition",
  "value",
  "error",
] as const;

/** How a decision came out, see `decisionOutcomes`. */
export type DecisionOutcome = (typeof decisionOutcomes)[number];
