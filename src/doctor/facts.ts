// What probing brings to light, and all that findings are drawn from. Holds no secret and no session's data: probes
// compare and classify, and keep only the result. Undefined means: not looked at, or not to be seen.

import type { SignInFlow } from "../core/health/sign-in-flow.ts";
import type { CacheStatusSeen, Whoami } from "../core/health/whoami-seen.ts";

/** Everything known. */
export interface Facts {
  readonly setUp: SetUp;
  readonly origin: Whoami;
  readonly edge: Whoami | undefined;
  readonly flow: FlowFacts | undefined;
  readonly cors: CorsFacts | undefined;
  readonly admin: AdminFacts | undefined;
  readonly live: LiveFacts | undefined;
  readonly database: DatabaseFacts | undefined;
  readonly bus: BusFacts | undefined;
  readonly control?: ControlFacts | undefined;
}

/** What a control plane says of its projects. */
export type ControlFacts =
  | { readonly kind: "unreachable"; readonly why: string }
  | { readonly kind: "refused"; readonly status: number }
  | {
      readonly kind: "seen";
      /** The number of projects that the key can see. */
      readonly projects: number;
      /** Those in trouble, the gravest first, of the first 200. */
      readonly troubles: readonly ProjectTrouble[];
    };

/** A project in trouble. */
export interface ProjectTrouble {
  readonly slug: string;
  readonly severity: "bad" | "warning";
  readonly sentence: string;
  /** ISO 8601. */
  readonly since: string | undefined;
}

/** What was heard on the bus. `refused`: it cannot be used until an operator changes something. */
export type BusFacts =
  | { readonly kind: "unreachable"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string }
  | {
      readonly kind: "heard";
      /** How it differs from what it must be. Nothing else is known then. */
      readonly differences: readonly {
        readonly where: string;
        readonly what: string;
        readonly is: string;
        readonly shouldBe: string;
        readonly fix: string;
      }[];
      /** The regions on its list. */
      readonly regions: readonly string[];
      /** The number of projects that it keeps, and the sum of their revisions. */
      readonly projects: number;
      readonly revisions: number;
      readonly members: readonly BusMember[];
      /** Processes that were heard before, and neither now nor saying goodbye. */
      readonly silent: readonly Pick<BusMember, "name" | "region" | "role">[];
    };

/** A process whose heartbeats were heard. */
export interface BusMember {
  readonly instance: string;
  readonly name: string;
  readonly region: string;
  readonly role: "edge" | "control";
  /** The version of the program. */
  readonly software: string;
  readonly healthy: boolean;
  /** Invalidations that wait to be published. */
  readonly unpublished: number;
  /** The number of projects that it serves, and the sum of their revisions. */
  readonly projects: number;
  readonly revisions: number;
  /** How far its wall clock is ahead of this machine's, in milliseconds; negative if it is behind. */
  readonly clockAheadMs: number;
}

/** How the control plane's database stands to this version. */
export type DatabaseFacts =
  | { readonly kind: "unreachable"; readonly why: string }
  | { readonly kind: "seen"; readonly drift: readonly string[] };

/** What was given to examine. URLs have no trailing slash. */
export interface SetUp {
  readonly originUrl: string;
  readonly edgeUrl: string | undefined;
  readonly adminUrl: string | undefined;
  readonly appOrigin: string | undefined;
  readonly cookieName: string;
  /** Whether there is a cookie to check with. */
  readonly cookieGiven: boolean;
}

/** What a sign-in flow says of URLs. It is begun at the edge where there is one. */
export interface FlowFacts extends SignInFlow {
  /** The edge that answers at that URL; undefined where none does, or it was not asked. */
  readonly edgeThere: string | undefined;
}

/** What a page of another origin may do. */
export interface CorsFacts {
  /** It may read an answer to a check with a cookie. */
  readonly reads: boolean;
  /** A preflight for `Cache-Control` is granted. */
  readonly cacheControl: boolean;
}

/** What the edge's admin listener says. */
export interface AdminFacts {
  /** Undefined where it was silent. */
  readonly ready: boolean | undefined;
  readonly metrics:
    | { readonly kind: "silence"; readonly why: string }
    | { readonly kind: "refused"; readonly status: number; readonly withKey: boolean }
    | { readonly kind: "counts"; readonly counts: TrafficCounts };
}

/** Counts since the edge started. */
export interface TrafficCounts {
  readonly cacheable: boolean | undefined;
  readonly checks: number;
  readonly forced: number;
  readonly cookiesUnknown: number;
  readonly mutations: number;
  /** Web hooks and live events. */
  readonly hooks: number;
  readonly addressesDropped: number;
  readonly changesUnseen: number;
  readonly sessionMismatches: number;
  /** Times that something spoke against a cookie name that had been confirmed. */
  readonly cookieNamesWithdrawn: number;
  /** Answers for sessions that were stored. */
  readonly sessionsStored: number;
  readonly originTooOld: number;
  /** Preflights that were answered from memory, or whose answer was stored. */
  readonly preflightsKept: number;
  /** Preflights whose answer must not be stored. */
  readonly preflightsPassed: number;
}

/** What a live session's checks brought. */
export type LiveFacts =
  /** No cookie given is a session's. `named`: whether one had the expected name, or only a value was given. */
  | { readonly kind: "ended"; readonly named: boolean }
  | { readonly kind: "aal2" }
  /** The identity server gave no usable answer. */
  | { readonly kind: "unknown" }
  | {
      readonly kind: "active";
      /** Name of the cookie that the identity server accepts. */
      readonly cookieName: string;
      readonly edge: LiveEdge | undefined;
    };

/** Three checks of one session at the edge: two as they come, one forced. Undefined parts were not answered. */
export interface LiveEdge {
  readonly statuses: readonly number[];
  /** `Cache-Status` of the second. */
  readonly second: CacheStatusSeen | undefined;
  /** Whether the second answer has the identity server's status and body. */
  readonly secondEqual: boolean;
  /** Whether the forced one does. */
  readonly forcedEqual: boolean;
}
