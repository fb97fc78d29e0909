// What the parts of one edge share.
import type { CookieNameEvidence } from "../core/cookie-name.ts";
import type { Limits } from "../core/limits.ts";
import type { ProjectSettings } from "../core/settings.ts";
import type { EventSink } from "./events.ts";
import type { Fences } from "./fences.ts";
import type { MostAsked } from "./most-asked.ts";
import type { DecisionHeads } from "./decision/decision-heads.ts";
import type { HitHeads } from "./flight/hit-heads.ts";
import type { Lanes } from "./call/lanes.ts";
import type {
  Background,
  Bus,
  Clock,
  Digest,
  NewId,
  Origin,
  Preflights,
  RandomShare,
  Siblings,
  Signer,
  Store,
  Turns,
} from "./ports.ts";
import type { MintedTokens } from "./tokens/minted.ts";
import type { Publisher } from "./publisher.ts";
import type { RefreshInterval } from "./refresh-interval.ts";

/** The ports that an edge is given. */
export interface EdgePorts {
  readonly origin: Origin;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly newId: NewId;
  readonly random: RandomShare;
  readonly background: Background;
  readonly turns: Turns;
  readonly emit: EventSink;
  /** Undefined if no other process answers on the same address. */
  readonly siblings?: Siblings | undefined;
  /** Undefined if nothing is signed here. */
  readonly signer?: Signer | undefined;
  /** The tokens of all edges of the process. If undefined, the edge has a memory of its own. */
  readonly minted?: MintedTokens | undefined;
  /** Makes what answers preflights. If undefined, they are passed on. */
  readonly preflights?: ((context: EdgeContext) => Preflights) | undefined;
}

/** How an edge is set up. */
export interface EdgeOptions {
  /** Its member name in `Cache-Status` and its pseudonym in `Via`: a token (RFC 9211). */
  readonly name: string;
  /** Unique among all edges, and changed by each restart. */
  readonly instance: string;
  readonly settings: ProjectSettings;
  /** The longest time that a fill may take in milliseconds, including the wait for a place. */
  readonly originTimeoutMs: number;
  /** The longest time until the head of a passed-through answer, in milliseconds. */
  readonly forwardTimeoutMs: number;
  /** Whether an address is that of a configured proxy. */
  readonly trustedProxies: (address: string) => boolean;
  /** Lower-case name of the one request header in which they give the client's address. */
  readonly clientAddressHeader: string;
  readonly limits: Limits;
  /**
   * Whether a check may wait for a call that another request has begun. Hosts in which all work belongs to one request,
   * such as Workers, decline it. Each check then makes its own call, and nothing outlasts a request that gives no
   * `background`.
   */
  readonly sharesFlights: boolean;
}

/** The state and the parts of a running edge. */
export interface EdgeContext {
  readonly options: EdgeOptions;
  readonly ports: EdgePorts;
  readonly lanes: Lanes;
  readonly fences: Fences;
  readonly publisher: Publisher;
  readonly hitHeads: HitHeads;
  readonly decisionHeads: DecisionHeads;
  readonly minted: MintedTokens;
  readonly mostAsked: MostAsked;
  /** The current settings. */
  settings: ProjectSettings;
  /**
   * What is known about the cookie's name. It is replaced when the edge learns more, or when a contradiction withdraws
   * it.
   */
  cookieName: CookieNameEvidence;
  /** Whether the identity server contradicted the name, and has not confirmed it since. */
  cookieNameContradicted: boolean;
  readonly refreshInterval: RefreshInterval;
  refreshPausedUntilMs: number;
  /** The number of 429s since the last other answer. */
  limitedInARow: number;
  /** When the latest 429 arrived. */
  limitedAtMs: number;
}

/** Whether the edge hears of every invalidation in time. */
export function isHealthy({ ports }: EdgeContext, nowMs: number): boolean {
  return nowMs < ports.bus.healthyUntilMs;
}

/** The limits of an edge. */
export function limitsOf(context: EdgeContext): Limits {
  return context.options.limits;
}
