// L1, L2, L3, L4, L5 and L9: could the answer that a check got have come from a call that the laws allow?
// The judge does not know which call an answer came from. It objects only if no call of the history could be the one.
import {
  askedAtMs,
  begunMs,
  type CallRecord,
  type CheckFacts,
  credentialsOf,
  type Exchange,
  headerOf,
  signatureMs,
} from "../history.ts";
import type { Bar, Bars } from "./bars.ts";
import { couldBe, strangerText } from "./candidate.ts";
import { isForeign } from "./own-words.ts";
import { instant, type Law, type Objection } from "./objection.ts";
import { ageMs, edgeErrorOf, type Files, over, settingsAt } from "./record.ts";
import { misdelivered } from "./mix-up.ts";
import { tokenMarginMs } from "./tokens.ts";

/** Clock readings of edge and origin for the same thing differ by far less than this. */
const epsilonMs = 0.01;

interface Floor {
  readonly answeredAtMs: number;
  /** Greatest of the earliest possible begins behind the answers so far. */
  readonly begunMs: number;
}

/** Judges every check that was not passed through. */
export function judgeChecks(files: Files, bars: Bars): readonly Objection[] {
  const objections: Objection[] = [];
  const floors = new Map<string, Floor[]>();
  const answered = files.history.exchanges
    .filter((exchange) => exchange.check !== undefined && exchange.answeredAtMs !== undefined)
    .sort((one, other) => (one.answeredAtMs ?? 0) - (other.answeredAtMs ?? 0));
  for (const exchange of answered) {
    const { check, answeredAtMs } = exchange;
    if (check === undefined || answeredAtMs === undefined || files.passed.has(exchange.n)) continue;
    if (edgeErrorOf(exchange) !== undefined || seenInPart(exchange)) continue;
    const found = judgeOne(files, bars, exchange, check, floors.get(check.key) ?? []);
    if ("law" in found) {
      objections.push(found);
      continue;
    }
    // What failed, or was never the origin's word, says nothing of the session.
    if (staleOnError(exchange) || failureOf(exchange) || tooOld(exchange)) continue;
    if (found.calls.some((call) => call.byFront || isForeign(call))) continue;
    const earliest = Math.min(...found.calls.map(askedAtMs));
    const list = floors.get(check.key) ?? [];
    list.push({ answeredAtMs, begunMs: Math.max(earliest, list.at(-1)?.begunMs ?? -Infinity) });
    floors.set(check.key, list);
  }
  return objections;
}

function judgeOne(
  files: Files,
  bars: Bars,
  exchange: Exchange,
  check: CheckFacts,
  floors: readonly Floor[],
): Objection | { readonly calls: readonly CallRecord[] } {
  const object = (law: Law, text: string): Objection => ({
    law,
    atMs: exchange.answeredAtMs ?? exchange.arrivedAtMs,
    exchange: exchange.n,
    text,
  });
  const own = files.ownByKey.get(check.key) ?? [];
  let calls = own.filter((call) => couldBe(call, exchange, check));
  if (calls.length === 0) {
    // An error of the edge to a HEAD has no body to tell it by.
    if (exchange.method === "HEAD" && failureOf(exchange)) return { calls: own.slice(0, 1) };
    return object("L1", strangerText(files, exchange, check));
  }
  const misplaced = calls.every((call) => misdelivered(files, call));
  if (misplaced) {
    return object(
      "L1",
      "answered with a body that named another session than the entry it was to refresh",
    );
  }

  if (tooOld(exchange)) {
    const { maxAgeMs, minFreshMs } = check.asked;
    if (maxAgeMs !== undefined || minFreshMs !== undefined) {
      return object(
        "L2",
        "answered with something too old though the request bounds the age itself",
      );
    }
    return calls.some((call) => call.forced && call.beganAtMs > exchange.arrivedAtMs)
      ? { calls }
      : object("L2", "answered with something too old that was not asked for once more");
  }

  // At the end of a run its edges stop listening to the bus, while the last clients still come.
  const deaf = exchange.arrivedAtMs > (files.history.fleet?.endedAtMs ?? Infinity);
  const laws: readonly (readonly [Law, (call: CallRecord) => string | undefined])[] = [
    ["L5", (call) => (isPage(call, exchange) ? undefined : forcedFault(call, exchange, check))],
    ["L2", (call) => (isPage(call, exchange) ? undefined : ageFault(files, call, exchange, check))],
    ["L3", (call) => barFault(bars, call, exchange, check, "L3")],
    ["L4", (call) => (deaf ? undefined : barFault(bars, call, exchange, check, "L4"))],
    ["L9", (call) => floorFault(call, exchange, floors)],
  ];
  for (const [law, faultOf] of laws) {
    const faults = calls.map(faultOf);
    const left = calls.filter((_call, index) => faults[index] === undefined);
    if (left.length === 0) {
      const call = calls.at(-1);
      const which =
        call === undefined
          ? ""
          : ` (latest possible call: ${call.n}, begun ${instant(begunMs(call))})`;
      return object(law, `${faults.at(-1) ?? ""}${which}`);
    }
    calls = left;
  }
  return { calls };
}

/** A front's own page, passed on to the check it was fetched for: its age says nothing about a session. */
function isPage(call: CallRecord, exchange: Exchange): boolean {
  return (call.byFront || isForeign(call)) && !over(call, exchange);
}

function forcedFault(call: CallRecord, exchange: Exchange, check: CheckFacts): string | undefined {
  if (check.asked.maxAgeMs !== 0 || begunMs(call) > exchange.arrivedAtMs) return undefined;
  return "a forced check was answered from a call that began before it arrived";
}

function ageFault(
  files: Files,
  call: CallRecord,
  exchange: Exchange,
  check: CheckFacts,
): string | undefined {
  const { history } = files;
  const settings = settingsAt(history, exchange.project, exchange.arrivedAtMs);
  const later = settingsAt(
    history,
    exchange.project,
    exchange.answeredAtMs ?? exchange.arrivedAtMs,
  );
  const stored = over(call, exchange);
  // In its last second a session counts as ended already: such an answer goes unchanged to the checks that waited for it.
  const ending = (call.sessionEndsAtMs ?? Infinity) - (call.headAtMs ?? 0) < 2_000;
  const hinted = typeof call.hint === "number" && call.status === 200 && (stored || !ending);
  const hintMs = hinted ? Number(call.hint) * 1_000 : Infinity;
  const { healthy } = exchange;
  const degradedMs = healthy ? Infinity : settings.degradedMaxAgeMs;
  const ruledMs = Math.min(Math.max(settings.maxAgeMs, later.maxAgeMs), hintMs, degradedMs);
  const limitMs = Math.min(ruledMs, check.asked.maxAgeMs ?? Infinity);
  const age = ageMs(call, exchange) - epsilonMs;
  if (stored) {
    const unkept = keptWrongly(call, check, settings.requireOriginHint);
    if (unkept !== undefined) return unkept;
    if ((call.sessionEndsAtMs ?? Infinity) <= exchange.arrivedAtMs) {
      return `answered from a store though the session had ended at ${instant(call.sessionEndsAtMs ?? 0)}`;
    }
    const tokenGoodUntilMs = (call.tokenEndsAtMs ?? Infinity) - tokenMarginMs;
    if (tokenGoodUntilMs <= exchange.arrivedAtMs) {
      return `answered from a store with a token that could be given until ${instant(tokenGoodUntilMs)}`;
    }
  }
  if (staleOnError(exchange))
    return staleFault(
      call,
      exchange,
      check,
      ruledMs,
      Math.min(settings.staleIfErrorMs, degradedMs),
    );
  const neededMs = stored ? (check.asked.minFreshMs ?? 0) : 0;
  if (age + neededMs <= limitMs) return undefined;
  return `answered from a call begun ${instant(age)} before it arrived${healthy ? "" : ", at a degraded edge"}; allowed were ${instant(limitMs - neededMs)}`;
}

function keptWrongly(
  call: CallRecord,
  check: CheckFacts,
  requireHint: boolean,
): string | undefined {
  if (call.status === 401 && call.credentials.length === 0 && typeof call.hint === "number") {
    return undefined;
  }
  if (call.status !== 200) return `a ${call.status ?? 0} for ${check.key} was kept`;
  if (call.ending !== "whole" || !(call.truthful || call.mixedUp))
    return "a damaged answer was kept";
  if (call.hint === "unusable") return "an answer whose hint forbids it was kept";
  if (call.hint === "absent" && requireHint) return "an answer without a hint was kept";
  return undefined;
}

function staleFault(
  call: CallRecord,
  exchange: Exchange,
  check: CheckFacts,
  ruledMs: number,
  staleMs: number,
): string | undefined {
  const { maxAgeMs, minFreshMs } = check.asked;
  if (check.template !== undefined) return "a stale answer to a check for a token";
  if (staleMs <= 0) return "a stale answer though stale-if-error is off";
  if (maxAgeMs !== undefined || minFreshMs !== undefined) {
    return "a stale answer to a request that limits the age itself";
  }
  if ((call.sessionEndsAtMs ?? Infinity) <= exchange.arrivedAtMs) {
    return "a stale answer past the session's end";
  }
  const age = ageMs(call, exchange) - epsilonMs;
  if (age <= ruledMs + staleMs) return undefined;
  return `a stale answer ${instant(age)} old; allowed were ${instant(ruledMs + staleMs)}`;
}

function barFault(
  bars: Bars,
  call: CallRecord,
  exchange: Exchange,
  check: CheckFacts,
  law: Law,
): string | undefined {
  const knownMs = chosenAtMs(call, exchange);
  const fault = (list: readonly Bar[] | undefined): string | undefined => {
    for (const bar of list ?? []) {
      if (bar.law !== law || knownMs <= bar.fromMs) continue;
      if (bar.binds !== undefined) {
        if (exchange.arrivedAtMs <= bar.fromMs || !bar.binds(exchange)) continue;
      }
      const begun = askedAtMs(call);
      if (begun < bar.beginMs - epsilonMs) {
        return `answered from a call begun before ${instant(bar.beginMs)}, though ${bar.why} at ${instant(bar.fromMs)}`;
      }
      if (begun < bar.unstoredUntilMs - epsilonMs && over(call, exchange)) {
        return `answered from a store, though ${bar.why} at ${instant(bar.fromMs)}`;
      }
    }
    return undefined;
  };
  const { project } = exchange;
  for (const credential of credentialsOf(project, check.presented)) {
    const found = fault(bars.byCredential.get(credential));
    if (found !== undefined) return found;
  }
  const named = call.status === 200;
  return (
    fault(bars.byProject.get(project)) ??
    (named ? fault(bars.bySession.get(call.sessionId ?? "")) : undefined) ??
    (named ? fault(bars.byIdentity.get(call.identityId ?? "")) : undefined)
  );
}

/**
 * When the answer was chosen. What was stored before a check arrived, and is given to it only after it has waited for another call in
 * vain, was chosen then: what the edge has learnt while it waited counts.
 */
function chosenAtMs(call: CallRecord, exchange: Exchange): number {
  const { arrivedAtMs, answeredAtMs = arrivedAtMs } = exchange;
  const { lifetimeMs } = exchange.check?.decision ?? {};
  const signedForMs = lifetimeMs === undefined ? 0 : signatureMs;
  return over(call, exchange) ? Math.max(arrivedAtMs, answeredAtMs - signedForMs) : arrivedAtMs;
}

function floorFault(
  call: CallRecord,
  exchange: Exchange,
  floors: readonly Floor[],
): string | undefined {
  if (staleOnError(exchange)) return undefined;
  const floor = floors.findLast((one) => one.answeredAtMs < exchange.arrivedAtMs);
  // Age comes in whole seconds: two answers from one store above may seem up to a second apart.
  const roundingMs = call.ageMs > 0 ? 1_000 : 0;
  if (floor === undefined || askedAtMs(call) + roundingMs >= floor.begunMs - epsilonMs) {
    return undefined;
  }
  return `went back: a check answered before ${instant(exchange.arrivedAtMs)} came from a call begun no earlier than ${instant(floor.begunMs)}`;
}

/** The edge says that the origin, asked once more, still gave something older than was asked for. */
function tooOld(exchange: Exchange): boolean {
  return headerOf(exchange.answerHeaders, "cache-status")?.includes("detail=origin-age") === true;
}

/** The edge says that it serves beyond the limit since the origin fails. */
function staleOnError(exchange: Exchange): boolean {
  return headerOf(exchange.answerHeaders, "cache-status")?.includes("stale-if-error") === true;
}

/** The origin failed: such an answer says nothing of the session, so what was stored before it stays good. */
function failureOf({ status = 0 }: Exchange): boolean {
  return status === 429 || status >= 500;
}

/** The client left before it had seen all of the answer. */
function seenInPart(exchange: Exchange): boolean {
  return exchange.abortedAtMs !== undefined && exchange.endedAtMs === undefined;
}
