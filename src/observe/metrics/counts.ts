// Everything that is counted about an edge, from its events alone. No event's free text becomes a label:
// rows, reasons and ids come from the edge's own tables, and tallies are bounded all the same.
import { edgeErrors } from "../../core/errors.ts";
import { decisionOutcomes, type DecisionOutcome } from "../../core/policy/decision-outcome.ts";
import { knownTallies } from "./known-series.ts";
import { createBuckets, createTally, record, type Buckets, type Tally } from "./tally.ts";
import type { CallPurpose, CheckResult, EdgeEvent } from "../../edge/events.ts";

/** The counts, as they stand. */
export interface Counts {
  /** Checks by result; plain fields, since every hit counts here. */
  readonly checks: Record<CheckResult, number>;
  /** Decisions for gateways by outcome. */
  readonly decisions: Record<DecisionOutcome, number>;
  readonly hitTime: Buckets;
  readonly otherCheckTime: Buckets;
  /** Hits that started a background refresh. */
  refreshes: number;
  readonly preflights: Tally;
  readonly forwarded: Tally;
  readonly calls: Tally;
  readonly callTime: Record<CallPurpose, Buckets>;
  readonly settled: Tally;
  readonly fences: Tally;
  readonly doubts: Tally;
  readonly mutations: Tally;
  readonly published: Tally;
  readonly applied: Tally;
  readonly lag: Buckets;
  clientAddressesDropped: number;
  readonly changeUnseen: Tally;
  sessionMismatches: number;
  readonly cookieNamesWithdrawn: Tally;
  originTooOld: number;
  refreshPauses: number;
  evicted: number;
  readonly limits: Tally;
  readonly errors: Tally;
  readonly intakeRefused: Tally;
  readonly intakeApplied: Tally;
  /** From a change to its invalidation from outside, if that says when the change was. */
  readonly intakeLag: Buckets;
  readonly hooks: Tally;
  hooksCollapsed: number;
  readonly endings: Tally;
  endingsCollapsed: number;
  readonly endingStreams: Tally;
  /** Streams of endings that are open now. */
  endingStreamsOpen: number;
  readonly caepRefused: Tally;
  readonly gateway: Tally;
  readonly deliveries: Tally;
  /** From an ending to its delivery. */
  readonly deliveryLag: Buckets;
  /** Undefined in a process that delivers nothing. */
  deliveriesWaiting: number | undefined;
  busInterruptions: number;
  busFailures: number;
  timesDegraded: number;
  readonly regionChanges: Tally;
  /** Readings of a region's log after a gap. */
  readonly caughtUp: Tally;
  /** Whether the feature is on, by project. */
  readonly cacheable: Map<string, boolean>;
  /** Milliseconds between the refreshes of an entry, by project. */
  readonly refreshIntervals: Map<string, number>;
  /** Reads the states of each project that hold here. */
  projectStates: () => Iterable<readonly [project: string, state: string]>;
}

// A hit takes microseconds, a call milliseconds to seconds. An invalidation aims at milliseconds and must arrive in 3 s.
const hitBounds = [
  0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.01,
];
const callBounds = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
const lagBounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 3, 10];

/** Nothing counted yet. */
export function createCounts(): Counts {
  const calls = (): Buckets => createBuckets(callBounds);
  return {
    ...knownTallies(),
    checks: {
      hit: 0,
      "stale-if-error": 0,
      miss: 0,
      stale: 0,
      forced: 0,
      renew: 0,
      collapsed: 0,
      bypass: 0,
      unsatisfied: 0,
      error: 0,
    },
    decisions: Object.fromEntries(decisionOutcomes.map((outcome) => [outcome, 0])) as Record<
      DecisionOutcome,
      number
    >,
    hitTime: createBuckets(hitBounds),
    otherCheckTime: calls(),
    refreshes: 0,
    callTime: {
      fill: calls(),
      forced: calls(),
      refresh: calls(),
      "second-look": calls(),
      ask: calls(),
      warm: calls(),
      preflight: calls(),
      forward: calls(),
      mutation: calls(),
    },
    doubts: createTally([["begun"], ["ended"]]),
    lag: createBuckets(lagBounds),
    clientAddressesDropped: 0,
    changeUnseen: createTally([["true"], ["false"]]),
    sessionMismatches: 0,
    cookieNamesWithdrawn: createTally([["check"], ["sign-in"]]),
    originTooOld: 0,
    refreshPauses: 0,
    evicted: 0,
    intakeLag: createBuckets(lagBounds),
    hooksCollapsed: 0,
    deliveryLag: createBuckets(lagBounds),
    deliveriesWaiting: undefined,
    endingsCollapsed: 0,
    endingStreamsOpen: 0,
    busInterruptions: 0,
    busFailures: 0,
    timesDegraded: 0,
    errors: createTally(Object.keys(edgeErrors).map((id) => [id])),
    cacheable: new Map(),
    refreshIntervals: new Map(),
    projectStates: () => [],
  };
}

/** `2xx` and so on; `none` where there was no answer. */
function statusClass(status: number | undefined): string {
  return status === undefined ? "none" : `${Math.trunc(status / 100)}xx`;
}

/** Counts one event. */
export function count(counts: Counts, event: EdgeEvent): void {
  switch (event.kind) {
    case "check": {
      counts.checks[event.result] += 1;
      const buckets = event.result === "hit" ? counts.hitTime : counts.otherCheckTime;
      record(buckets, event.durationMs);
      if (event.refreshing) counts.refreshes += 1;
      return;
    }
    case "preflight":
      counts.preflights.add([event.result]);
      return;
    case "call":
      counts.calls.add([event.purpose, event.outcome]);
      record(counts.callTime[event.purpose], event.durationMs);
      return;
    case "forwarded":
      counts.forwarded.add([event.why, statusClass(event.status)]);
      return;
    case "settled":
      counts.settled.add([event.row, event.store]);
      return;
    case "decided":
      // Every check tells its decision by its result; the row is for traces.
      return;
    case "fence":
      counts.fences.add([event.scope.kind]);
      return;
    case "doubt":
      counts.doubts.add([event.ended ? "ended" : "begun"]);
      return;
    case "mutation":
      counts.mutations.add([event.row, statusClass(event.status)]);
      return;
    case "published":
      counts.published.add([event.source, event.scope.kind, String(event.ok)]);
      return;
    case "applied":
      counts.applied.add([event.source, event.scope.kind]);
      record(counts.lag, event.lagMs);
      return;
    case "client-address-dropped":
      counts.clientAddressesDropped += 1;
      return;
    case "change-unseen":
      counts.changeUnseen.add([String(event.published)]);
      return;
    case "refresh-interval":
      counts.refreshIntervals.set(event.project, event.intervalMs);
      return;
    case "session-mismatch":
      counts.sessionMismatches += 1;
      return;
    case "cookie-name-withdrawn":
      counts.cookieNamesWithdrawn.add([event.sign]);
      return;
    case "cookie-name":
      // `project_state` shows it.
      return;
    case "origin-too-old":
      counts.originTooOld += 1;
      return;
    case "refresh-paused":
      counts.refreshPauses += 1;
      return;
    case "evicted":
      counts.evicted += event.entries;
      return;
    case "limit-reached":
      counts.limits.add([event.limit]);
      return;
    case "settings":
      counts.cacheable.set(event.project, event.cacheableSessions);
      return;
    case "error-answered":
      counts.errors.add([event.id]);
      return;
    case "intake-refused":
      counts.errors.add([event.id]);
      counts.intakeRefused.add([event.area, event.id]);
      return;
    case "intake-applied":
      for (const { kind } of event.scopes) {
        counts.intakeApplied.add([event.source, kind, String(event.again)]);
      }
      if (event.lagMs !== undefined) record(counts.intakeLag, event.lagMs);
      return;
    case "hook":
      counts.hooks.add([event.sender, event.flow, event.outcome]);
      return;
    case "hooks-collapsed":
      counts.hooksCollapsed += 1;
      return;
    case "ending":
      // It is counted when it is told.
      return;
    case "ending-told":
      counts.endings.add([event.type]);
      return;
    case "endings-collapsed":
      counts.endingsCollapsed += 1;
      return;
    case "endings-stream":
      counts.endingStreams.add([event.change]);
      counts.endingStreamsOpen = event.open;
      return;
    case "caep-refused":
      counts.caepRefused.add([event.error]);
      return;
    case "gateway":
      counts.gateway.add([statusClass(event.status)]);
      return;
    case "decision":
      counts.decisions[event.outcome] += 1;
      return;
    case "delivery":
      counts.deliveries.add([event.via, event.outcome]);
      if (event.outcome === "delivered") record(counts.deliveryLag, event.lagMs);
      return;
    case "delivery-backlog":
      counts.deliveriesWaiting = event.waiting;
      return;
    case "bus-connected":
      return;
    case "bus-interrupted":
      counts.busInterruptions += 1;
      return;
    case "bus-failed":
      counts.busFailures += 1;
      return;
    case "bus-health":
      if (!event.healthy) counts.timesDegraded += 1;
      return;
    case "region":
      counts.regionChanges.add([event.change]);
      return;
    case "caught-up":
      counts.caughtUp.add([event.result]);
      return;
    default:
      event satisfies never;
  }
}
