// All events of an edge. Metrics, logs, the Console and the traces of tests use these events and nothing else. No event
// carries a credential, a key, a header value or a body.
// It is over 300 lines, because it is the one list of all events.
import type { Ending, EndingType } from "../core/endings/ending.ts";
import type { InvalidationSource, Scope } from "../core/invalidation.ts";
import type { LaneName } from "../core/lane.ts";
import type { ReportedLimit } from "../core/limits.ts";
import type { DecisionOutcome } from "../core/policy/decision-outcome.ts";
import type { ReadingResult } from "../core/region-log.ts";
import type { RegionTrouble } from "./link/regions.ts";

/** How a check was answered, as in `Cache-Status`. */
export type CheckResult =
  | "hit"
  | "stale-if-error"
  | "miss"
  | "stale"
  | "forced"
  | "renew"
  | "collapsed"
  | "bypass"
  | "unsatisfied"
  | "error";

export type { LaneName } from "../core/lane.ts";

/**
 * How a preflight was answered: from memory; by a call whose answer is stored, or is passed on; by another preflight's
 * call; or by an error.
 */
export type PreflightResult = "hit" | "stored" | "passed" | "collapsed" | "error";

/** Why the edge called the origin. */
export type CallPurpose =
  | "fill"
  | "forced"
  | "refresh"
  | "second-look"
  | "ask"
  | "warm"
  | "preflight"
  | "forward"
  | "mutation";

/** How an origin call ended: the status class of its answer, or the kind of its failure. */
export type CallOutcome =
  | "2xx"
  | "3xx"
  | "4xx"
  | "429"
  | "5xx"
  | "timeout"
  | "unreachable"
  | "broken"
  | "aborted";

/** Which part of the admin listener a request was for. */
export type AdminArea =
  | "health"
  | "metrics"
  | "invalidations"
  | "hooks"
  | "endings"
  | "gateway"
  | "unknown";

/** One thing that happened in an edge. Durations are milliseconds. */
export type EdgeEvent =
  | {
      readonly kind: "check";
      readonly project: string;
      readonly result: CheckResult;
      readonly status: number;
      readonly durationMs: number;
      readonly refreshing: boolean;
    }
  | {
      /** A preflight was answered here. Those that are passed on are `forwarded`. */
      readonly kind: "preflight";
      readonly project: string;
      readonly result: PreflightResult;
      readonly status: number;
      readonly durationMs: number;
    }
  | {
      /** A gateway asked whether a request may go on. The check behind it is an event of its own. */
      readonly kind: "decision";
      readonly project: string;
      readonly outcome: DecisionOutcome;
    }
  | {
      readonly kind: "forwarded";
      readonly project: string;
      readonly method: string;
      readonly status: number;
      readonly durationMs: number;
      readonly why: string;
    }
  | {
      readonly kind: "call";
      readonly project: string;
      readonly lane: LaneName;
      readonly purpose: CallPurpose;
      readonly outcome: CallOutcome;
      readonly status: number | undefined;
      readonly durationMs: number;
      readonly cause?: unknown;
    }
  | {
      readonly kind: "settled";
      readonly project: string;
      readonly row: string;
      readonly store: "put" | "remove" | "keep";
      readonly begunAtMs: number;
    }
  | { readonly kind: "decided"; readonly project: string; readonly row: string }
  | {
      readonly kind: "fence";
      readonly project: string;
      readonly scope: Scope;
      readonly atMs: number;
      readonly removed: number;
    }
  | {
      readonly kind: "doubt";
      readonly project: string;
      readonly scope: Scope;
      readonly ended: boolean;
    }
  | {
      readonly kind: "mutation";
      readonly project: string;
      readonly row: string;
      readonly status: number | undefined;
      readonly scopes: readonly Scope[];
      readonly published: boolean;
      readonly durationMs: number;
    }
  | {
      readonly kind: "published";
      readonly project: string;
      readonly scope: Scope;
      readonly source: InvalidationSource;
      readonly ok: boolean;
      readonly durationMs: number;
    }
  | {
      readonly kind: "applied";
      readonly project: string;
      readonly scope: Scope;
      readonly source: InvalidationSource;
      readonly removed: number;
      readonly lagMs: number;
    }
  | {
      /**
       * A mutation gave a client address without coming from a trusted proxy, or came from a trusted proxy that gave
       * none.
       */
      readonly kind: "client-address-dropped";
      readonly project: string;
    }
  | {
      readonly kind: "change-unseen";
      readonly project: string;
      readonly identityId: string;
      readonly published: boolean;
    }
  | {
      /** The interval between the refreshes of an entry has changed, or settings were applied. */
      readonly kind: "refresh-interval";
      readonly project: string;
      readonly intervalMs: number;
    }
  | { readonly kind: "session-mismatch"; readonly project: string }
  | {
      /** The session cookie's name had been confirmed, and now something contradicts it. */
      readonly kind: "cookie-name-withdrawn";
      readonly project: string;
      /** `check`: a 200 to cookies of other names. `sign-in`: a sign-in by browser set other cookies. */
      readonly sign: "check" | "sign-in";
    }
  | {
      /** The identity server contradicts the configured name of the session cookie, or does so no longer. */
      readonly kind: "cookie-name";
      readonly project: string;
      readonly contradicted: boolean;
      /** What contradicts it, as in `cookie-name-withdrawn`. */
      readonly sign: "check" | "sign-in" | undefined;
    }
  | { readonly kind: "origin-too-old"; readonly project: string }
  | { readonly kind: "refresh-paused"; readonly project: string; readonly untilMs: number }
  | { readonly kind: "evicted"; readonly project: string; readonly entries: number }
  | { readonly kind: "limit-reached"; readonly project: string; readonly limit: ReportedLimit }
  | {
      /** New settings are in force here. */
      readonly kind: "settings";
      readonly project: string;
      readonly cacheableSessions: boolean;
      /** Time since the operator's change, if the settings came from a control plane. */
      readonly lagMs: number | undefined;
    }
  | {
      readonly kind: "error-answered";
      readonly project: string;
      readonly id: string;
      readonly status: number;
      readonly cause?: unknown;
    }
  | {
      /** The admin listener refused a request, and nothing was done. */
      readonly kind: "intake-refused";
      readonly project: string;
      readonly area: AdminArea;
      readonly id: string;
      readonly status: number;
      /** The name of the API key, if it is a known one. */
      readonly keyName: string | undefined;
      /** The address that the request came from. */
      readonly peer: string;
    }
  | {
      /** An invalidation from outside is in force here, and is being published. */
      readonly kind: "intake-applied";
      readonly project: string;
      readonly source: InvalidationSource;
      readonly scopes: readonly Scope[];
      /** Whether this is the second time, for a web hook that ran before its commit. */
      readonly again: boolean;
      readonly keyName: string | undefined;
      /** Time since the change, if the invalidation says when that was. */
      readonly lagMs: number | undefined;
    }
  | {
      readonly kind: "hook";
      readonly project: string;
      readonly sender: "kratos" | "ory" | "caep";
      /** The name of the flow or event. `other` for an unexpected one. */
      readonly flow: string;
      /**
       * `repeated`: another attempt of a web hook that is still remembered. `ignored`: it changes no check's answer.
       */
      readonly outcome: "taken" | "repeated" | "ignored";
      readonly keyName: string | undefined;
    }
  | {
      /**
       * A session or an identity changed, or ended. The edge has applied its invalidation. `here`: this process publishes
       * it, and the bus has accepted it, or has not for `publishWaitMs`.
       */
      readonly kind: "ending";
      readonly project: string;
      readonly ending: Ending;
      readonly here: boolean;
    }
  | {
      /** Subscribers were told an ending. The same one is told once per second at most. */
      readonly kind: "ending-told";
      readonly project: string;
      readonly type: EndingType;
    }
  | {
      /** There were more endings at once than are kept apart. One of the project replaced this one. */
      readonly kind: "endings-collapsed";
      readonly project: string;
    }
  | {
      /** A stream of endings has begun, or has ended. */
      readonly kind: "endings-stream";
      readonly project: string;
      /**
       * `gap`: it began with an id that is no longer known. `slow`: it was ended, because the client did not read.
       */
      readonly change: "begun" | "gap" | "ended" | "slow";
      /** The streams that are open now. */
      readonly open: number;
      readonly keyName: string | undefined;
    }
  | {
      /** A security event token was not accepted. */
      readonly kind: "caep-refused";
      readonly project: string;
      /** The code of RFC 8935 that the sender got. */
      readonly error: string;
      readonly keyName: string | undefined;
    }
  | {
      /** More web hooks wait for their second time than are held. One invalidation of the project replaces the rest. */
      readonly kind: "hooks-collapsed";
      readonly project: string;
    }
  | {
      /** The admin gateway passed a request on. */
      readonly kind: "gateway";
      readonly project: string;
      readonly method: string;
      /** Path without query. */
      readonly path: string;
      readonly status: number;
      readonly keyName: string | undefined;
      readonly durationMs: number;
    }
  | {
      /** An attempt to send an ending to a subscriber has ended. */
      readonly kind: "delivery";
      readonly project: string;
      readonly via: "web-hook" | "caep";
      readonly subscriberId: string;
      readonly outcome: "delivered" | "retry" | "rejected" | "gone";
      /** Attempts so far. */
      readonly attempts: number;
      /** The status or the kind of failure. Undefined if it was delivered. */
      readonly why: string | undefined;
      readonly durationMs: number;
      /** Time since the ending was noticed. */
      readonly lagMs: number;
    }
  | {
      /** More or fewer deliveries wait in the outbox than when it was last looked at. It is of no project. */
      readonly kind: "delivery-backlog";
      readonly project: string;
      readonly waiting: number;
    }
  | {
      /** This process is connected to the bus. Like all events of the bus it is of no project. */
      readonly kind: "bus-connected";
      readonly project: string;
      readonly region: string;
    }
  | {
      /** The connection to the bus was lost, so messages may have been missed. They are read again. */
      readonly kind: "bus-interrupted";
      readonly project: string;
    }
  | {
      /** The bus did not do what it was asked for. It is asked again. */
      readonly kind: "bus-failed";
      readonly project: string;
      readonly cause: unknown;
    }
  | {
      /** This process hears of every invalidation in time again (healthy), or no longer (degraded). */
      readonly kind: "bus-health";
      readonly project: string;
      readonly healthy: boolean;
      readonly troubles: readonly RegionTrouble[];
    }
  | {
      /** Another region: it became known, counts again, or counts no longer. */
      readonly kind: "region";
      readonly project: string;
      readonly region: string;
      readonly change: "known" | "back" | "left" | "forgotten" | "removed";
    }
  | {
      /** A region's log was read because messages might have been missing. */
      readonly kind: "caught-up";
      readonly project: string;
      readonly region: string;
      readonly result: ReadingResult;
      /** Messages that had not arrived before. */
      readonly messages: number;
      readonly durationMs: number;
    };

/** Receives every event, synchronously, in the order in which they happen. Must not throw. */
export type EventSink = (event: EdgeEvent) => void;
