// Edges, what they hold, and two checks through one of them.

/** An edge that has been heard of. */
export interface Edge {
  readonly name: string;
  readonly instance: string;
  readonly version: string;
  readonly started_at: string;
  readonly url: string | null;
  readonly healthy: boolean;
  /** Of all projects; null where the key is for one of them. */
  readonly entries: number | null;
  readonly bytes: number | null;
  readonly projects: readonly EdgeProject[];
}

/** Which settings of a project an edge goes by. */
interface EdgeProject {
  readonly id: string;
  readonly revision: number;
  readonly cacheable_sessions: boolean;
}

/** One stored answer. */
export interface HeldEntry {
  readonly edge: string;
  readonly session_id: string;
  readonly identity_id: string;
  /** How many credentials its key is made of. */
  readonly credentials: number;
  /** The `Origin` header it is for; null for none. */
  readonly origin: string | null;
  readonly begun_at: string;
  readonly age_seconds: number;
  /** Negative when it is past its limit. */
  readonly fresh_for_seconds: number;
  readonly expires_at: string | null;
  readonly renew: boolean;
  readonly bytes: number;
}

/** What edges hold of one identity or session. */
export interface Held {
  readonly entries: readonly HeldEntry[];
  readonly truncated: boolean;
}

/** Whose stored answers to remove. */
export type Invalidation =
  | { readonly scope: "identity" | "session"; readonly id: string }
  | { readonly scope: "project" };

/** What to send with two checks; `max_age` is in seconds. */
export interface LiveCheckOrder {
  readonly cookie?: string;
  readonly max_age?: number;
}

/** One check's answer without its body and cookies. */
export interface LiveCheck {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly duration_ms: number;
}
