// What people feel, in figures.
import type { CheckKind } from "../checks/mix.ts";

/** How long checks wait. Milliseconds. */
export interface Wait {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** Everything that is known of a set of edges. */
export interface Figures {
  /** All checks. */
  readonly checks: Wait;
  /** Only those that are answered from memory, on open connections. */
  readonly hits: Wait;
  /** The share of checks that wait at most `ms`. */
  readonly within: readonly { readonly ms: number; readonly share: number }[];
  /** The share of people or backends whose nearest edge answers a hit on an open connection within `ms`. */
  readonly reached: readonly { readonly ms: number; readonly share: number }[];
  /** Which kind of check has the largest part in those that wait longer than P95, and how much. The same for P99. */
  readonly beyondP95: { readonly kind: CheckKind; readonly share: number };
  readonly beyondP99: { readonly kind: CheckKind; readonly share: number };
}
