// Answers one cacheable check, at once from the store or else through a flight.
import type { BypassReason, CacheableCheck } from "../core/check.ts";
import { decide, type Decision, type DecisionRow } from "../core/decide.ts";
import { boundsAge, type Directives } from "../core/directives.ts";
import { scopesOfEntries, type Entry } from "../core/entry.ts";
import { earliestBeginMs } from "../core/join.ts";
import { readTraceContext, type RequestHead } from "../core/head.ts";
import type { Scope } from "../core/invalidation.ts";
import { servingOf, type Serving } from "../core/hit.ts";
import { isOfKnownSession } from "../core/lane.ts";
import { ownerOfCheck } from "../core/origin-places.ts";
import { checkError, storedAnswer } from "./flight/answers.ts";
import { isHealthy, limitsOf, type EdgeContext } from "./context.ts";
import type { CheckResult } from "./events.ts";
import type { Flights } from "./flight/flights.ts";
import { originLimitReached } from "./flight/origins.ts";
import type { EdgeAnswer, EdgeRequest } from "./ports.ts";

/** A check with the head of its request. */
export interface CheckRequest {
  readonly check: CacheableCheck;
  readonly head: RequestHead;
  readonly request: EdgeRequest;
  readonly directives: Directives;
  readonly arrivedAtMs: number;
  /** Makes the answer from a stored one, if it has another form than a check's. It must read the entry at once. */
  readonly answerStored?: (entry: Entry, serving: Serving) => EdgeAnswer;
}

/** A request for whoami that must be forwarded, and why. */
export interface Bypassed {
  readonly bypass: BypassReason;
  readonly head: RequestHead;
  /** The row of the decision, if there was one. */
  readonly row: DecisionRow | undefined;
}

/** Answers a check, or says why it must be forwarded instead. A hit is answered without a promise. */
export function answerCheck(
  context: EdgeContext,
  flights: Flights,
  request: CheckRequest,
): EdgeAnswer | Promise<EdgeAnswer> | Bypassed {
  const { check, head, directives, arrivedAtMs } = request;
  const entry = verifyEntry(context.ports.store.get(check.key), check);
  const decision = decide({
    arrivedAtMs,
    directives,
    entry,
    tokenized: check.template !== undefined,
    settings: context.settings,
    limits: limitsOf(context),
    healthy: isHealthy(context, arrivedAtMs),
    refreshIntervalMs: context.refreshInterval.inForceMs(isHealthy(context, arrivedAtMs)),
    refreshPausedUntilMs: context.refreshPausedUntilMs,
  });
  const { project } = context.settings;
  if (
    decision.kind === "fetch" &&
    entry === undefined &&
    exceedsOriginLimit(context, check, arrivedAtMs)
  ) {
    return { bypass: "origins-many", head, row: undefined };
  }
  if (decision.kind === "forward") return { bypass: "no-store", head, row: decision.row };
  context.ports.emit({ kind: "decided", project, row: decision.row });
  switch (decision.kind) {
    case "serve":
      return serveEntry(context, flights, request, decision);
    case "unsatisfied": {
      const to = { method: check.method, requestId: head.requestId };
      return counted(
        context,
        checkError(context, "edge_not_stored", to, undefined),
        "unsatisfied",
        request,
      );
    }
    case "fetch":
      return fetchCheck(context, flights, request, decision, entry);
    default:
      return decision satisfies never;
  }
}

/** The entry if it was stored under the check's key. No other entry is served. */
function verifyEntry(entry: Entry | undefined, check: CacheableCheck): Entry | undefined {
  return entry?.hasKey(check.key) === true ? entry : undefined;
}

function serveEntry(
  context: EdgeContext,
  flights: Flights,
  request: CheckRequest,
  decision: Extract<Decision, { kind: "serve" }>,
): EdgeAnswer {
  const { check, head, arrivedAtMs } = request;
  context.mostAsked.hit(decision.entry, arrivedAtMs);
  const refreshing =
    decision.refresh && flights.refresh(check, arrivedAtMs, request.request.background);
  const to = { method: check.method, requestId: head.requestId };
  const serving = servingOf(isHealthy(context, arrivedAtMs), refreshing);
  const answer =
    request.answerStored?.(decision.entry, serving) ??
    storedAnswer(context, decision.entry, to, arrivedAtMs, serving);
  return counted(context, answer, "hit", request, refreshing);
}

async function fetchCheck(
  context: EdgeContext,
  flights: Flights,
  request: CheckRequest,
  decision: Extract<Decision, { kind: "fetch" }>,
  entry: Entry | undefined,
): Promise<EdgeAnswer> {
  const { check, head, arrivedAtMs } = request;
  const { why, forced } = decision;
  // It is read again when the call is over.
  const fallback = decision.fallback && {
    ...decision.fallback,
    entry: decision.fallback.entry.kept(),
  };
  const notBeforeMs = earliestBeginMs(
    decision.notBeforeMs,
    fencedAtMs(context, check, entry),
    flights.settledBegunAtMs(check.key),
  );
  const { answer, result } = await flights.fetch({
    check,
    why,
    forced,
    bounded: boundsAge(request.directives),
    retried: false,
    arrivedAtMs,
    notBeforeMs,
    fallback,
    known: entry !== undefined || isKnown(context, check),
    requestId: head.requestId,
    ...readTraceContext(request.request.headers),
  });
  return counted(context, answer, result, request);
}

function counted(
  context: EdgeContext,
  answer: EdgeAnswer,
  result: CheckResult,
  request: CheckRequest,
  refreshing = false,
): EdgeAnswer {
  const { clock, emit } = context.ports;
  const durationMs = clock.nowMs() - request.arrivedAtMs;
  const { project } = context.settings;
  emit({ kind: "check", project, result, status: answer.status, durationMs, refreshing });
  return answer;
}

/** The latest fence that is known to concern the check: by its credentials, or by the session that its entry names. */
function fencedAtMs(context: EdgeContext, check: CacheableCheck, entry: Entry | undefined): number {
  const scopes: Scope[] = check.credentials.map((value) => ({ kind: "credential", value }));
  if (entry !== undefined) scopes.push(...scopesOfEntries([entry]));
  return context.fences.verdict(scopes).lastAtMs;
}

/** Whether a key without an entry belongs to a known session. */
function isKnown({ ports, settings }: EdgeContext, check: CacheableCheck): boolean {
  return isOfKnownSession(
    check,
    (value) => ports.store.soleEntryOf(settings.project, value) !== undefined,
  );
}

/** Whether the check's `Origin` would be one too many. Such a check is forwarded. */
function exceedsOriginLimit(context: EdgeContext, check: CacheableCheck, nowMs: number): boolean {
  const { ports, settings } = context;
  const [credential] = check.credentials;
  const entry =
    credential === undefined ? undefined : ports.store.soleEntryOf(settings.project, credential);
  const owner = ownerOfCheck(check.credentials.length, entry?.sessionId);
  return originLimitReached(context, check.origin, owner, nowMs) !== undefined;
}
