// The log of one edge: JSON lines written from its events. Failures and changes of state at info and above;
// every check but hits at debug; a hit never. Events carry no secret, and nothing else is written here.
// What happened once has one line: an error is not logged at info if the line of its cause is.
// It is over 300 lines, because it has the line of every event.
import { pino, type Logger } from "pino";
import type { EdgeErrorId } from "../../core/errors.ts";
import { causeNote, stackOf } from "./error-note.ts";
import { createThrottle } from "./throttle.ts";
import type { ReadingResult } from "../../core/region-log.ts";
import type { EdgeEvent, EventSink } from "../../edge/events.ts";
import type { Scope } from "../../core/invalidation.ts";

/** Least weight of a line. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Scopes that one line names. */
const scopesMax = 20;

/** A JSON logger that hands whole lines to `write`. Each line has the members of `base`. Durations are rounded to µs. */
export function createLogger(
  level: LogLevel,
  write: (line: string) => void,
  base: Readonly<Record<string, unknown>> = {},
): Logger {
  return pino(
    {
      level,
      base,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }), log: roundDurations },
    },
    { write },
  );
}

/** Milliseconds with three decimals: a clock gives a dozen more, which mean nothing. */
function roundDurations(members: Record<string, unknown>): Record<string, unknown> {
  const rounded = { ...members };
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === "number" && name.endsWith("Ms")) {
      rounded[name] = Math.round(value * 1_000) / 1_000;
    }
  }
  return rounded;
}

/** A subscriber that writes events to a logger. `nowMs` is the edge's clock; it paces repeated lines. */
export function logEvents(log: Logger, nowMs: () => number): EventSink {
  const throttle = createThrottle();
  const paced = (key: string, write: (leftOut: { leftOut?: number }) => void): void => {
    const leftOut = throttle.admit(key, nowMs());
    if (leftOut !== undefined) write(leftOut === 0 ? {} : { leftOut });
  };
  return (event) => {
    const { kind, project } = event;
    switch (event.kind) {
      case "decision":
        if (event.outcome !== "allowed") log.debug(event, "decision for a gateway");
        return;
      case "check":
        if (event.result !== "hit") log.debug(event, "session check");
        return;
      case "call":
        logCall(log, event, paced);
        return;
      case "preflight":
      case "forwarded":
      case "settled":
      case "decided":
        log.debug(event, kind);
        return;
      case "fence":
        log.debug(
          { kind, project, scope: scopeNote(event.scope), removed: event.removed },
          "fence raised",
        );
        return;
      case "doubt":
        if (event.ended) log.info({ kind, project, scope: scopeNote(event.scope) }, "doubt ended");
        else
          log.warn(
            { kind, project, scope: scopeNote(event.scope) },
            "a mutation's outcome is unknown",
          );
        return;
      case "mutation": {
        const { row, status, published, durationMs } = event;
        log.debug({ kind, project, row, status, published, durationMs }, "mutation passed on");
        return;
      }
      case "published": {
        const { source, ok, durationMs } = event;
        const note = { kind, project, scope: scopeNote(event.scope), source, durationMs };
        if (ok) log.debug(note, "invalidation published");
        else log.warn(note, "an invalidation could not be published");
        return;
      }
      case "applied": {
        const { source, removed, lagMs } = event;
        log.debug(
          { kind, project, scope: scopeNote(event.scope), source, removed, lagMs },
          "invalidation applied",
        );
        return;
      }
      case "client-address-dropped":
        log.debug(event, "a client address was not trusted");
        return;
      case "change-unseen":
        paced("change-unseen", (leftOut) => {
          const { identityId, published } = event;
          log.warn(
            { kind, project, identityId, published, ...leftOut },
            "a change bypassed the edges",
          );
        });
        return;
      case "refresh-interval":
        log.debug(event, "the refresh interval is now in force");
        return;
      case "session-mismatch":
        log.error(event, "a refresh got another session than its entry has");
        return;
      case "cookie-name-withdrawn":
        paced(kind, (leftOut) =>
          log.warn(
            { ...event, ...leftOut },
            "the origin accepted a session under a cookie name other than the configured one",
          ),
        );
        return;
      case "cookie-name":
        paced(`${kind} ${event.contradicted}`, (leftOut) => {
          if (event.contradicted)
            log.warn({ ...event, ...leftOut }, "the configured cookie name is wrong");
          else log.info({ ...event, ...leftOut }, "the configured cookie name is no longer wrong");
        });
        return;
      case "origin-too-old":
        paced(kind, (leftOut) =>
          log.error(
            { ...event, ...leftOut },
            "the origin's answer was older than the edge had asked for",
          ),
        );
        return;
      case "refresh-paused":
        log.warn(event, "the origin asked for a pause of background refreshes");
        return;
      case "evicted":
        paced(kind, (leftOut) =>
          log.info({ ...event, ...leftOut }, "entries evicted because the store is full"),
        );
        return;
      case "limit-reached":
        paced(`limit ${event.limit}`, (leftOut) =>
          log.warn({ ...event, ...leftOut }, "a limit was reached"),
        );
        return;
      case "settings":
        log.info(event, event.cacheableSessions ? "Edge Sessions is on" : "Edge Sessions is off");
        return;
      case "error-answered":
        logError(log, event, paced);
        return;
      case "intake-refused":
        // Never paced: this is the record of who tried what.
        log.warn(event, "the admin listener refused a request");
        return;
      case "intake-applied": {
        const { source, again, keyName, lagMs } = event;
        const scopes = event.scopes.slice(0, scopesMax).map(scopeNote);
        const note = { kind, project, source, again, keyName, lagMs, scopes };
        log.info(
          { ...note, count: event.scopes.length },
          "an invalidation from outside was applied",
        );
        return;
      }
      case "hook":
        log.debug(event, "web hook received");
        return;
      case "hooks-collapsed":
        paced(kind, (leftOut) =>
          log.warn(
            { ...event, ...leftOut },
            "too many web hooks are waiting; the excess is applied as one invalidation of the whole project",
          ),
        );
        return;
      case "ending":
        log.debug({ kind, ...event.ending, here: event.here }, "a session or identity changed");
        return;
      case "ending-told":
        log.debug(event, "subscribers were told an ending");
        return;
      case "endings-collapsed":
        paced(kind, (leftOut) =>
          log.warn(
            { ...event, ...leftOut },
            "too many endings at once; the excess is told as one of the whole project",
          ),
        );
        return;
      case "endings-stream":
        if (event.change === "slow")
          log.warn(event, "a stream of endings was not read, so it was ended");
        else log.info(event, "a stream of endings");
        return;
      case "caep-refused":
        paced(`${kind} ${event.error}`, (leftOut) =>
          log.warn({ ...event, ...leftOut }, "a security event token was not accepted"),
        );
        return;
      case "gateway":
        log.info(event, "the admin gateway passed a request on");
        return;
      case "bus-connected":
        log.info(event, "connected to the bus");
        return;
      case "bus-interrupted":
        log.warn(event, "the connection to the bus was lost; it is opened again");
        return;
      case "delivery":
        logDelivery(log, event, paced);
        return;
      case "delivery-backlog":
        log.debug(event, "deliveries wait");
        return;
      case "bus-failed":
        paced(kind, (leftOut) =>
          log.warn(
            { kind, project, cause: causeNote(event.cause), ...leftOut },
            "the bus failed; it is tried again",
          ),
        );
        return;
      case "bus-health":
        if (event.healthy) log.info(event, "healthy: this process hears of every invalidation");
        else
          log.warn(
            event,
            "degraded: invalidations may be missing, so answers are kept for at most degraded_max_age",
          );
        return;
      case "region":
        log.info(event, "a region changed");
        return;
      case "caught-up":
        log[caughtUp[event.result].level](event, caughtUp[event.result].text);
        return;
      default:
        event satisfies never;
    }
  };
}

/** A delivery that succeeds is for debugging. One that fails has a line now and then for each subscriber. */
function logDelivery(
  log: Logger,
  event: EdgeEvent & { readonly kind: "delivery" },
  paced: (key: string, write: (leftOut: { leftOut?: number }) => void) => void,
): void {
  if (event.outcome === "delivered") {
    log.debug(event, "an ending was delivered");
    return;
  }
  const text = {
    retry: "an ending could not be delivered; it is tried again",
    rejected: "a subscriber rejected an ending; it is not tried again",
    gone: "a subscriber answered 410 and is sent nothing more",
  }[event.outcome];
  paced(`delivery ${event.outcome} ${event.subscriberId}`, (leftOut) =>
    log.warn({ ...event, ...leftOut }, text),
  );
}

const removedText = "every stored answer was removed, because invalidations may have been missed";
const caughtUp = {
  joined: {
    level: "info",
    text: "a region is followed from now on; what was stored before was removed",
  },
  complete: { level: "info", text: "missed invalidations were read again" },
  truncated: { level: "warn", text: removedText },
  replaced: { level: "warn", text: removedText },
} as const satisfies Record<ReadingResult, { level: string; text: string }>;

type Paced = (key: string, write: (leftOut: { leftOut?: number }) => void) => void;

function logCall(log: Logger, event: EdgeEvent & { kind: "call" }, paced: Paced): void {
  const { kind, project, lane, purpose, outcome, status, durationMs } = event;
  const note = { kind, project, lane, purpose, outcome, status, durationMs };
  const failed =
    outcome === "timeout" ||
    outcome === "unreachable" ||
    outcome === "broken" ||
    outcome === "429" ||
    outcome === "5xx";
  if (!failed) {
    log.debug(note, "origin called");
    return;
  }
  paced(`call ${purpose} ${outcome}`, (leftOut) => {
    log.warn({ ...note, cause: causeNote(event.cause), ...leftOut }, "a call to the origin failed");
  });
}

/** Errors whose cause has a line already: the call that failed, the limit that was reached, the answer that was too old. */
const causeLogged: ReadonlySet<string> = new Set<EdgeErrorId>([
  "edge_origin_unreachable",
  "edge_origin_timeout",
  "edge_origin_disobeyed",
  "edge_busy",
  "edge_head_too_large",
  "edge_body_timeout",
]);

function logError(log: Logger, event: EdgeEvent & { kind: "error-answered" }, paced: Paced): void {
  if (causeLogged.has(event.id)) {
    log.debug(event, "answered with an error of the edge's own");
    return;
  }
  paced(`error ${event.id}`, (leftOut) => {
    const note = { ...event, cause: causeNote(event.cause), ...leftOut };
    // The edge's own defect: where it happened is what is needed.
    if (event.id === "edge_failed") {
      log.error(
        { ...note, stack: stackOf(event.cause) },
        "the edge failed while it handled a request",
      );
    } else log.warn(note, "answered with an error of the edge's own");
  });
}

/** A digest says nothing to a reader, so a credential is named by its kind alone. */
function scopeNote(scope: Scope): string {
  return scope.kind === "session" || scope.kind === "identity"
    ? `${scope.kind} ${scope.value}`
    : scope.kind;
}
