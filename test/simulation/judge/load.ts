// L7: how often the origin is called for one key.
import type { CallRecord, Exchange } from "../history.ts";
import { instant, type Objection } from "./objection.ts";
import { type Files, push, settingsAt } from "./record.ts";

/** Judges calls at once, and the pace of refreshes that nobody waited for. */
export function judgeLoad(files: Files): readonly Objection[] {
  const checks = new Map<string, Exchange[]>();
  for (const exchange of files.history.exchanges) {
    if (exchange.check !== undefined) push(checks, exchange.check.key, exchange);
  }
  const questions = questionWindows(files);
  const objections: Objection[] = [];
  for (const [key, calls] of files.ownByKey) {
    const fills = calls.filter((call) => !mayBeQuestion(call, questions));
    atOnce(fills, objections);
    pace(files, fills, checks.get(key) ?? [], objections);
  }
  return objections;
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
      (exchange.answeredAtMs ?? (ended === undefined ? Infinity : ended + files.history.askWaitMs)) + 1;
    for (const { id } of [...mutation.presented, ...mutation.issued]) {
      push(windows, id, { fromMs: exchange.arrivedAtMs, untilMs });
    }
  }
  return windows;
}

function mayBeQuestion(
  call: CallRecord,
  windows: ReadonlyMap<string, readonly Window[]>,
): boolean {
  if (!call.forced) return false;
  const [only = "", more] = call.credentials;
  if (more !== undefined) return false;
  const found = windows.get(only) ?? [];
  return found.some(({ fromMs, untilMs }) => call.beganAtMs >= fromMs && call.beganAtMs <= untilMs);
}

function atOnce(fills: readonly CallRecord[], objections: Objection[]): void {
  for (const [index, call] of fills.entries()) {
    const earlier = fills.slice(0, index);
    // What names another session than its entry is fetched once more, alone, whatever else is under way.
    if (earlier.some((one) => one.mixedUp && near(one.endedAtMs, call.beganAtMs))) continue;
    const same = earlier.filter(
      (one) => one.forced === call.forced && (one.endedAtMs ?? Infinity) > call.beganAtMs,
    );
    const [other] = same;
    if (other === undefined || fills.some((one) => one.mixedUp && inFlight(one, call))) continue;
    objections.push({
      law: "L7",
      atMs: call.beganAtMs,
      exchange: undefined,
      text: `call ${call.n} began while call ${other.n} of the same key was in flight, both ${call.forced ? "forced" : "unforced"}`,
    });
  }
}

function near(endedAtMs: number | undefined, beganAtMs: number): boolean {
  return endedAtMs !== undefined && endedAtMs <= beganAtMs && beganAtMs - endedAtMs < 10_000;
}

function inFlight(one: CallRecord, call: CallRecord): boolean {
  return one.beganAtMs < call.beganAtMs && (one.endedAtMs ?? Infinity) > call.beganAtMs;
}

function pace(
  files: Files,
  fills: readonly CallRecord[],
  checks: readonly Exchange[],
  objections: Objection[],
): void {
  let last: CallRecord | undefined;
  for (const call of fills) {
    if (call.forced || checks.some((exchange) => waitedFor(call, exchange))) continue;
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
  return exchange.abortedAtMs === undefined || exchange.abortedAtMs >= call.beganAtMs;
}
