// What a check that waited for a call is given, as data. The check arrived at second 100 and allows answers begun from 90 on.

/** One row: the outcome of the call, the check and its stand-in, and what the check gets. */
export interface DeliveryCase {
  /** The outcome; `failure` names why there is none. Without either, a good answer. */
  readonly outcome?: "limited" | "foreign" | "unavailable" | "refused" | "other";
  readonly failure?: "timeout" | "unreachable" | "broken" | "busy";
  /** Second at which the call began (100). */
  readonly begun?: number;
  /** Seconds for which the origin allows its answer to be kept. */
  readonly hint?: number;
  /** Seconds after its begin at which the answer's session ends. */
  readonly expires?: number;
  /** A fence lies between. */
  readonly fenced?: true;
  /** The answer came from a store that the call had not allowed. */
  readonly disobeyed?: true;
  /** The body was too large to be read whole: its rest is there, or another client has it. */
  readonly large?: "rest" | "gone";
  readonly bounded?: true;
  readonly retried?: true;
  /** The entry that may stand in: for a failed call (`marked`), or for a check that waits for a cookie. */
  readonly fallback?: "marked" | "unmarked";
  /** It is not the key's entry any more. */
  readonly replaced?: true;
  /** Seconds that its session has left (60). */
  readonly lifeLeft?: number;
  readonly given: string;
}

/** By outcome, then the boundaries. */
export const deliveryCases: Readonly<Record<string, DeliveryCase>> = {
  "a good answer": { given: "answer" },
  "begun at the earliest instant": { begun: 90, given: "answer" },
  "begun a moment earlier": { begun: 89.999, given: "again" },
  "a fence between": { fenced: true, given: "again" },
  "at the hint's end": { begun: 95, hint: 5, given: "answer" },
  "beyond the hint": { begun: 95, hint: 4.999, given: "again" },
  "a call that began after the check arrived": { begun: 101, hint: 0, given: "answer" },
  "a moment before the session's end": { begun: 95, expires: 5.001, given: "answer" },
  "at the session's end": { begun: 95, expires: 5, given: "again" },

  // Too old by its own word.
  "disobeyed, young enough all the same": { disobeyed: true, given: "answer" },
  "disobeyed for the first time": { begun: 50, disobeyed: true, given: "again, once" },
  "disobeyed again": {
    begun: 50,
    disobeyed: true,
    retried: true,
    given: "answer, origin-age",
  },
  "disobeyed again, a bound in the request": {
    begun: 50,
    disobeyed: true,
    retried: true,
    bounded: true,
    given: "edge_origin_disobeyed",
  },
  "too old without disobeying, after one that was": {
    begun: 50,
    retried: true,
    given: "again, once",
  },

  // Large bodies stream to one client.
  "a large body, to the first": { large: "rest", given: "answer" },
  "a large body, to the next": { large: "gone", given: "again" },

  // Answers that say nothing of the session go to all who wait.
  "a 429 from before the check": { outcome: "limited", begun: 50, fenced: true, given: "answer" },
  "a 500 from before the check": {
    outcome: "unavailable",
    begun: 50,
    fenced: true,
    given: "answer",
  },
  "a refusal from before the check": { outcome: "refused", begun: 50, given: "again" },
  "a front's page": { outcome: "foreign", given: "answer, no id" },
  "a front's page from before the check": { outcome: "foreign", begun: 50, given: "again" },

  // No answer.
  timeout: { failure: "timeout", given: "edge_origin_timeout" },
  unreachable: { failure: "unreachable", given: "edge_origin_unreachable" },
  broken: { failure: "broken", given: "edge_origin_unreachable" },
  busy: { failure: "busy", given: "edge_busy" },

  // Stand-ins.
  "a marked entry for a 500": {
    outcome: "unavailable",
    fallback: "marked",
    given: "stale-if-error",
  },
  "a marked entry for a failure": {
    failure: "timeout",
    fallback: "marked",
    given: "stale-if-error",
  },
  "a marked entry for a 429": { outcome: "limited", fallback: "marked", given: "answer" },
  "a marked entry for a front's page": {
    outcome: "foreign",
    fallback: "marked",
    given: "answer, no id",
  },
  "a marked entry for a full lane": { failure: "busy", fallback: "marked", given: "edge_busy" },
  "a marked entry for a refusal": { outcome: "refused", fallback: "marked", given: "answer" },
  "an unmarked entry for a 500": { outcome: "unavailable", fallback: "unmarked", given: "hit" },
  "an unmarked entry for a 429": { outcome: "limited", fallback: "unmarked", given: "hit" },
  "an unmarked entry for a front's page": {
    outcome: "foreign",
    fallback: "unmarked",
    given: "hit",
  },
  "an unmarked entry for a full lane": { failure: "busy", fallback: "unmarked", given: "hit" },
  "an entry that was replaced": {
    failure: "timeout",
    fallback: "marked",
    replaced: true,
    given: "edge_origin_timeout",
  },
  "an entry a moment before its session's end": {
    failure: "timeout",
    fallback: "marked",
    lifeLeft: 0.001,
    given: "stale-if-error",
  },
  "an entry at its session's end": {
    failure: "timeout",
    fallback: "marked",
    lifeLeft: 0,
    given: "edge_origin_timeout",
  },
};
