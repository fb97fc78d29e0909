// Which events traffic is made of, and where each counts.
import type { CallPurpose, CheckResult, EdgeEvent } from "../../edge/events.ts";
import { binOf } from "../../core/durations.ts";
import { rowFor, type Ring } from "./ring.ts";
import { column, type TrafficSum } from "../../core/traffic-sum.ts";
import { minuteOf, timesOf, type TrafficHistory } from "./history.ts";

/** The counter of each result; every check counts in exactly one. `TrafficCounts` tells why. */
const columnOf: Record<CheckResult, number> = {
  hit: column.hits,
  "stale-if-error": column.hits,
  miss: column.misses,
  stale: column.misses,
  renew: column.misses,
  collapsed: column.misses,
  forced: column.forced,
  bypass: column.bypass,
  unsatisfied: column.errors,
  error: column.errors,
};

/** Whether a call was made for checks. What is passed on would be called without an edge just the same. */
const forChecks: Record<CallPurpose, boolean> = {
  fill: true,
  forced: true,
  refresh: true,
  "second-look": true,
  ask: true,
  warm: true,
  preflight: false,
  forward: false,
  mutation: false,
};

/** An event that traffic is made of. */
export type TrafficEvent = Extract<
  EdgeEvent,
  { kind: "check" | "call" | "applied" | "intake-applied" | "published" | "settings" }
>;

/** Whether an event counts as traffic. */
export function isTraffic(event: EdgeEvent): event is TrafficEvent {
  if (event.kind === "check" || event.kind === "applied") return true;
  if (event.kind === "call") return forChecks[event.purpose];
  // The second time of a hook is the same news.
  if (event.kind === "intake-applied") return !event.again;
  if (event.kind === "settings") return event.lagMs !== undefined;
  if (event.kind !== "published") return false;
  // An invalidation from outside counts where it comes in. Widening or ending a doubt is not one.
  const { ok, source } = event;
  return ok && (source === "mutation" || source === "admin" || source === "refresh");
}

/** Counts an event that happened in this step. Allocates nothing: every hit passes here. */
export function remember(history: TrafficHistory, event: TrafficEvent, step: number): void {
  history.lastStep = step;
  const { counts, hitTimes, callTimes } = history;
  switch (event.kind) {
    case "check":
      history.ownStep = step;
      if (step < history.firstStep) history.firstStep = step;
      add(counts, step, columnOf[event.result], 1);
      if (event.result === "hit") add(hitTimes, timesOf(step), binOf(event.durationMs), 1);
      return;
    case "call":
      add(counts, step, column.originCalls, 1);
      add(callTimes, timesOf(step), binOf(event.durationMs), 1);
      return;
    case "published":
      add(counts, step, column.invalidations, 1);
      // It was in force here before. Until the bus has it, it cannot be anywhere else.
      addLag(history, step, event.durationMs);
      return;
    case "settings":
      if (event.lagMs !== undefined) addLag(history, step, event.lagMs);
      return;
    case "applied":
      // It is counted where it came in, or it would count once for each edge.
      addLag(history, step, event.lagMs);
      return;
    case "intake-applied":
      add(counts, step, column.invalidations, event.scopes.length);
      if (event.lagMs !== undefined) addLag(history, step, event.lagMs);
      return;
    default:
      event satisfies never;
  }
}

function add(ring: Ring, step: number, cell: number, amount: number): void {
  const at = rowFor(ring, step) + cell;
  ring.cells[at] = (ring.cells[at] ?? 0) + amount;
}

function addLag({ invalidationLag }: TrafficHistory, step: number, lagMs: number): void {
  add(invalidationLag, minuteOf(step), binOf(lagMs), 1);
}

/** Adds what another edge counted until this step. */
export function rememberSum(history: TrafficHistory, sum: TrafficSum, step: number): void {
  history.lastStep = Math.max(history.lastStep, step);
  addRow(history.counts, step, sum.counts);
  addRow(history.hitTimes, timesOf(step), sum.hitTimes);
  addRow(history.callTimes, timesOf(step), sum.callTimes);
  addRow(history.invalidationLag, minuteOf(step), sum.lags);
}

function addRow(ring: Ring, step: number, cells: TrafficSum["counts"]): void {
  for (let cell = 0; cell < ring.width; cell += 1) {
    const amount = cells[cell] ?? 0;
    if (amount !== 0) add(ring, step, cell, amount);
  }
}
