// What the judge says: which law was broken, when, by which exchange or call, and how.

/**
 * The laws by number, and four rules. A stranger's refused request has no effect on others. A single refusal is not published. An edge
 * says that it is degraded while it is, and is not for nothing. What an edge is told is published sooner or later.
 */
export type Law =
  | "health"
  | "outbox"
  | "second look"
  | "L1"
  | "L2"
  | "L3"
  | "L4"
  | "L5"
  | "L6"
  | "L7"
  | "L8"
  | "L9"
  | "strangers";

/** One broken law. */
export interface Objection {
  readonly law: Law;
  readonly atMs: number;
  /** The client's exchange, where one is concerned. */
  readonly exchange: number | undefined;
  readonly text: string;
}

/** An instant for people: milliseconds with three decimals. */
export function instant(atMs: number): string {
  return `${atMs.toFixed(3)} ms`;
}
