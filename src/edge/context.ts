// What the parts of one edge share.
import type { CookieNameEvidence } from "../core/cookie-name.ts";
import type { Limits } from "../core/limits.ts";
import type { ProjectSettings } from "../core/settings.ts";
import type { EventSink } from "./events.ts";
import type { Fences } from "./fences.ts";
import type { Lanes } from "./call/lanes.ts";
import type { Background, Bus, Clock, Digest, NewId, Origin, RandomShare, Store } from "./ports.ts";
import type { Publisher } from "./publisher.ts";

/** What an edge is given from outside. */
export interface EdgePorts {
  readonly origin: Origin;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly newId: NewId;
  readonly random: RandomShare;
  readonly background: Background;
  readonly emit: EventSink;
}

/** How an edge is set up. */
export interface EdgeOptions {
  /** Member of `Cache-Status` and pseudonym in `Via`: a token (RFC 9211). */
  readonly name: string;
  /** Unique among all edges and their restarts. */
  readonly instance: string;
  readonly settings: ProjectSettings;
  /** A fill's whole time, waiting for a place included, in milliseconds. */
  readonly originTimeoutMs: number;
  /** Time until the head of a passed-through answer, in milliseconds. */
  readonly forwardTimeoutMs: number;
  /** Whether an address is that of a configured proxy. */
  readonly trustedProxies: (address: string) => boolean;
  /** Lower-case name of the one request header in which they tell the client's address. */
  readonly clientAddressHeader: string;
  readonly limits: Limits;
}

/** State and parts of a running edge. */
export interface EdgeContext {
  readonly options: EdgeOptions;
  readonly ports: EdgePorts;
  readonly lanes: Lanes;
  readonly fences: Fences;
  readonly publisher: Publisher;
  /** Settings as they are now. */
  settings: ProjectSettings;
  /** Replaced as the edge learns, and as it has to unlearn. */
  cookieName: CookieNameEvidence;
  refreshPausedUntilMs: number;
  /** 429s since an answer that was none. */
  limitedInARow: number;
  /** When the latest of them came. */
  limitedAtMs: number;
  /** False while the edge may be missing news. */
  healthy: boolean;
}

/** The ceilings of an edge. */
export function limitsOf(context: EdgeContext): Limits {
  return context.options.limits;
}
