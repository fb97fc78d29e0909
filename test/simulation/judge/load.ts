// L7: how often the origin is called for one key.
import type { CallRecord, Exchange } from "../history.ts";
import { instant, type Objection } from "./objection.ts";
import { type Files, push, settingsAt } from "./record.ts";

/** Longer than anything that may be stored in a simulated run. */
const largeBodyBytes = 4_096;

/** How long an edge may still call for a client that has left. */
const goesOnMs = 20_000;

/** Judges simultaneous calls, and the pace of background refreshes. */
export function judgeLoad(files: Files): readonly Objection[] {
  const checks = new Map<string, Exchange[]>();
  for (const exchange of files.history.exchanges) {
    if (exchange.check !== undefined) push(checks, exchange.check.key, exchange);
  }
  const questions = questionWindows(files);
  const objections: Objection[] = [];
  for (const [key, calls] of files.ownByKey) {
    const waiting = checks.get(key) ?? [];
    const fills: readonly Fill[] = calls
      .filter((call) => !mayBeQuestion(call, questions))
      .map((call) => ({ call, kind: kindOf(files, call, waiting) }));
    markSecondLooks(calls, fills);
    atOnce(fills, objections);
    if (!files.history.crowded) pace(files, fills, objections);
  }
  return objections;
}

interface Fill {
  readonly call: CallRecord;
  /** Background: no check waited for it. Unclear: its `max-age=0` may stem from a fence, or from a check that forces. */
  kind: "background" | "unforced" | "forced" | "unclear";
}

/** A refusal is asked about once more, this long after it at least. */
const secondLookAfterMs = 100;

/**
 * One forced call without a waiting check may follow each refusal: it is neither a refresh nor a check's forced call. A refusal
 * counts even if it may have been the answer to a question.
 */
function markSecondLooks(calls: readonly CallRecord[], fills: readonly Fill[]): void {
  const byCall = new Map(fills.map((fill) => [fill.call, fill]));
  const refusals: number[] = [];
  for (const call of calls) {
    const fill = byCall.get(call);
    const fromMs = call.beganAtMs - goesOnMs;
    const at = refusals.findIndex(
      (endedAtMs) => endedAtMs >= fromMs && endedAtMs <= call.beganAtMs - secondLookAfterMs + 0.01,
    );
    if (at !== -1 && fill?.kind === "background" && call.forced) {
      refusals.splice(at, 1);
      fill.kind = "unclear";
    }
    if ((call.status === 401 || call.status === 403) && call.endedAtMs !== undefined) {
      refusals.push(call.endedAtMs);
    }
  }
}

function kindOf(files: Files, call: CallRecord, waiting: readonly Exchange[]): Fill["kind"] {
  const waiters = waiting.filter((exchange) => waitedFor(call, exchange));
  // If calls queue for a place, the origin does not see when the edge began them, nor for which check.
  if (files.history.crowded) return "unclear";
  if (waiters.length === 0) return "background";
  if (!call.forced) return "unforced";
  // A refresh says `max-age=0` too where `refresh_after` is less than a second, and those who wait may wait for another call.
  const { refreshAfterMs } = settingsAt(files.history, call.project, call.beganAtMs);
  if (refreshAfterMs < 1_000) return "unclear";
  return waiters.every((exchange) => exchange.check?.asked.maxAgeMs === 0) ? "forced" : "unclear";
}

interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** While a mutation is under way, the edge may ask who its credentials are: forced calls that are no fills. */
function questionWindows(files: Files): ReadonlyMap<string, readonly Window[]> {
  const windows = new Map<string, Window[]>();
  for (const exchange of files.history.exchanges) {
    const { mutation } = exchange;
    if (mutation === undefined) continue;
    const ended = files.passed.get(exchange.n)?.[0]?.endedAtMs;
    const untilMs =
      (exchange.answeredAtMs ??
        (ended === undefined ? Infinity : ended + files.history.askWaitMs)) + 1;
    for (const { id } of [...mutation.presented, ...mutation.issued]) {
      push(windows, id, { fromMs: exchange.arrivedAtMs, untilMs });
    }
  }
  return windows;
}

function mayBeQuestion(call: CallRecord, windows: ReadonlyMap<string, readonly Window[]>): boolean {
  if (!call.forced) return false;
  const [only = "", more] = call.credentials;
  if (more !== undefined) return false;
  const found = windows.get(only) ?? [];
  return found.some(({ fromMs, untilMs }) => call.beganAtMs >= fromMs && call.beganAtMs <= untilMs);
}

function atOnce(fills: readonly Fill[], objections: Objection[]): void {
  let open: Fill[] = [];
  for (const fill of fills) {
    const { call } = fill;
    open = open.filter((one) => overAtMs(one.call) > call.beganAtMs);
    const group = groupOf(fill);
    const same = open.find((one) => group !== "unclear" && groupOf(one) === group);
    const other = same ?? (open.length > 1 ? open[0] : undefined);
    if (other !== undefined) {
      const kinds = [...open, fill].map(({ kind }) => kind).join(", ");
      objections.push({
        law: "L7",
        atMs: call.beganAtMs,
        exchange: undefined,
        text: `call ${call.n} began while call ${other.call.n} of the same key was in flight (${kinds})`,
      });
    }
    open.push(fill);
  }
}

/** A body too large for any store streams to its one client while others get their own calls. */
function overAtMs(call: CallRecord): number {
  if (call.body.length > largeBodyBytes && call.headAtMs !== undefined) return call.headAtMs;
  return call.endedAtMs ?? Infinity;
}

/** A refresh counts as unforced. */
function groupOf({ kind }: Fill): "unforced" | "forced" | "unclear" {
  return kind === "background" ? "unforced" : kind;
}

function pace(files: Files, fills: readonly Fill[], objections: Objection[]): void {
  let last: CallRecord | undefined;
  for (const { call, kind } of fills) {
    if (kind !== "background") continue;
    if (last !== undefined) {
      const before = settingsAt(files.history, call.project, last.beganAtMs);
      const now = settingsAt(files.history, call.project, call.beganAtMs);
      const leastMs = Math.min(before.refreshAfterMs, now.refreshAfterMs);
      const apartMs = call.beganAtMs - last.beganAtMs;
      if (apartMs < leastMs - 0.01) {
        objections.push({
          law: "L7",
          atMs: call.beganAtMs,
          exchange: undefined,
          text: `refresh ${call.n} began ${instant(apartMs)} after refresh ${last.n} of the same key; at least ${instant(leastMs)} are due`,
        });
      }
    }
    last = call;
  }
}

/** The exchange was there when the call began and had no answer until the call gave one. */
function waitedFor(call: CallRecord, exchange: Exchange): boolean {
  if (exchange.arrivedAtMs > call.beganAtMs) return false;
  if (exchange.answeredAtMs !== undefined) {
    return exchange.answeredAtMs >= (call.headAtMs ?? call.endedAtMs ?? Infinity);
  }
  // An edge may go on for a client that has left.
  return exchange.abortedAtMs === undefined || exchange.arrivedAtMs > call.beganAtMs - goesOnMs;
}
