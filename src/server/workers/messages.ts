// What the supervisor and its workers say to each other, over the channel that Node.js gives a child process. Fences
// travel as on the bus: with digests and ids, never with a credential.
import type { Ending } from "../../core/endings/ending.ts";
import type { MetricsJson } from "../../observe/metrics/registry.ts";
import type { ProjectSign } from "../../core/health/signs.ts";
import type { SiblingNotice } from "../../edge/ports.ts";

/** What the supervisor says to a worker. */
export type ToWorker =
  /** Its number, its options as they were given, and the port that all workers share. 0 for the first one's choice. */
  | {
      readonly kind: "start";
      readonly number: number;
      readonly raw: Readonly<Record<string, unknown>>;
      readonly port: number;
    }
  | { readonly kind: "round"; readonly id: number; readonly notices: readonly SiblingNotice[] }
  /** The round that the worker asked for is over. */
  | { readonly kind: "over"; readonly id: number }
  | { readonly kind: "ping" }
  /** What all workers together notice of the projects' identity servers. */
  | { readonly kind: "signs"; readonly signs: readonly ProjectSign[] }
  /** Its certificate's files are to be read again. */
  | { readonly kind: "reread" }
  | { readonly kind: "scrape"; readonly id: number }
  | { readonly kind: "stop"; readonly withinMs: number };

/** What a worker says to the supervisor. */
export type ToSupervisor =
  /** It waits for `start`. From now on it counts in each round. */
  | { readonly kind: "joined" }
  | { readonly kind: "ready"; readonly url: string; readonly instance: string }
  /** It did not start, and ends. */
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "tell"; readonly id: number; readonly notices: readonly SiblingNotice[] }
  /** It has applied a round. `wider` is what it has fenced beyond it. */
  | { readonly kind: "applied"; readonly id: number; readonly wider: readonly SiblingNotice[] }
  | {
      readonly kind: "pong";
      /** Why it is degraded. */
      readonly degraded: string | undefined;
      /** What it notices itself. */
      readonly signs: readonly ProjectSign[];
      readonly connections: number;
      readonly requests: number;
    }
  /** It noticed an ending. */
  | { readonly kind: "ending"; readonly ending: Ending }
  | { readonly kind: "metrics"; readonly id: number; readonly metrics: MetricsJson };
